// The stage of the trials: block by block, and as many more as a precision asks for. Each is written before the next
// begins.
#include "base/units.hpp"
#include "run/execution.hpp"
#include "run/rates.hpp"
#include "run/trial.hpp"
#include "statistics/precision.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace reqbench::run {
namespace {

std::string what(const Plan &plan, const TrialPlan &trial) {
  return "trial " + std::to_string(trial.number) + " of " + std::to_string(plan.trials.size()) + ", block " +
         std::to_string(trial.block) + ": " + plan.label(trial) + ", " + plan.workloads[trial.workload].name();
}

TrialEnd measure_trial(Execution &run, const TrialPlan &trial) {
  run.begin_step(run.kind_of(trial), trial);
  if (trial.calibrates)
    return run_trial({run.plan, trial, run.root, run.calibration_shots, {}, run.observer, 0, run.answer_file->path()},
                     run.stop);
  const auto &original = run.plan.participants[trial.participant].manifest.name;
  const auto &workload = run.plan.workloads[trial.workload].name();
  const double pilot = run.record.pilots[workload][original];
  const auto rates = open_rates(run.plan.loads, pilot, run.record.common_rates[workload]);
  return run_trial({run.plan,
                    trial,
                    run.root,
                    run.shots.at({original, workload}),
                    rates,
                    run.observer,
                    pilot,
                    {},
                    statistics::ceiling_of(run.calibrated)},
                   run.stop);
}

void book_failure(Execution &run, const TrialPlan &trial, const TrialEnd &end) {
  run.observer.on_warning(what(run.plan, trial) + ": " + end.record.failure, end.record.last_words);
  if (trial.calibrates) return run.note(what(run.plan, trial) + ": " + end.record.failure);
  run.ended.server_failed |= end.failure != base::ErrorKind::wrong_answer;
  if (end.failure == base::ErrorKind::environment) return; // it says nothing of the server
  if (!run.standing.book(trial, true)) return;
  run.warn(run.plan.label(trial) + ", " + run.plan.workloads[trial.workload].name() + ": given up after " +
           std::to_string(Standing::failures_in_a_row) + " failed trials in succession");
}

base::Status measure(Execution &run, const TrialPlan &trial) {
  if (run.standing.is_done(trial)) return {};
  if (run.is_left_out(trial)) {
    run.pace.leave_out(run.kind_of(trial));
    return {};
  }
  const auto end = measure_trial(run, trial);
  run.pace.end(base::now());
  if (run.stop.requested()) return {}; // an interrupted trial is not a sample
  if (auto written = run.writer.write_trial(end.record); !written) return written;
  run.record.trials_written = run.record.trials_written.value_or(0) + 1;
  run.observer.on_trial(end.record, run.pace);
  if (trial.calibrates)
    run.calibrated.calibrations.push_back(end.record);
  else
    run.ended.wrong_answer |= end.wrong_answers;
  if (!end.record.failure.empty()) {
    book_failure(run, trial, end);
  } else if (!trial.calibrates) {
    ++run.ended.finished;
    (void)run.standing.book(trial, false);
  }
  return {};
}

/// One more, where the precision that was asked for is not reached; false when it is, or the blocks are used up.
/// run.json comes first: a trial of a block that it does not know would not be the run's.
base::Result<bool> add_block(Execution &run) {
  if (!run.record.precision || run.stop.requested()) return false;
  if (auto saved = run.save(); !saved) return std::move(saved).error();
  const auto so_far = result::read_run(run.writer.folder());
  if (!so_far) return so_far.error();
  const auto &[asked, most_blocks] = *run.record.precision;
  const auto state = statistics::precision_of(*so_far, {.half_width = asked, .most_blocks = most_blocks});
  if (std::isfinite(state.widest)) run.widest = state.widest;
  const auto percent = [](double share) { return base::format_significant(share * 100, 3) + " %"; };
  if (state.stop && !state.reached)
    run.note("the precision of " + percent(asked) + " was not reached in " + std::to_string(run.record.blocks) +
             " blocks: the widest ratio (" + state.widest_of + ") is known to within " + percent(state.widest));
  if (state.stop) return false;
  auto block = block_of_trials(run.plan, run.record.blocks + 1, static_cast<int>(run.plan.trials.size()));
  const auto measures = [&](const TrialPlan &trial) { return !trial.calibrates && !run.is_left_out(trial); };
  if (std::ranges::none_of(block, measures)) return false;
  ++run.record.blocks;
  for (const auto &trial : block) run.pace.follow(run.kind_of(trial));
  std::ranges::move(block, std::back_inserter(run.plan.trials));
  if (auto saved = run.save(); !saved) return std::move(saved).error();
  return true;
}

} // namespace

base::Status measure_all(Execution &run) {
  for (std::size_t next = 0; !run.stop.requested();) {
    for (; next < run.plan.trials.size() && !run.stop.requested(); ++next)
      if (auto measured = measure(run, run.plan.trials[next]); !measured) return measured;
    const auto added = add_block(run);
    if (!added) return added.error();
    if (!*added) return {};
  }
  return {};
}

} // namespace reqbench::run
