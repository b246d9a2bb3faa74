// reqbench compare: two saved loads side by side.
#include "cli/command.hpp"
#include "report/load_pair.hpp"
#include "report/report.hpp"
#include "result/run_directory.hpp"
#include "statistics/summary.hpp"

#include <memory>

namespace reqbench::cli {
namespace {

struct CompareWords {
  std::vector<std::string> folders;
  bool json = false;
};

struct Side {
  result::Run run;
  statistics::Summary summary;
};

base::Result<Side> read_side(const std::string &folder) {
  auto run = result::read_run(folder);
  if (!run) return std::move(run).error();
  if (!result::is_load(run->record))
    return usage_error(folder +
                       " is a run; only loads that were saved (reqbench load URL --save DIR) can be compared yet. "
                       "Its own servers are compared by reqbench report " +
                       folder);
  if (run->trials.empty() || run->trials.front().loads.empty()) {
    auto error = base::Error{base::ErrorKind::damaged, folder + " holds no load that can be read; save it again"};
    for (const auto &damaged : run->damaged) error = std::move(error).detail(damaged);
    return error;
  }
  auto summary = statistics::summarize(*run);
  return Side{std::move(*run), std::move(summary)};
}

/// The shortest names that tell the two apart.
std::pair<std::string, std::string> names_of(const std::string &before, const std::string &after) {
  const auto last = [](const std::string &folder) {
    const auto path = std::filesystem::path{folder}.lexically_normal();
    return (path.has_filename() ? path : path.parent_path()).filename().string();
  };
  if (last(before) != last(after) && !last(before).starts_with('.') && !last(after).starts_with('.'))
    return {last(before), last(after)};
  return {before, after};
}

int compare(const CompareWords &words) {
  if (words.folders.size() != 2)
    return fail(usage_error("two saved loads are compared, the older one first: reqbench compare OLD NEW"));
  const auto before = read_side(words.folders[0]);
  if (!before) return fail(before.error());
  const auto after = read_side(words.folders[1]);
  if (!after) return fail(after.error());
  const auto [first, second] = names_of(words.folders[0], words.folders[1]);
  const auto view = report::make_pair_view({first, before->run, before->summary}, {second, after->run, after->summary});
  print(report::find_format(words.json ? "json" : "terminal")->print(view));
  return exit_fine;
}

} // namespace

void add_compare(CLI::App &app, Context &context) {
  auto words = std::make_shared<CompareWords>();
  app.add_option("DIR", words->folders, "two folders that reqbench load --save made: the older one, the newer one")
      ->required();
  app.add_flag("--json", words->json, "as JSON");
  app.callback([words, &context] { context.run = [words] { return compare(*words); }; });
}

} // namespace reqbench::cli
