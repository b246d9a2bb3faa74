// reqbench serve: one server, started as a run starts it, for any other tool to be pointed at.
#include "base/units.hpp"
#include "cli/command.hpp"
#include "cli/project.hpp"
#include "launch/launcher.hpp"

#include <memory>
#include <thread>

namespace reqbench::cli {
namespace {

struct ServeWords {
  std::string server;
  int port = 0;
  int workers = 1;
};

int serve(const ServeWords &words, const base::StopFlag &stop) {
  const auto project = read_project();
  if (!project) return fail(project.error());
  const auto manifest = find_server(*project, words.server);
  if (!manifest) return fail(manifest.error());
  launch::LaunchPlan plan;
  plan.port = words.port;
  plan.workers = words.workers;
  const auto allowed = base::allowed_cpus();
  const auto count = static_cast<std::size_t>(words.workers);
  if (count < allowed.size()) plan.cpus.assign(allowed.end() - words.workers, allowed.end());
  auto server = launch::launch(*manifest, project->root, plan, stop);
  if (!server) return fail(server.error());
  // A server that is polled says nothing; whoever waits for the line gets ours.
  print(server->ready_line().empty() ? base::Json{{"port", server->endpoint().port}}.dump() + "\n"
                                     : server->ready_line() + "\n");
  std::fprintf(stderr, "%s serves on http://%s:%d, on processor %s; Ctrl-C stops it\n", words.server.c_str(),
               server->endpoint().address.c_str(), server->endpoint().port,
               plan.cpus.empty() ? "any" : base::to_string(plan.cpus).c_str());
  while (!stop.requested() && server->alive()) std::this_thread::sleep_for(std::chrono::milliseconds{50});
  if (stop.requested()) {
    std::fprintf(stderr, "%s\n", server->stop().to_sentence().c_str());
    return exit_fine;
  }
  const auto words_left = server->last_words();
  auto died = base::Error{base::ErrorKind::server, words.server + " " + server->stop().to_sentence()};
  for (const auto &line : words_left) died = std::move(died).detail(line);
  return fail(died);
}

} // namespace

void add_serve(CLI::App &app, Context &context) {
  auto words = std::make_shared<ServeWords>();
  app.add_option("SERVER", words->server, "its name")->required();
  app.add_option("--port", words->port, "where it listens on 127.0.0.1; 0 = a free port")->check(CLI::Range(0, 65535));
  app.add_option("--workers", words->workers, "as --cores of a run")->check(CLI::Range(1, 1024));
  app.callback([words, &context] { context.run = [words, &context] { return serve(*words, context.stop); }; });
}

} // namespace reqbench::cli
