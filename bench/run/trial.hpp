// One trial: a fresh launch of one server under one workload, as a list of steps: launch, verify, idle, warm-up, each
// load, after, stop. Whatever goes wrong is written into the record, which always comes back; the server is always
// stopped.
#pragma once

#include "base/stop.hpp"
#include "launch/launcher.hpp"
#include "load/load.hpp"
#include "result/record.hpp"
#include "run/calibration.hpp"
#include "run/plan.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace reqbench::run {

struct TrialSetting {
  const Plan &plan;
  const TrialPlan &trial;
  const std::filesystem::path &root;
  std::span<const load::Shot> shots;              ///< learned from this server in its pilot
  const std::map<std::string, double> &rates;     ///< load name → requests per second; only loads at one rate
  std::function<void(std::string_view)> on_phase; ///< for progress
  double pilot_per_s = 0;                         ///< right answers per second of its pilot
  std::filesystem::path stored_answer{};          ///< a calibration's: the file that it answers with
};

struct TrialEnd {
  result::TrialRecord record;
  base::ErrorKind failure{};  ///< why, when record.failure says that it failed
  bool wrong_answers = false; ///< some came: in a load, in the warm-up, or as the reason of the failure
};
TrialEnd run_trial(const TrialSetting &setting, const base::StopFlag &stop);

/// The pilot of one server and workload: learns the shots, then one closed second. Not a sample, only a scale.
struct Pilot {
  std::vector<load::Shot> shots;
  double goodput_per_s = 0;
  bool wrong_answers = false; ///< some came beside the right ones
  /// Of the plan's first workload, where it can be told again word for word: for the calibration.
  std::optional<StoredAnswer> answer;
};
/// Of a run that is continued only the shots are learned: the rates were made from the pilot it began with.
enum class PilotDepth { learn_and_measure, learn };
base::Result<Pilot> run_pilot(const Plan &plan, const Participant &participant, const workload::Workload &workload,
                              const std::filesystem::path &root, const base::StopFlag &stop, PilotDepth depth);

/// The launch that a trial, a pilot or `reqbench serve` makes of a plan.
launch::LaunchPlan launch_plan(const Plan &plan);

} // namespace reqbench::run
