// When each request is due. Pure: a schedule never reads a clock, it tells offsets from its start, so every edge is
// tested in virtual time. A closed load has no schedule: its next request is due when an answer came.
//
// The arrivals of a load are the same however many workers share them: worker w of W takes the requests w, w + W,
// w + 2 W, … of one sequence, so the total is exact and their starts are staggered.
#pragma once

#include "base/random.hpp"
#include "schedule/rate_curve.hpp"

namespace reqbench::schedule {

/// Which requests of the sequence are told.
struct Turns {
  std::uint64_t first = 0, of = 1;
};

class Schedule {
public:
  /// Evenly spaced arrivals reach the counts 0, 1, 2, … of the rate's curve; Poisson arrivals those of a unit-rate
  /// process, a sum of exponential gaps drawn from the seed (Çınlar, "Introduction to Stochastic Processes",
  /// 1975, 4.7).
  Schedule(std::span<const Stretch> stretches, Arrivals arrivals, std::uint64_t seed, Turns turns = {});

  /// The offset from the start at which the next request is due; never falls. Past the stretches the far future.
  base::Nanoseconds next();

private:
  RateCurve curve_;
  Arrivals arrivals_;
  base::Random random_;
  Turns turns_;
  std::uint64_t number_;      ///< of the next request
  std::uint64_t drawn_ = 0;   ///< gaps
  long double drawn_sum_ = 0; ///< of those gaps
};

} // namespace reqbench::schedule
