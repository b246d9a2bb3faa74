// The phases between a proven server and its loads, and the one after them: at idle, warm, at rest again.
#include "run/trial_phases.hpp"

namespace reqbench::run {

using namespace std::chrono_literals;

void read_idle(Trial &trial) {
  constexpr auto settle = 100ms;
  rest(settle, trial.stop);
  read_memory(trial, trial.record.memory.idle);
  if (!trial.tree->reset_peaks()) trial.mark("peak not reset");
}

void warm_up(Trial &trial) {
  auto plan = base_plan(trial);
  plan.warm_up = trial.plan().warm_up.value_or(trial.plan().profile.warm_up_cap);
  plan.until_steady = !trial.plan().warm_up;
  plan.seed = trial.seed("warm_up");
  const auto settle = [&] {
    return load::run_load(trial.endpoint, trial.setting.shots, plan, trial.stop, {},
                          load::followed(trial.setting.observer.feed(), plan));
  };
  // A short one in which nothing ended, well or badly, may have passed while the machine stood still.
  const auto nothing_ended = [](const sample::Ledger &ledger) { return ledger.ok() == 0 && ends_of(ledger).empty(); };
  auto recording = settle();
  for (int again = 0; again < most_measured_again && recording && nothing_ended(recording->warm_up_ledger); ++again) {
    if (trial.stop.requested() || !trial.server->alive()) break;
    recording = settle();
  }
  if (!recording) {
    if (!trial.server->alive()) return explain_silence(trial, "warm-up");
    return trial.fail("during warm-up: " + recording.error().message());
  }
  trial.record.warm_up = recording->warm_up;
  trial.record.warm_up_ledger = recording->warm_up_ledger;
  trial.record.warm_up_latency = recording->warm_up_latency;
  trial.record.steady = recording->steady;
  if (!recording->steady) trial.mark("not steady");
  if (recording->warm_up_ledger.ok() == 0) return explain_silence(trial, "warm-up", recording->warm_up_ledger);
  read_memory(trial, trial.record.memory.warm);
}

void read_affinity(Trial &trial) {
  trial.record.asked_cpus = trial.plan().server_cpus;
  trial.record.affinity = trial.tree->affinity();
  trial.record.affinity_as_asked =
      !trial.record.affinity.empty() && std::ranges::all_of(trial.record.affinity, [&](const auto &thread) {
        return thread.cpus == trial.record.asked_cpus;
      });
  if (!trial.record.affinity_as_asked) trial.mark("affinity differs");
}

void read_after(Trial &trial) {
  rest(trial.plan().profile.after, trial.stop);
  read_memory(trial, trial.record.memory.after);
}

} // namespace reqbench::run
