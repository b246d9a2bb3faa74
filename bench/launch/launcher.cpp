#include "launch/launcher.hpp"

#include "base/units.hpp"
#include "connection/exchange.hpp"
#include "launch/attempt.hpp"
#include "launch/command.hpp"
#include "launch/guarded.hpp"
#include "launch/listener.hpp"
#include "launch/port.hpp"
#include "launch/ready_line.hpp"
#include "launch/scratch.hpp"

#include <optional>
#include <thread>

namespace reqbench::launch {
namespace {

using base::Error;
using base::ErrorKind;
using base::Instant;
using base::Nanoseconds;
using base::Result;
using base::Status;

Error with_last_words(Error error, const Guarded &server) {
  for (auto &line : server.output().last_words()) error = std::move(error).detail(std::move(line));
  return error;
}

Order order_of(const Manifest &manifest, const Filling &filling, const LaunchPlan &plan) {
  Order order;
  order.command = start_command(manifest, filling);
  order.command.insert(order.command.end(), plan.arguments.begin(), plan.arguments.end());
  order.environment = server_environment(manifest, filling);
  order.folder = manifest.folder;
  order.cpus = plan.cpus;
  order.guard_cpus = plan.guard_cpus;
  order.guardian = plan.guardian;
  order.keep_bytes = longest_ready_line + 1;
  return order;
}

/// The port that the command names; 0 = the server picks one and tells it.
Result<std::uint16_t> port_to_give(const Manifest &manifest, const LaunchPlan &plan) {
  if (manifest.ready == "line" && plan.port == 0) return std::uint16_t{0};
  return free_port(plan.port);
}

struct Ready {
  std::uint16_t port = 0;
  std::string line; ///< empty when it was polled
};

/// Waits for one server, in steps of look_up (a poll: of answer_limit), so that the wish to stop is heard.
class ReadyWait {
public:
  ReadyWait(Guarded &server, const LaunchPlan &plan, const base::StopFlag &stop)
      : server_{server}, plan_{plan}, stop_{stop}, deadline_{base::now() + plan.ready_timeout} {}

  Result<Ready> for_line();
  Result<Ready> for_answer(std::uint16_t port, const std::string &path);

private:
  /// An error when there is no use in waiting on; `seen` is what came instead, for when the time is over.
  Status still_worth_it(const std::string &seen);

