// reqbench compare: a newer run against older ones, or two saved loads side by side.
#include "cli/command.hpp"
#include "cli/page.hpp"
#include "report/compare_outcome.hpp"
#include "report/compare_view.hpp"
#include "report/load_pair.hpp"
#include "report/report.hpp"
#include "result/run_directory.hpp"
#include "statistics/comparable.hpp"
#include "statistics/gate.hpp"
#include "statistics/limit_words.hpp"
#include "statistics/summary.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <memory>

namespace reqbench::cli {
namespace {

struct CompareWords {
  std::vector<std::string> runs;
  std::vector<std::string> fail_on;
  std::string baseline, format = "terminal";
  bool json = false, strict = false;

  const report::Format &told() const { return *report::find_format(json ? "json" : format); }
};

struct Side {
  std::string name;
  result::Run run;
  statistics::Summary summary;
};

base::Result<Side> read_side(const std::string &wanted) {
  const auto folder = result::locate_run(wanted);
  if (!folder) return folder.error();
  auto run = result::read_run(*folder);
  if (!run) return std::move(run).error();
  if (auto readable = statistics::check_load(wanted, *run); !readable) return readable.error();
  auto summary = statistics::summarize(*run);
  return Side{folder->string(), std::move(*run), std::move(summary)};
}

struct Sides {
  std::deque<Side> read;                      ///< the last is NEW
  std::vector<statistics::Uncompared> unread; ///< OLD runs, as the user named them
};

std::string last_name(const std::string &folder) {
  const auto path = std::filesystem::path{folder}.lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

/// The last parts of the paths, where they tell all of them apart.
void shorten_names(std::deque<Side> &sides) {
  std::vector<std::string> names;
  for (const auto &side : sides) names.push_back(last_name(side.name));
  auto sorted = names;
  std::ranges::sort(sorted);
  const bool unclear = std::ranges::adjacent_find(sorted) != sorted.end() ||
                       std::ranges::any_of(sorted, [](const std::string &name) { return name.starts_with('.'); });
  for (std::size_t i = 0; i < sides.size() && !unclear; ++i) sides[i].name = names[i];
}

base::Result<std::vector<statistics::Limit>> parse_limits(const std::vector<std::string> &words) {
  const auto listed = read_list(words, "--fail-on");
  if (!listed) return listed.error();
  std::vector<statistics::Limit> limits;
  for (const auto &word : *listed) {
    const auto limit = statistics::parse_limit(word);
    if (!limit) return limit.error();
    limits.push_back(*limit);
  }
  return limits;
}

int compare_loads(const CompareWords &words, const std::deque<Side> &sides) {
  if (!words.fail_on.empty() || words.strict || !words.baseline.empty())
    return fail(statistics::asks_of_load("--fail-on, --strict and --baseline take"));
  const std::array both{statistics::ComparedRun{sides[0].name, sides[0].run, sides[0].summary},
                        statistics::ComparedRun{sides[1].name, sides[1].run, sides[1].summary}};
  if (auto unique = statistics::each_once(both); !unique) return fail(unique.error());
  print_view(words.told(), report::make_pair_view({sides[0].name, sides[0].run, sides[0].summary},
                                                  {sides[1].name, sides[1].run, sides[1].summary}));
  return exit_fine;
}

int compare_runs(const CompareWords &words, const Sides &sides, const std::vector<statistics::Limit> &limits) {
  std::vector<statistics::ComparedRun> runs;
  for (const auto &side : sides.read) {
    warn_damaged(side.run, side.name + ": ");
    runs.push_back({side.name, side.run, side.summary});
  }
  if (auto unique = statistics::each_once(runs); !unique) return fail(unique.error());
  if (!words.baseline.empty())
    if (auto held = statistics::check_reference(runs, words.baseline); !held) return fail(held.error());
  const auto old_runs = std::span{runs}.first(runs.size() - 1);
  auto comparison = statistics::compare(old_runs, runs.back(), words.baseline);
  comparison.uncompared.insert(comparison.uncompared.begin(), sides.unread.begin(), sides.unread.end());
  const auto gate = statistics::gate(comparison, limits);
  print_view(words.told(), report::make_compare_view(comparison, gate, old_runs, runs.back(), words.strict));
  return statistics::exit_code_of(gate, words.strict);
}

/// An OLD run that cannot be read is named and leaves the others to be compared; without NEW, or any OLD, there is
/// nothing to compare.
base::Result<Sides> read_sides(const std::vector<std::string> &wanted) {
  Sides sides;
  for (const auto &word : wanted) {
    auto side = read_side(word);
    if (side) {
      sides.read.push_back(*std::move(side));
      continue;
    }
    const bool is_the_runs = side.error().kind() != base::ErrorKind::environment; // not this machine's
    if (!is_the_runs || &word == &wanted.back() || wanted.size() == 2) return side.error();
    fail(side.error());
    sides.unread.push_back(
        {.what = word, .why = "it cannot be read: " + side.error().message(), .unread = true, .of = {}});
  }
  if (sides.read.size() < 2) return usage_error("none of the older runs can be read, so there is nothing to compare");
  shorten_names(sides.read);
  return sides;
}

int compare(const CompareWords &words) {
  const auto limits = parse_limits(words.fail_on);
  if (!limits) return fail(limits.error());
  if (auto enough = statistics::check_count(words.runs.size()); !enough) return fail(enough.error());
  const auto sides = read_sides(words.runs);
  if (!sides) return fail(sides.error());
  std::vector<const result::Run *> runs;
  for (const auto &side : sides->read) runs.push_back(&side.run);
  const auto kind = statistics::kind_of_sides(runs);
  if (!kind) return fail(kind.error());
  return *kind == statistics::SideKind::loads ? compare_loads(words, sides->read)
                                              : compare_runs(words, *sides, *limits);
}

} // namespace

void add_compare(CLI::App &app, Context &context) {
  auto words = std::make_shared<CompareWords>();
  app.add_option("RUN", words->runs,
                 "older runs, then the new one (directories, run ids, or latest); or two folders that reqbench load "
                 "--save made, the older one first")
      ->required();
  app.add_option("--fail-on", words->fail_on,
                 "throughput=-5%, cpu=+5%, p99=+10%, ...: exit 5 when the 95 % interval of a change lies wholly beyond "
                 "it, each figure alone; "
                 "also p50, capacity, memory, memory_idle, memory_after, memory_peak, memory_per_connection, start_up; "
                 "may be given several times")
      ->allow_extra_args(false);
  app.add_option("--baseline", words->baseline,
                 "the reference that every figure is set against in its own run: a server that all the runs measured, "
                 "or their calibration; the new run's baseline without");
  app.add_flag("--strict", words->strict,
               "exit 4 also when an interval contains its limit, or nothing is there of what the new run planned "
               "and an older one measured");
  app.add_option("--format", words->format,
                 "how it is told: terminal, markdown, summary (for a pull request), html (a page with charts), json")
      ->check(CLI::IsMember({"terminal", "markdown", "summary", "html", "json"}))
      ->capture_default_str();
  app.add_flag("--json", words->json, "as JSON");
  app.callback([words, &context] { context.run = [words] { return compare(*words); }; });
}

} // namespace reqbench::cli
