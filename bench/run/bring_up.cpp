// The phases that bring a trial's server up, prove that it answers right, and bring it down.
#include "run/trial_phases.hpp"

#include "connection/exchange.hpp"
#include "verify/verify.hpp"

namespace reqbench::run {
namespace {

using namespace std::chrono_literals;

/// One question on a connection of its own.
base::Status ask_once(const Trial &trial, std::string_view purpose, Nanoseconds limit) {
  const auto cases = trial.workload().draw(trial.seed(purpose), 1);
  auto exchange = connection::Exchange::open(trial.endpoint, limit);
  if (!exchange) return base::Error{exchange.error()}.while_doing("no connection");
  const auto received = exchange->ask(workload::render(cases.front(), trial.endpoint.host_field()));
  if (!received) return base::Error{received.error()}.while_doing("no answer");
  if (const auto wrong = workload::check(cases.front().expect, received->answer))
    return base::Error{base::ErrorKind::wrong_answer,
                       "answers wrongly: " + wrong->where + ": expected " + wrong->expected + ", got " + wrong->got};
  return {};
}

} // namespace

void launch_server(Trial &trial) {
  auto how = launch_plan(trial.plan());
  if (trial.calibrates()) how.arguments = {"--answer-file", trial.setting.stored_answer.string()};
  auto started = launch::launch(trial.manifest(), trial.setting.root, how, trial.stop);
  if (!started) {
    trial.fail(started.error().message());
    trial.record.last_words = started.error().details();
    return;
  }
  trial.server.emplace(std::move(*started));
  trial.endpoint = named_localhost(trial.server->endpoint());
  trial.tree.emplace(trial.server->root(), trial.server->guardian());
}

void first_right_answer(Trial &trial) {
  const auto answered = ask_once(trial, "first", 5s);
  if (!answered) return trial.fail("after the ready line: " + answered.error().message(), answered.error().kind());
  trial.record.start_up = base::now() - trial.server->exec_at();
}

/// After the first answer, because start-up would pay for the reading of /proc.
void check_port(Trial &trial) {
  if (const auto owned = trial.server->owns_port(); !owned) trial.fail(owned.error().message());
}

void verify_briefly(Trial &trial) {
  const auto report = verify::verify({.endpoint = trial.endpoint,
                                      .manifest = trial.manifest(),
                                      .workloads = {&trial.workload(), 1},
                                      .seed = trial.seed("verify"),
                                      .stop = &trial.stop},
                                     verify::Depth::brief);
  if (report.passed()) return;
  trial.fail("answers wrongly (" + report.failures.front().check + ")", base::ErrorKind::wrong_answer);
  trial.record.last_words = report.failures.front().to_lines();
}

void last_right_answer(Trial &trial) {
  const auto &last = trial.setting.plan.loads.back().name;
  const auto answered = ask_once(trial, "last", load::LoadPlan{}.timeout);
  if (answered) return;
  if (!trial.server->alive()) return explain_silence(trial, last);
  const bool wrong = answered.error().kind() == base::ErrorKind::wrong_answer;
  trial.fail((wrong ? "after " : "hangs after ") + last + ": " + answered.error().message(), answered.error().kind());
}

void stop_server(Trial &trial) {
  if (!trial.server) return;
  const auto ending = trial.server->stop();
  trial.record.stop = ending.to_sentence();
  trial.record.stop_took = ending.took;
  if (ending.killed) trial.mark("did not stop");
}

} // namespace reqbench::run
