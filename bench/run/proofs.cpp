// The stage that proves every server right before anything is timed.
#include "run/execution.hpp"
#include "run/proof.hpp"
#include "run/trial.hpp"
#include "verify/telling.hpp"

namespace reqbench::run {

void prove_all(Execution &run) {
  for (std::size_t p = 0; p < run.plan.participants.size() && !run.stop.requested(); ++p) {
    const auto &participant = run.plan.participants[p];
    if (participant.again) continue;
    const Kind proof{Stage::proof, participant.label, {}};
    if (!run.standing.has_to_do(p)) {
      run.pace.leave_out(proof);
      continue;
    }
    run.begin_step(proof);
    const auto report =
        prove(participant.manifest, run.plan.workloads, run.root, launch_plan(run.plan), run.plan.seed, run.stop);
    if (run.stop.requested()) return;
    if (!report) {
      run.ended.server_failed = true;
      run.exclude(p, "did not start: " + report.error().message());
      run.warn(participant.label + " is not measured: " + report.error().message(), report.error().details());
    } else if (!report->passed()) {
      run.ended.wrong_answer = true;
      run.exclude(p, "answers wrongly: " + report->failures.front().check);
      run.warn(participant.label + " is not measured: it answers wrongly, " + verify::outcome_text(*report) +
                   "; see `reqbench verify " + participant.manifest.name + "`",
               verify::failure_lines(*report));
    } else if (!report->stale.empty()) {
      run.warn(participant.label + " has a deviation that no longer occurs", report->stale);
    }
  }
}

void settle_baseline(Execution &run) {
  const auto measured = [&](std::size_t p) { return !run.standing.is_excluded(p); };
  for (std::size_t p = 0; p < run.plan.participants.size(); ++p) {
    if (run.plan.participants[p].label == run.plan.baseline && measured(p)) return;
  }
  for (std::size_t p = 0; p < run.plan.participants.size(); ++p) {
    if (!measured(p)) continue;
    run.warn("the baseline " + run.plan.baseline + " is not measured; ratios are to " + run.plan.participants[p].label);
    run.record.baseline = run.plan.baseline = run.plan.participants[p].label;
    return;
  }
}

} // namespace reqbench::run
