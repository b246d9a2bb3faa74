#include "run/trial_phases.hpp"

#include <thread>

namespace reqbench::run {

using namespace std::chrono_literals;
using base::Nanoseconds;

void rest(Nanoseconds length, const base::StopFlag &stop) {
  const auto end = base::now() + length;
  while (!stop.requested() && base::now() < end)
    std::this_thread::sleep_for(std::min<Nanoseconds>(20ms, end - base::now()));
}

connection::Endpoint named_localhost(connection::Endpoint endpoint) {
  endpoint.host = "localhost";
  return endpoint;
}

load::LoadPlan base_plan(const Trial &trial) {
  load::LoadPlan plan;
  plan.connections = trial.plan().connections;
  plan.engine = trial.plan().engine;
  plan.cpus = trial.plan().generator_cpus;
  plan.window = trial.plan().profile.window;
  return plan;
}

bool none_came(const sample::Recording &recording) {
  return recording.ledger.wrong() == 0 && (recording.ledger.ok() == 0 || recording.completed_in_window == 0);
}

bool says_nothing(const sample::Recording &recording) { return none_came(recording) && sample::stood_still(recording); }

std::string ends_of(const sample::Ledger &ledger) {
  std::string text;
  for (std::size_t i = 0; i < sample::outcome_count; ++i) {
    const auto outcome = static_cast<sample::Outcome>(i);
    if (outcome == sample::Outcome::ok || ledger.of(outcome) == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(ledger.of(outcome)) + " " + std::string{to_string(outcome)};
  }
  return text;
}

void explain_silence(Trial &trial, const std::string &load_name, const sample::Ledger &ledger) {
  if (!trial.server->alive())
    return trial.fail("the server died during " + load_name + ": " + trial.server->stop().to_sentence());
  const auto ends = ends_of(ledger);
  const auto why = "no right answer during " + load_name + ": ";
  if (ledger.wrong() > 0) return trial.fail(why + ends, base::ErrorKind::wrong_answer);
  trial.fail(why + "the server hangs or refuses" + (ends.empty() ? "" : " (" + ends + ")"));
}

void read_memory(Trial &trial, std::optional<resource::Memory> &into) {
  trial.tree->refresh();
  if (const auto memory = trial.tree->memory())
    into = *memory;
  else
    trial.mark("memory not read");
}

} // namespace reqbench::run
