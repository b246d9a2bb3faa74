#include "cli/project.hpp"

#include "base/file.hpp"
#include "base/nearest.hpp"
#include "result/run_directory.hpp"
#include "verify/verify.hpp"

#include <algorithm>

namespace reqbench::cli {

namespace {

/// A misspelt workload would silently never be measured.
base::Status check_workloads(const launch::Manifest &server, const std::vector<workload::Workload> &catalog) {
  std::vector<std::string> known;
  known.reserve(catalog.size());
  for (const auto &workload : catalog) known.push_back(workload.name());
  for (std::size_t i = 0; i < server.workloads.size(); ++i) {
    const auto &name = server.workloads[i];
    if (std::ranges::find(known, name) != known.end()) continue;
    return base::unknown_name("workload", name, known)
        .while_doing("servers/" + server.name + "/server.json: at /workloads/" + std::to_string(i));
  }
  return {};
}

/// Of a server that cannot take part: its name, and the sentence that says why.
run::Choice refused(const std::string &name, const base::Error &why) {
  run::Choice choice;
  choice.manifest.name = name;
  choice.missing = launch::Missing{launch::Lack::manifest, why.message()};
  return choice;
}

} // namespace

base::Result<Project> read_project() {
  auto root = base::project_root();
  if (!root) return std::move(root).error();
  auto servers = launch::read_servers(*root);
  if (!servers) return std::move(servers).error();
  auto catalog = workload::read_catalog(*root / "bench/workload/catalog");
  if (!catalog) return std::move(catalog).error();
  Project project{std::move(*root), {}, std::move(*catalog)};
  for (const auto &[name, why] : servers->refused) project.servers.push_back(refused(name, why));
  for (auto &manifest : servers->read) {
    auto known = check_workloads(manifest, project.catalog);
    if (known) known = verify::check_deviations(manifest);
    if (!known) {
      project.servers.push_back(refused(manifest.name, known.error()));
      continue;
    }
    auto missing = launch::missing(manifest, project.root);
    project.servers.push_back({std::move(manifest), std::move(missing)});
  }
  std::ranges::sort(project.servers, {}, [](const run::Choice &choice) { return choice.manifest.name; });
  return project;
}

std::vector<std::string> candidates(const Project &project) {
  std::vector<std::string> names;
  for (const auto &server : project.servers)
    if (launch::is_candidate(server.manifest)) names.push_back(server.manifest.name);
  return names;
}

base::Result<launch::Manifest> find_server(const Project &project, std::string_view name) {
  for (const auto &server : project.servers) {
    if (server.manifest.name != name) continue;
    if (server.missing) return base::Error{base::ErrorKind::server, std::string{name} + ": " + server.missing->why};
    return server.manifest;
  }
  return base::unknown_name("server", name, candidates(project));
}

} // namespace reqbench::cli
