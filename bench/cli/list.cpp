// reqbench list: what there is.
#include "base/file.hpp"
#include "cli/command.hpp"
#include "cli/project.hpp"
#include "report/text.hpp"
#include "result/run_directory.hpp"

#include <memory>

namespace reqbench::cli {
namespace {

struct Section {
  std::string_view name;
  base::Result<base::Json> (*rows)(const Project &project);
};

base::Result<base::Json> server_rows(const Project &project) {
  auto rows = base::Json::array();
  for (const auto &server : project.servers) {
    const auto &m = server.manifest;
    rows.push_back({{"name", m.name},
                    {"language", m.language},
                    {"framework", m.framework},
                    {"variant", m.variant},
                    {"workloads", m.workloads},
                    {"ready", !server.missing},
                    {"says", server.missing.value_or(m.concurrency)}});
  }
  return rows;
}

base::Result<base::Json> workload_rows(const Project &project) {
  auto rows = base::Json::array();
  for (const auto &workload : project.catalog)
    rows.push_back({{"name", workload.name()}, {"says", workload.title()}, {"description", workload.description()}});
  return rows;
}

base::Result<base::Json> run_rows(const Project &project) {
  auto rows = base::Json::array();
  const auto runs = result::list_runs(project.root);
  if (!runs) return runs.error();
  for (const auto &folder : *runs) {
    const auto run = result::read_run(folder);
    const auto state = !run                            ? run.error().message()
                       : !run->record.finished.empty() ? "finished " + run->record.finished
                       : run->record.interrupted       ? "interrupted"
                                                       : "not finished";
    rows.push_back({{"name", folder.filename().string()},
                    {"trials", run ? run->trials.size() : 0},
                    {"damaged", run ? run->damaged.size() : 0},
                    {"says", (run ? report::counted(run->trials.size(), "trial") + ", " : "") + state}});
  }
  return rows;
}

constexpr std::array sections{Section{"servers", server_rows}, Section{"workloads", workload_rows},
                              Section{"runs", run_rows}};

std::string table(const base::Json &rows) {
  std::size_t width = 0;
  for (const auto &row : rows) width = std::max(width, row["name"].get_ref<const std::string &>().size());
  std::string text;
  for (const auto &row : rows) {
    auto name = row["name"].get<std::string>();
    name.resize(width + 2, ' ');
    text += "  " + name;
    if (row.contains("variant"))
      text += row["language"].get<std::string>() + ", " + row["framework"].get<std::string>() + ", " +
              row["variant"].get<std::string>() +
              "; workloads: " + report::joined(row["workloads"].get<std::vector<std::string>>(), ", ") + "\n" +
              std::string(width + 4, ' ');
    text += printable(row["says"].get<std::string>()) + "\n";
  }
  return rows.empty() ? "  none yet\n" : text;
}

int list(const std::string &wanted, bool as_json) {
  const auto project = read_project();
  if (!project) return fail(project.error());
  base::Json all;
  std::string text;
  for (const auto &section : sections) {
    if (!wanted.empty() && wanted != section.name) continue;
    const auto rows = section.rows(*project);
    if (!rows) return fail(rows.error());
    all[std::string{section.name}] = *rows;
    text += std::string{section.name} + ":\n" + table(*rows);
  }
  as_json ? print_json(all) : print(text);
  return exit_fine;
}

} // namespace

void add_list(CLI::App &app, Context &context) {
  struct Words {
    std::string what;
    bool json = false;
  };
  auto words = std::make_shared<Words>();
  app.add_option("WHAT", words->what, "servers, workloads or runs; all three without it")
      ->check(CLI::IsMember({"servers", "workloads", "runs"}));
  app.add_flag("--json", words->json, "as JSON");
  app.callback([words, &context] { context.run = [words] { return list(words->what, words->json); }; });
}

} // namespace reqbench::cli
