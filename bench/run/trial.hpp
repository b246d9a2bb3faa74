// One trial: a fresh launch of one server under one workload, as a list of steps: launch, verify, idle, warm-up, each
// load, after, stop. Whatever goes wrong is written into the record, which always comes back; the server is always
// stopped.
#pragma once

#include "base/stop.hpp"
#include "launch/launcher.hpp"
#include "load/load.hpp"
#include "result/record.hpp"
#include "run/calibration.hpp"
#include "run/observer.hpp"
#include "run/plan.hpp"
#include "statistics/ceiling.hpp"

#include <filesystem>
#include <string>

namespace reqbench::run {

struct TrialSetting {
  const Plan &plan;
  const TrialPlan &trial;
  const std::filesystem::path &root;
  std::span<const load::Shot> shots;          ///< learned from this server in its pilot
  const std::map<std::string, double> &rates; ///< load name → requests per second; only loads at one rate
  Observer &observer;                         ///< of its phases and its loads
  double pilot_per_s = 0;                     ///< right answers per second of its pilot
  std::filesystem::path stored_answer{};      ///< a calibration's: the file that it answers with
  statistics::Ceiling ceiling{};              ///< of the generator, as the run's calibrations have shown it so far
};

struct TrialEnd {
  result::TrialRecord record;
  base::ErrorKind failure{};  ///< why, when record.failure says that it failed
  bool wrong_answers = false; ///< some came: in a load, in the warm-up, or as the reason of the failure
};
/// In its warm-up or in a load.
bool had_wrong_answers(const result::TrialRecord &trial);
TrialEnd run_trial(const TrialSetting &setting, const base::StopFlag &stop);

/// The launch that a trial, a pilot or `reqbench serve` makes of a plan.
launch::LaunchPlan launch_plan(const Plan &plan);

} // namespace reqbench::run
