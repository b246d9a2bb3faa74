// reqbench list: what there is.
#include "base/file.hpp"
#include "cli/command.hpp"
#include "cli/project.hpp"
#include "launch/launcher.hpp"
#include "report/conditions.hpp"
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
    if (!launch::is_candidate(m)) continue;
    if (server.refused())
      rows.push_back({{"name", m.name}, {"ready", false}, {"says", server.missing->why}});
    else
      rows.push_back({{"name", m.name},
                      {"language", m.language},
                      {"framework", m.framework},
                      {"variant", m.variant},
                      {"workloads", m.workloads},
                      {"ready", !server.missing},
                      {"says", server.missing ? server.missing->why : m.concurrency}});
  }
  return rows;
}

base::Result<base::Json> workload_rows(const Project &project) {
  auto rows = base::Json::array();
  for (const auto &workload : project.catalog) {
    std::vector<std::string> offered_by, not_yet_by;
    for (const auto &server : project.servers) {
      if (server.refused() || !launch::is_candidate(server.manifest)) continue;
      (run::offers(server.manifest, workload) ? offered_by : not_yet_by).push_back(server.manifest.name);
    }
    rows.push_back({{"name", workload.name()},
                    {"says", workload.title()},
                    {"description", workload.description()},
                    {"offered_by", offered_by},
                    {"not_yet_by", not_yet_by}});
  }
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
  const auto shown = [](const base::Json &row, const char *key) { return printable(row[key].get<std::string>()); };
  std::size_t width = 0;
  for (const auto &row : rows) width = std::max(width, shown(row, "name").size());
  std::string text;
  for (const auto &row : rows) {
    auto name = shown(row, "name");
    name.resize(width + 2, ' ');
    text += "  " + name;
    if (row.contains("variant"))
      text += shown(row, "language") + ", " + shown(row, "framework") + ", " + shown(row, "variant") +
              "; workloads: " + report::joined(row["workloads"].get<std::vector<std::string>>(), ", ") + "\n" +
              std::string(width + 4, ' ');
    text += shown(row, "says");
    if (row.contains("not_yet_by") && !row["not_yet_by"].empty())
      text += "; not yet by " + report::joined(row["not_yet_by"].get<std::vector<std::string>>(), ", ");
    if (row.contains("versions"))
      text += "\n" + std::string(width + 4, ' ') + printable(report::versions_text(row["versions"]));
    text += "\n";
  }
  return rows.empty() ? "  none yet\n" : text;
}

/// Asks each server that can be started: what really runs, not what its lock file wishes.
void add_versions(base::Json &rows, const Project &project, const base::StopFlag &stop) {
  for (auto &row : rows) {
    if (!row["ready"].get<bool>()) continue;
    const auto manifest = find_server(project, row["name"].get<std::string>());
    auto versions = launch::running_versions(*manifest, project.root, stop);
    if (versions)
      row["versions"] = std::move(*versions);
    else
      warn(versions.error().message(), versions.error().details());
  }
}

struct ListWords {
  std::string what;
  bool json = false, versions = false;
};

int list(const ListWords &words, const base::StopFlag &stop) {
  const auto project = read_project();
  if (!project) return fail(project.error());
  base::Json all;
  std::string text;
  for (const auto &section : sections) {
    if (!words.what.empty() && words.what != section.name) continue;
    auto rows = section.rows(*project);
    if (!rows) return fail(rows.error());
    if (words.versions && section.name == "servers") add_versions(*rows, *project, stop);
    if (stop.requested()) return exit_interrupted;
    text += std::string{section.name} + ":\n" + table(*rows);
    all[std::string{section.name}] = std::move(*rows);
  }
  words.json ? print_json(all) : print(text);
  const bool in_table = !words.json && words.what != "workloads" && words.what != "runs";
  for (const auto &server : project->servers)
    if (server.refused() && !in_table) warn(server.manifest.name + " takes no part: " + server.missing->why);
  return exit_fine;
}

} // namespace

void add_list(CLI::App &app, Context &context) {
  auto words = std::make_shared<ListWords>();
  app.add_option("WHAT", words->what, "servers, workloads or runs; all three without it")
      ->check(CLI::IsMember({"servers", "workloads", "runs"}));
  app.add_flag("--versions", words->versions, "ask each server for the versions that really run");
  app.add_flag("--json", words->json, "as JSON");
  app.callback([words, &context] { context.run = [words, &context] { return list(*words, context.stop); }; });
}

} // namespace reqbench::cli
