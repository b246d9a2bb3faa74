// When each request is due. Pure: a schedule never reads a clock, it answers questions about an offset from its start,
// so every edge is tested in virtual time. A closed load has no schedule: its next request is due when an answer came.
//
// `Schedule` is a closed formula, not a running sum, so that the total rate is exact for any length and any split:
// worker w of W takes the requests w, w + W, w + 2 W, …
#pragma once

#include "base/clock.hpp"
#include "base/units.hpp"

#include <cstdint>

namespace reqbench::schedule {

class Schedule {
public:
  virtual ~Schedule() = default;
  /// The offset from the schedule's start at which request `index` (0, 1, …) is due; never falls as index grows.
  virtual base::Nanoseconds due(std::uint64_t index) const = 0;
  /// How many requests fall due in [0, offset).
  virtual std::uint64_t due_before(base::Nanoseconds offset) const = 0;
};

/// Evenly spaced: request k is due at k ÷ rate.
class Constant final : public Schedule {
public:
  explicit Constant(base::Rate rate);
  base::Nanoseconds due(std::uint64_t index) const override;
  std::uint64_t due_before(base::Nanoseconds offset) const override;

private:
  base::Rate rate_;
};

} // namespace reqbench::schedule
