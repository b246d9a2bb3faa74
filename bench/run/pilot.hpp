// Before block 1 each server is launched once under each workload: its right answers are learned, and one closed second
// gives the scale from which rates are made. Not a sample.
#pragma once

#include "base/result.hpp"
#include "base/stop.hpp"
#include "load/live_feed.hpp"
#include "run/calibration.hpp"
#include "run/plan.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace reqbench::run {

struct Pilot {
  std::vector<load::Shot> shots;
  double goodput_per_s = 0;
  bool wrong_answers = false; ///< some came beside the right ones
  /// Of the plan's first workload, where it can be told again word for word: for the calibration.
  std::optional<StoredAnswer> answer;
};
/// `feed`: where its closed second shows itself.
/// Of a run that is continued only the shots are learned: the rates were made from the pilot it began with.
enum class PilotDepth { learn_and_measure, learn };
base::Result<Pilot> run_pilot(const Plan &plan, const Participant &participant, const workload::Workload &workload,
                              const std::filesystem::path &root, const base::StopFlag &stop, PilotDepth depth,
                              load::LiveFeed *feed = nullptr);

} // namespace reqbench::run
