#include "cli/project.hpp"

#include "base/file.hpp"
#include "base/nearest.hpp"

#include <algorithm>

namespace reqbench::cli {

namespace {

/// A misspelt workload would silently never be measured.
base::Status check_workloads(const std::vector<launch::Manifest> &servers,
                             const std::vector<workload::Workload> &catalog) {
  std::vector<std::string> known;
  for (const auto &workload : catalog) known.push_back(workload.name());
  for (const auto &server : servers) {
    for (std::size_t i = 0; i < server.workloads.size(); ++i) {
      const auto &name = server.workloads[i];
      if (std::ranges::find(known, name) != known.end()) continue;
      return base::unknown_name("workload", name, known)
          .while_doing("servers/" + server.name + "/server.json: at /workloads/" + std::to_string(i));
    }
  }
  return {};
}

} // namespace

base::Result<Project> read_project() {
  auto root = base::project_root();
  if (!root) return std::move(root).error();
  auto manifests = launch::read_servers(*root);
  if (!manifests) return std::move(manifests).error();
  auto catalog = workload::read_catalog(*root / "bench/workload/catalog");
  if (!catalog) return std::move(catalog).error();
  if (auto known = check_workloads(*manifests, *catalog); !known) return std::move(known).error();
  Project project{std::move(*root), {}, std::move(*catalog)};
  for (auto &manifest : *manifests) {
    auto missing = launch::missing(manifest, project.root);
    project.servers.push_back({std::move(manifest), std::move(missing)});
  }
  return project;
}

base::Result<launch::Manifest> find_server(const Project &project, std::string_view name) {
  std::vector<std::string> names;
  for (const auto &server : project.servers) {
    if (server.manifest.name == name) {
      if (server.missing) return base::Error{base::ErrorKind::server, std::string{name} + ": " + *server.missing};
      return server.manifest;
    }
    names.push_back(server.manifest.name);
  }
  return base::unknown_name("server", name, names);
}

} // namespace reqbench::cli
