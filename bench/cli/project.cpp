#include "cli/project.hpp"

#include "base/file.hpp"
#include "base/nearest.hpp"

namespace reqbench::cli {

base::Result<Project> read_project() {
  auto root = base::project_root();
  if (!root) return std::move(root).error();
  auto manifests = launch::read_servers(*root);
  if (!manifests) return std::move(manifests).error();
  auto catalog = workload::read_catalog(*root / "bench/workload/catalog");
  if (!catalog) return std::move(catalog).error();
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