  Guarded &server_;
  const LaunchPlan &plan_;
  const base::StopFlag &stop_;
  const Instant deadline_;
};

/// What stands on standard output, and what should: a ready line that was printed but never flushed looks like none.
std::string without_ready_line(const std::string &bytes) {
  const std::string came =
      bytes.empty() ? "nothing came on standard output" : "on standard output came '" + printable(bytes) + "'";
  return came + ", expected {\"port\": N}, the end of the line and a flush";
}

Status ReadyWait::still_worth_it(const std::string &seen) {
  if (stop_.requested()) return Error{ErrorKind::interrupted, "interrupted while waiting for it to be ready"};
  if (const auto exit = server_.exit(Nanoseconds{0}))
    return Error{ErrorKind::server, exit_words(exit->code, exit->signal) + " before it was ready"};
  if (base::now() >= deadline_)
    return Error{ErrorKind::server, "not ready within " + base::format_duration(plan_.ready_timeout) + ": " + seen};
  return {};
}

Result<Ready> ReadyWait::for_line() {
  // A server that leaves closes its output first; how it left explains more and is told a moment later.
  constexpr Nanoseconds exit_follows = std::chrono::milliseconds{500};
  std::optional<Instant> closed_at;
  for (;;) {
    const auto head = server_.output().head();
    const auto newline = head.bytes.find('\n');
    if (newline != head.bytes.npos || head.bytes.size() > longest_ready_line) {
      auto line = head.bytes.substr(0, newline);
      const auto port = parse_ready_line(line);
      if (!port) return port.error();
      if (plan_.port != 0 && plan_.port != *port)
        return Error{ErrorKind::server,
                     "it was given port " + std::to_string(plan_.port) + " and says '" + printable(line) + "'"};
      return Ready{*port, std::move(line)};
    }
    if (auto worth_it = still_worth_it(without_ready_line(head.bytes)); !worth_it) return std::move(worth_it).error();
    if (!head.closed) {
      server_.output().wait_for_more(head.bytes.size(), look_up);
      continue;
    }
    if (!closed_at) closed_at = base::now();
    if (base::now() - *closed_at >= exit_follows)
      return Error{ErrorKind::server, "closed its standard output before the ready line"};
    (void)server_.exit(look_up);
  }
}

/// Its sockets listen, and the program behind them is not there; or the path is none of its own. Any other answer is
/// one of the program.
bool is_not_yet(int status) { return status == 404 || status == 502 || status == 503; }

Result<Ready> ReadyWait::for_answer(std::uint16_t port, const std::string &path) {
  // The first answer of a cold program may take long, and a refused connection comes back at once.
  constexpr Nanoseconds answer_limit = std::chrono::milliseconds{500};
  constexpr Nanoseconds pause = std::chrono::milliseconds{5};
  connection::Endpoint endpoint;
  endpoint.port = port;
  const auto request = "GET " + path + " HTTP/1.1\r\nHost: " + endpoint.host_field() + "\r\nConnection: close\r\n\r\n";
  const auto asked = "GET " + path + " on port " + std::to_string(port) + ": ";
  std::string seen = asked + "never tried";
  for (;;) {
    if (auto worth_it = still_worth_it(seen); !worth_it) return std::move(worth_it).error();
    auto exchange = connection::Exchange::open(endpoint, answer_limit);
    const auto answer = exchange ? exchange->ask(request) : Result<connection::Received>{exchange.error()};
    if (answer && !is_not_yet(answer->answer.status)) return Ready{port, {}};
    seen = asked + (answer ? "status " + std::to_string(answer->answer.status) : answer.error().message());
    std::this_thread::sleep_for(pause);
  }
}

Result<Ready> wait_ready(Guarded &server, const Manifest &manifest, const LaunchPlan &plan, std::uint16_t port,
                         const base::StopFlag &stop) {
  ReadyWait wait{server, plan, stop};
  return manifest.ready == "line" ? wait.for_line() : wait.for_answer(port, manifest.ready);
}

} // namespace

std::string Ending::to_sentence() const {
  if (guardian_killed) return "the guardian was killed, and the server with it";
  const auto how = exit_words(exit_code, signal);
  if (!by_us) return how + " by itself" + (killed ? ", and what it left behind was killed" : "");
  if (killed) return "did not leave in time after SIGTERM and was killed after " + base::format_duration(took);
  return how + " " + base::format_duration(took) + " after SIGTERM";
}

struct RunningServer::State {
  Scratch scratch; // goes after the process
  std::unique_ptr<Guarded> process;
  connection::Endpoint endpoint;
  std::string ready_line;
  std::vector<std::string> command, environment;
  Nanoseconds stop_timeout{};
};

RunningServer::RunningServer(std::unique_ptr<State> state) : state_{std::move(state)} {}
RunningServer::RunningServer(RunningServer &&) noexcept = default;
RunningServer &RunningServer::operator=(RunningServer &&other) noexcept {
  if (this != &other) {
    if (state_) (void)stop();
    state_ = std::move(other.state_);
  }
  return *this;
}
RunningServer::~RunningServer() {
  if (state_) (void)stop();
}

const connection::Endpoint &RunningServer::endpoint() const { return state_->endpoint; }
const std::string &RunningServer::ready_line() const { return state_->ready_line; }
pid_t RunningServer::root() const { return state_->process->first(); }
pid_t RunningServer::guardian() const { return state_->process->guardian(); }
Instant RunningServer::exec_at() const { return state_->process->exec_at(); }
const std::vector<std::string> &RunningServer::command() const { return state_->command; }
const std::vector<std::string> &RunningServer::environment() const { return state_->environment; }
Status RunningServer::owns_port() const { return served_below(guardian(), endpoint().port); }
bool RunningServer::alive() { return !state_->process->exit(Nanoseconds{0}); }
std::string RunningServer::printed() const { return state_->process->output().head().bytes; }
std::vector<std::string> RunningServer::last_words() const { return state_->process->output().last_words(); }
Ending RunningServer::stop() { return state_->process->end(state_->stop_timeout); }

Result<RunningServer> launch(const Manifest &manifest, const std::filesystem::path &root, const LaunchPlan &plan,
                             const base::StopFlag &stop) {
  const auto doing = "starting " + manifest.name;
  if (const auto reason = missing(manifest, root)) return Error{ErrorKind::server, reason->why}.while_doing(doing);
  auto filling = filling_of(manifest, root);
  filling.workers = plan.workers;
  const auto port = port_to_give(manifest, plan);
  if (!port) return Error{port.error()}.while_doing(doing);
  filling.port = *port;

  auto scratch = Scratch::make(manifest, filling);
  if (!scratch) return Error{scratch.error()}.while_doing(doing);

  const auto order = order_of(manifest, filling, plan);
  auto process = Guarded::start(order, stop);
  if (!process) return std::move(process).error().while_doing(doing);
  auto ready = wait_ready(**process, manifest, plan, *port, stop);
  if (!ready) {
    (void)(*process)->end(plan.stop_timeout); // then its last words are complete
    return with_last_words(std::move(ready).error().while_doing(doing), **process);
  }
  connection::Endpoint endpoint;
  endpoint.port = ready->port;
  return RunningServer{std::make_unique<RunningServer::State>(
      RunningServer::State{std::move(*scratch), std::move(*process), std::move(endpoint), std::move(ready->line),
                           order.command, order.environment, plan.stop_timeout})};
}

Result<base::Json> running_versions(const Manifest &manifest, const std::filesystem::path &root,
                                    const base::StopFlag &stop) {
  if (manifest.version.empty()) return base::Json::object();
  constexpr Nanoseconds limit = std::chrono::seconds{10}; // a Python program that imports its framework takes a second
  const auto doing = "asking " + manifest.name + " for its versions";
  const auto asked = attempt(manifest, root, version_command(manifest, filling_of(manifest, root)), limit, stop);
  if (!asked) return Error{asked.error()}.while_doing(doing);
  const auto failed = [&](const std::string &what) {
    auto error = Error{ErrorKind::server, what}.while_doing(doing);
    for (const auto &line : asked->last_words) error = std::move(error).detail(line);
    return error;
  };
  if (!asked->ended && stop.requested()) return Error{ErrorKind::interrupted, "interrupted"}.while_doing(doing);
  if (!asked->ended) return failed("no answer within " + base::format_duration(limit));
  if (asked->exit_code != 0) return failed(exit_words(asked->exit_code, asked->signal));
  auto versions = base::parse_json(asked->out, "its answer", ErrorKind::server);
  if (!versions || !versions->is_object())
    return failed("it printed '" + printable(asked->out) + "', expected one JSON object");
  return versions;
}

} // namespace reqbench::launch
