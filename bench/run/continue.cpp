// The stage that only a continued run has: what it measured before is taken over, unless what it measures has changed.
#include "run/execution.hpp"
#include "run/resume.hpp"
#include "run/trial.hpp"

#include <algorithm>
#include <iterator>

namespace reqbench::run {
namespace {

bool has_wrong_answers(const result::TrialRecord &trial) {
  return trial.failure.find("answers wrongly") != std::string::npos || had_wrong_answers(trial);
}

} // namespace

base::Status continue_from(Execution &run, const result::Run &earlier) {
  if (!earlier.broken_accounts.empty())
    return base::Error{base::ErrorKind::damaged, "it cannot be continued: " + earlier.broken_accounts.front()};
  if (auto changed = differences(earlier.record, run.record); !changed.empty()) {
    base::Error refused{base::ErrorKind::usage,
                        "it cannot be continued, because what it measures has changed: " + changed.front() +
                            (changed.size() > 1 ? " and " + std::to_string(changed.size() - 1) + " more" : "") +
                            "; put it back, or begin a new run"};
    for (auto &change : changed) refused = std::move(refused).detail(std::move(change));
    return refused;
  }
  run.record = earlier.record;
  run.calibrated.calibrations = earlier.calibrations;
  run.record.resumed.push_back(base::utc_now());
  run.record.finished.clear();
  run.record.interrupted = false;
  auto done = measured_trials(earlier);
  const auto kept = static_cast<int>(done.size());
  run.standing.keep(std::move(done));
  for (int block = run.plan.blocks + 1; block <= run.record.blocks; ++block) { // those that a precision added
    std::ranges::move(block_of_trials(run.plan, block, static_cast<int>(run.plan.trials.size())),
                      std::back_inserter(run.plan.trials));
  }
  if (!run.standing.is_continued()) { // its rates were perhaps never finished
    run.record.pilots.clear();
    run.record.common_rates.clear();
  } else {
    run.plan.baseline = run.record.baseline;
  }
  run.record.trials_written = kept;
  for (std::size_t p = 0; p < run.plan.participants.size(); ++p) {
    if (run.server_record(run.plan.participants[p].label).skipped.empty()) continue;
    run.standing.exclude(p);
    run.ended.server_failed = true;
  }
  for (const auto &trial : run.plan.trials) {
    if (trial.calibrates || !run.standing.is_done(trial)) continue;
    const auto &record = *std::ranges::find(earlier.trials, trial.number, &result::TrialRecord::number);
    run.ended.wrong_answer |= has_wrong_answers(record);
    (void)run.standing.book(trial, !record.failure.empty());
    if (record.failure.empty())
      ++run.ended.finished;
    else
      run.ended.server_failed |= !has_wrong_answers(record);
  }
  return {};
}

} // namespace reqbench::run
