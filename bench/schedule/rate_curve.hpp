// How many requests have fallen due by when, as a closed formula: the area Λ(t) under a rate that is linear piece by
// piece, and its inverse. Nothing is summed up request by request, so the total is exact for any length.
#pragma once

#include "schedule/stretch.hpp"

#include <cstdint>

namespace reqbench::schedule {

class RateCurve {
public:
  explicit RateCurve(std::span<const Stretch> stretches);

  /// Λ⁻¹: the offset from the beginning at which `count` requests have fallen due, to the nearest nanosecond; the far
  /// future from the curve's end on.
  base::Nanoseconds reached(long double count) const;
  /// How many whole numbers k = 0, 1, … are reached in [0, offset): requests of evenly spaced arrivals.
  std::uint64_t due_before(base::Nanoseconds offset) const;
  /// Λ at the end.
  long double total() const { return pieces_.empty() ? 0 : pieces_.back().count_after; }

private:
  /// Times in nanoseconds from the piece's begin, rates in requests per second.
  struct Piece {
    long double from, change; ///< at its begin; over its whole length
    long double length;
    long double count_before, count_after;
    base::Nanoseconds begin;
  };
  static long double offset_within(const Piece &piece, long double count);

  std::vector<Piece> pieces_;
};

} // namespace reqbench::schedule
