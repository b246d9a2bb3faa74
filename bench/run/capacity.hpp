// The highest rate at which a running server meets an objective: the search of capacity_search.hpp, each step an open
// load that is as long as its percentile needs.
#pragma once

#include "base/result.hpp"
#include "base/stop.hpp"
#include "load/live_feed.hpp"
#include "result/record.hpp"
#include "run/capacity_search.hpp"
#include "statistics/ceiling.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace reqbench::run {

/// "p99=20ms", "p99<20ms", "p99 < 20 ms". Errors (usage) say what it takes.
base::Result<result::Objective> parse_objective(std::string_view text);

/// So that 100 samples lie beyond the percentile, also where chance spaces the arrivals; never below a second, or a
/// stall of the machine would decide it.
base::Nanoseconds step_length(const result::Objective &objective, double rate_per_s);
/// Of the search of one launch, from its closed goodput: 9 steps, half of them lost and cut short.
base::Nanoseconds capacity_estimate(const result::Objective &objective, double closed_per_s);

/// What a step says: met when no request failed, 99 % of the rate were answered, and the percentile is within the
/// objective. One that was not met while the generator was late or had no processor time left is refused.
result::CapacityStep judge_step(const sample::Recording &recording, const result::Objective &objective,
                                double generator_share = statistics::Ceiling{}.generator_share);

/// Whether the windows so far already lose the step that is planned for so many requests: more are known to be beyond
/// the objective than may be. Windows tell their percentiles only, so it counts as many as must be.
class LostStep {
public:
  LostStep(const result::Objective &objective, double planned);
  bool after(const sample::Window &window);

private:
  result::Objective objective_;
  double may_be_beyond_, beyond_ = 0;
};

struct CapacityPlan {
  load::LoadPlan load; ///< connections, processors, window, lead-in; model and length are each step's own
  result::Objective objective{};
  /// From when on the generator has no processor left: what the run's calibration showed, else an assumed share.
  double generator_share = statistics::Ceiling{}.generator_share;
  double closed_per_s = 0;
  std::function<void(std::string_view)> on_step; ///< for progress: "812/s, step 3 of at most 12"
  load::LiveFeed *feed = nullptr;                ///< where each step shows itself
};

/// An error when a step cannot be begun at all; interrupted by `stop` it has no capacity.
base::Result<result::CapacityRecord> search_capacity(const connection::Endpoint &endpoint,
                                                     std::span<const load::Shot> shots, const CapacityPlan &plan,
                                                     const base::StopFlag &stop);

} // namespace reqbench::run
