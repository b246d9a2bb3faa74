#include "run/standing.hpp"

#include <algorithm>

namespace reqbench::run {

void Standing::give_up(const std::string &server, std::size_t workload) {
  for (std::size_t twin = 0; twin < plan_.participants.size(); ++twin)
    if (plan_.participants[twin].manifest.name == server) given_up_.insert({twin, workload});
}

bool Standing::book(const TrialPlan &trial, bool failed) {
  const Cell cell{trial.participant, trial.workload};
  auto &failures = failures_[cell];
  failures = failed ? failures + 1 : 0;
  if (failures != failures_in_a_row) return false;
  given_up_.insert(cell);
  return true;
}

bool Standing::is_left_out(const TrialPlan &trial) const {
  return excluded_.contains(trial.participant) || given_up_.contains({trial.participant, trial.workload});
}

bool Standing::has_to_do(std::size_t participant, std::optional<std::size_t> workload) const {
  return std::ranges::any_of(plan_.trials, [&](const TrialPlan &trial) {
    return !trial.calibrates && (plan_.precision || !is_done(trial)) && !is_left_out(trial) &&
           (!workload || trial.workload == *workload) &&
           plan_.participants[trial.participant].manifest.name == plan_.participants[participant].manifest.name;
  });
}

bool Standing::has_to_calibrate() const {
  return std::ranges::any_of(
      plan_.trials, [&](const auto &trial) { return trial.calibrates && (plan_.precision || !is_done(trial)); });
}

bool Standing::wants_pilot(std::size_t participant, std::size_t workload, bool answer_is_stored) const {
  if (excluded_.contains(participant) || given_up_.contains({participant, workload})) return false;
  const bool for_calibration = workload == 0 && !answer_is_stored && has_to_calibrate();
  return for_calibration || has_to_do(participant, workload);
}

} // namespace reqbench::run
