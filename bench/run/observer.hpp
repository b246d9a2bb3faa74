// What a run tells of itself while it goes on: the step at hand, the phase of its trial, the load that runs, each trial
// that is over. cli prints it; the stages of a run know nothing of how.
#pragma once

#include "load/live_feed.hpp"
#include "result/record.hpp"
#include "run/pace.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::run {

/// What is done now, and how far the run has come.
struct Step {
  Kind kind{};
  int trial = 0, trials = 0; ///< 0 = before the first one; of as many as are planned so far
  int block = 0, blocks = 0;
  /// --precision: the half-width that is asked of each ratio, how many blocks it may cost, and the half-width of the
  /// widest ratio after the last whole block, where one has been looked at.
  std::optional<result::PrecisionRecord> precision{};
  std::optional<double> widest{};
};

/// All calls come from the thread that called execute().
class Observer {
public:
  virtual ~Observer() = default;
  virtual void on_step(const Step &step, const Pace &pace) = 0;
  /// Of the trial at hand: "closed", "capacity: 812/s, step 3 of at most 12".
  virtual void on_phase(std::string_view phase) = 0;
  /// Where the loads show themselves while they run; null = nowhere.
  virtual load::LiveFeed *feed() { return nullptr; }
  /// It is over, and written.
  virtual void on_trial(const result::TrialRecord &trial, const Pace &pace) = 0;
  virtual void on_warning(std::string_view text, const std::vector<std::string> &details) = 0;
};

} // namespace reqbench::run
