#include "verify/life_cycle.hpp"

#include "base/units.hpp"
#include "connection/exchange.hpp"
#include "launch/attempt.hpp"
#include "launch/command.hpp"
#include "launch/listener.hpp"
#include "launch/output.hpp"
#include "launch/scratch.hpp"
#include "resource/descendants.hpp"
#include "verify/farewell.hpp"
#include "verify/garbage.hpp"

#include <signal.h>

#include <algorithm>
#include <array>
#include <optional>
#include <thread>

namespace reqbench::verify {
namespace {

using base::Nanoseconds;
using launch::Attempt;

/// Of the contract, for leaving and for refusing.
constexpr Nanoseconds promised = std::chrono::seconds{2};
/// A refusal comes after the program's own start-up, which takes a second for some on a busy machine.
constexpr Nanoseconds refusal_limit = 2 * promised;
/// A sentence may be broken into lines; a stack trace is longer.
constexpr std::size_t lines_of_a_sentence = 3;

/// One launch of one server, and what came of it.
struct Life : LifeSubject {
  launch::RunningServer &server;
  Report &report;
  std::optional<Farewell> farewell; ///< once it was stopped
};

/// Of another start on that port.
launch::Filling filling_for(const Life &life, int port) {
  auto filling = launch::filling_of(life.manifest, life.root);
  filling.port = port;
  filling.workers = life.plan.workers;
  return filling;
}

std::string joined(const std::vector<std::string> &words, char between) {
  std::string text;
  for (const auto &word : words) text += (text.empty() ? std::string{} : std::string{between}) + word;
  return text;
}

std::string told(const Attempt &attempt) {
  return (attempt.ended ? launch::exit_words(attempt.exit_code, attempt.signal) + " after "
                        : "it was still there after ") +
         base::format_duration(attempt.took) +
         "\nstandard error: " + (attempt.last_words.empty() ? "nothing" : joined(attempt.last_words, '\n'));
}

/// Starts it with words that it must refuse; `names` is what a useful sentence holds.
Outcome refuses(const Life &life, const std::vector<std::string> &command, const std::string &names) {
  Finding finding{joined(command, ' '),
                  "a non-zero exit code within " + base::format_duration(promised) +
                      ", and one sentence on standard error that names " + names,
                  {}};
  const auto attempt = launch::attempt(life.manifest, life.root, command, refusal_limit);
  if (!attempt) {
    finding.got = attempt.error().message();
    return finding;
  }
  const auto &words = attempt->last_words;
  const bool named = std::ranges::any_of(words, [&](const std::string &line) { return line.find(names) != line.npos; });
  if (attempt->ended && attempt->exit_code > 0 && named && words.size() <= lines_of_a_sentence) return {};
  finding.got = told(*attempt);
  return finding;
}

Outcome garbage_flood(const Life &life) {
  const auto flood = flood_with_garbage(life.server, paths_of(life.workloads), life.seed, life.stop);
  if (life.stop.requested()) return {};
  life.report.flood = flood;
  if (flood.wrong.empty()) return {};
  return Finding{flood.asked.empty() ? "a thousand requests of garbage at a time" : flood.asked,
                 "a status below 500 or a closed connection, the same processes, and at most " +
                     base::format_bytes(flat_growth_bytes) + " more memory after a thousand",
                 flood.wrong};
}

Outcome taken_port(const Life &life) {
  const int port = life.server.endpoint().port;
  auto filling = filling_for(life, port);
  const auto scratch = launch::Scratch::make(life.manifest, filling);
  if (!scratch) return Finding{"a start on the taken port", "to be started", scratch.error().message()};
  return refuses(life, launch::start_command(life.manifest, filling), std::to_string(port));
}

Outcome bad_argument(const Life &life) {
  auto filling = filling_for(life, 0);
  const auto scratch = launch::Scratch::make(life.manifest, filling);
  if (!scratch) return Finding{"a start with a bad argument", "to be started", scratch.error().message()};
  auto command = launch::start_command(life.manifest, filling);
  *std::next(std::ranges::find(command, "--workers")) = "many";
  return refuses(life, command, "many");
}

Outcome stop(const Life &life) {
  const auto &ending = life.farewell->ending;
  if (ending.by_us && !ending.killed && ending.exit_code == 0 && ending.took < promised) return {};
  return Finding{"SIGTERM, with an idle connection open",
                 "left with exit code 0 within " + base::format_duration(promised), ending.to_sentence()};
}

Outcome in_flight(const Life &life) { return life.farewell->in_flight; }
Outcome last_answer(const Life &life) { return life.farewell->last_answer; }
Outcome newcomers(const Life &life) { return life.farewell->newcomers; }

Outcome ready_line(const Life &life) {
  const auto printed = life.server.printed();
  const auto line_end = printed.find('\n');
  if (line_end != printed.npos && line_end + 1 == printed.size()) return {};
  return Finding{"standard output, until it was stopped", "the ready line and nothing else",
                 launch::printable(printed)};
}

Outcome versions(const Life &life) {
  const auto told = launch::running_versions(life.manifest, life.root, base::StopFlag{});
  if (told && !told->empty()) return {};
  return Finding{joined(life.manifest.version, ' '), "one JSON object that names versions",
                 told ? "an empty object" : told.error().message() + "\n" + joined(told.error().details(), '\n')};
}

template <class Condition> bool within(Nanoseconds limit, const base::StopFlag &stop, Condition condition) {
  constexpr auto look = std::chrono::milliseconds{20};
  for (const auto deadline = base::now() + limit; base::now() < deadline && !stop.requested();
       std::this_thread::sleep_for(look))
    if (condition()) return true;
  return condition();
}

/// Of two workers, kills the process that took a connection. A server of one process is gone with it, and so noticed.
Outcome worker_death(const Life &life) {
  constexpr Nanoseconds patience = std::chrono::seconds{5};
  constexpr int workers = 2;
  Finding finding{"SIGKILL to a worker of two",
                  "it is started again, or the server leaves with a non-zero exit code, within " +
                      base::format_duration(patience),
                  {}};
  auto plan = life.plan;
  plan.workers = workers;
  auto server = launch::launch(life.manifest, life.root, plan, life.stop);
  if (!server) {
    finding.got = server.error().message();
    return finding;
  }
  const auto processes = [&] { return resource::descendants(server->guardian()).size(); };
  // Some tell that they are ready before all of their workers are there.
  constexpr Nanoseconds gathering = std::chrono::milliseconds{300};
  if (!within(gathering, life.stop, [&] { return processes() > 1; })) return {};
  const auto connection = connection::Exchange::open(server->endpoint(), promised);
  std::vector<pid_t> serving;
  within(promised, life.stop, [&] {
    serving = launch::serving_below(server->guardian(), server->endpoint().port);
    return !serving.empty();
  });
  if (serving.empty()) {
    finding.got = "no process of the server took a connection";
    return finding;
  }
  if (serving.front() == server->root()) return {};
  const auto before = processes();
  ::kill(serving.front(), SIGKILL);
  within(promised, life.stop, [&] { return !server->alive() || processes() < before; });
  within(patience, life.stop, [&] { return !server->alive() || processes() >= before; });
  const bool left = !server->alive();
  const auto now = processes();
  const auto ending = server->stop();
  if (left ? ending.exit_code != 0 : now >= before) return {};
  finding.got = left ? "the server left with exit code 0"
                     : std::to_string(before) + " processes before, " + std::to_string(now) + " after, and no word";
  return finding;
}

bool always(const LifeSubject &) { return true; }
bool tells_ready(const LifeSubject &subject) { return subject.manifest.ready == "line"; }
bool tells_versions(const LifeSubject &subject) { return !subject.manifest.version.empty(); }
bool takes_bodies(const LifeSubject &subject) { return request_with_body(subject).has_value(); }
bool takes_workers(const LifeSubject &subject) {
  const auto &start = subject.manifest.start;
  const auto word = std::ranges::find(start, "--workers");
  return !launch::is_told_its_port(subject.manifest) || (word != start.end() && std::next(word) != start.end());
}

struct Row {
  LifeCycleCheck check;
  bool (*applies)(const LifeSubject &subject);
  std::string_view otherwise; ///< why it is not asked
  Outcome (*outcome)(const Life &life);
};

/// While it runs, then once it was stopped.
constexpr std::array while_running{
    Row{{"taken_port", "a taken port is refused in a sentence"}, always, "", taken_port},
    Row{{"bad_argument", "a bad argument is refused in a sentence"},
        takes_workers,
        "the start command has no --workers",
        bad_argument},
    Row{{"versions", "the version command prints the versions as JSON"},
        tells_versions,
        "server.json has no version command",
        versions},
    Row{{"garbage_flood", "a thousand requests of garbage end no process, and memory stays flat"},
        always,
        "",
        garbage_flood}};
constexpr std::array when_stopped{
    Row{{"stop", "SIGTERM ends it in time with exit code 0"}, always, "", stop},
    Row{{"in_flight", "a request in flight at SIGTERM is answered right"},
        takes_bodies,
        "it offers no workload with a body",
        in_flight},
    Row{{"last_answer", "what is answered after SIGTERM says Connection: close"},
        takes_bodies,
        "it offers no workload with a body",
        last_answer},
    Row{{"newcomers", "soon after SIGTERM a new connection is answered no more"}, always, "", newcomers},
    Row{{"ready_line", "the ready line is all that it prints"}, tells_ready, "it is polled", ready_line},
    Row{{"worker_death", "a worker that dies is started again, or the server leaves with an error"},
        takes_workers,
        "the start command has no --workers",
        worker_death}};

constexpr auto all_checks = [] {
  std::array<LifeCycleCheck, while_running.size() + when_stopped.size()> checks{};
  std::size_t next = 0;
  for (const auto &row : while_running) checks[next++] = row.check;
  for (const auto &row : when_stopped) checks[next++] = row.check;
  return checks;
}();

void ask(const Life &life, std::span<const Row> rows, Report &report) {
  for (const auto &row : rows) {
    const auto &deviations = life.manifest.deviations;
    const auto deviation = std::ranges::find(deviations, row.check.id, &launch::Deviation::check);
    if (deviation != deviations.end()) {
      report.skipped.push_back(deviation->check + ": " + deviation->reason);
      if (row.applies(life) && !row.outcome(life))
        report.stale.push_back(deviation->check + ": the check passes by now; remove this deviation from server.json");
    } else if (!row.applies(life)) {
      report.skipped.push_back(std::string{row.check.id} + ": " + std::string{row.otherwise});
    } else {
      ++report.checks;
      if (auto found = row.outcome(life))
        report.failures.push_back({std::string{row.check.id}, "", std::move(found->asked), std::move(found->expected),
                                   std::move(found->got)});
    }
  }
}

} // namespace

std::span<const LifeCycleCheck> life_cycle_checks() { return all_checks; }

base::Status check_life_cycle(const LifeSubject &subject, Report &report) {
  const auto begun = base::now();
  auto server = launch::launch(subject.manifest, subject.root, subject.plan, subject.stop);
  if (!server) return std::move(server).error();
  Life life{subject, *server, report, {}};
  ask(life, while_running, report);
  life.farewell = bid_farewell(subject, *server);
  ask(life, when_stopped, report);
  report.took += base::now() - begun;
  return {};
}

} // namespace reqbench::verify
