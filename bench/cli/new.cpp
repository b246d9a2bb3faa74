// reqbench new: a working start for a server or a workload of one's own.
#include "cli/command.hpp"
#include "cli/project.hpp"
#include "launch/new_server.hpp"
#include "report/text.hpp"
#include "workload/new_workload.hpp"

#include <memory>

namespace reqbench::cli {
namespace {

int make_server(const std::string &name, const std::string &like) {
  const auto project = read_project();
  if (!project) return fail(project.error());
  const auto files = launch::new_server(project->root, name, like);
  if (!files) return fail(files.error());
  print("servers/" + name + ": " + report::counted(files->size(), "file") + ", like " + like +
        "\nnext:\n  scripts/setup              builds it\n  build/reqbench verify " + name +
        "\nthen change it, and say in its server.json and NOTES.md what it is\n");
  return exit_fine;
}

int make_workload(const std::string &name) {
  const auto project = read_project();
  if (!project) return fail(project.error());
  const auto made = workload::new_workload(project->root / "bench/workload/catalog", name);
  if (!made) return fail(made.error());
  print("bench/workload/catalog/" + name + ".json: " + made->description() +
        "\nnot yet offered by: " + report::joined(candidates(*project), ", ") +
        "\nnext:\n  change the file; bench/workload/README.md has its words, build/reqbench list workloads reads it\n"
        "  answer it in a server, name it under \"workloads\" in its server.json, then build/reqbench verify\n");
  return exit_fine;
}

} // namespace

void add_new(CLI::App &app, Context &context) {
  struct NewWords {
    std::string server, like, workload;
  };
  auto words = std::make_shared<NewWords>();
  app.require_subcommand(1);
  auto *server = app.add_subcommand("server", "a folder in servers/: a copy of another one under its own name");
  server->add_option("NAME", words->server, "of its folder: <language>_<framework>")->required();
  server->add_option("--like", words->like, "the server to begin with; reqbench list servers has them")->required();
  server->callback([words, &context] { context.run = [words] { return make_server(words->server, words->like); }; });
  auto *workload =
      app.add_subcommand("workload", "a file in bench/workload/catalog/: two numbers added, to be changed");
  workload->add_option("NAME", words->workload, "of the file, and of its path")->required();
  workload->callback([words, &context] { context.run = [words] { return make_workload(words->workload); }; });
}

} // namespace reqbench::cli
