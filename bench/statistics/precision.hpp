// When a run that was asked for a precision has seen enough blocks: a pure rule that `run` asks after each of them.
//
// It looks at how wide the intervals are, never at where they lie: stopping on significance would make false words of
// chance. What stopping on precision costs in coverage stands in README.md, "Simulations".
#pragma once

#include "statistics/ratios.hpp"

#include <string>

namespace reqbench::statistics {

/// Fewer launches know their own spread too badly to stop by it.
inline constexpr int least_blocks = 6;

struct PrecisionGoal {
  double half_width = 0.03; ///< of every ratio, relative: 0.03 is "within 3 %"
  int most_blocks = 0;      ///< the cap
};

struct PrecisionState {
  bool reached = false;  ///< every ratio is as narrow as asked, and there are least_blocks
  bool stop = false;     ///< reached, or the cap
  double widest = 0;     ///< half-width of the widest ratio; infinite when one has no interval yet, 0 without ratios
  std::string widest_of; ///< "go_nethttp ÷ python_fastapi, json, closed: requests/s"
};

/// After run.record.blocks blocks, of which run.trials holds the trials. Asked are the ratios that a report's tables
/// show: each load's compared figure, and memory. One that is withheld has no interval and waits for none; the A/A pair
/// is a check and not asked.
PrecisionState precision_of(const result::Run &run, const PrecisionGoal &goal);

} // namespace reqbench::statistics
