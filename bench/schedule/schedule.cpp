#include "schedule/schedule.hpp"

#include "base/assert.hpp"

#include <cmath>

namespace reqbench::schedule {

Schedule::Schedule(std::span<const Stretch> stretches, Arrivals arrivals, std::uint64_t seed, Turns turns)
    : curve_{stretches},
      arrivals_{arrivals},
      random_{base::Random::stream(seed, "arrivals")},
      turns_{turns},
      number_{turns.first} {
  REQBENCH_ASSERT(turns.first < turns.of, "a worker takes turns among the workers there are");
}

base::Nanoseconds Schedule::next() {
  const auto number = number_;
  number_ += turns_.of;
  if (arrivals_ == Arrivals::constant) return curve_.reached(static_cast<long double>(number));
  // Request k lies behind k + 1 gaps: the process begins at no arrival. 1 − unit() is never 0.
  for (; drawn_ <= number; ++drawn_) drawn_sum_ -= std::log(1 - random_.unit());
  return curve_.reached(drawn_sum_);
}

} // namespace reqbench::schedule
