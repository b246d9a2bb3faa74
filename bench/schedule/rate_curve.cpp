#include "schedule/rate_curve.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reqbench::schedule {
namespace {

using base::Nanoseconds;

// k × 1e9 needs 9 × log2(5) + log2(k) significant bits: with the 64 of long double it is exact up to k = 8 × 10^12, and
// the division that follows rounds at 2^-64 of its result. A double would be whole nanoseconds wrong after 100 days.
static_assert(std::numeric_limits<long double>::digits >= 64, "reached() needs long double with 64 bits of mantissa");

constexpr long double ns_per_s = 1e9L;

bool is_rate(base::Rate rate) { return std::isfinite(rate.per_second) && rate.per_second > 0; }

} // namespace

RateCurve::RateCurve(std::span<const Stretch> stretches) {
  Nanoseconds begin{};
  long double count = 0;
  for (const auto &[from, to, length] : stretches) {
    REQBENCH_ASSERT(is_rate(from) && is_rate(to), "a schedule needs rates above 0");
    REQBENCH_ASSERT(length.count() > 0 && length <= Nanoseconds::max() - begin, "a stretch lasts, and ends some day");
    const auto area = (static_cast<long double>(from.per_second) + to.per_second) / 2 * length.count() / ns_per_s;
    pieces_.push_back({.from = from.per_second,
                       .change = static_cast<long double>(to.per_second) - from.per_second,
                       .length = static_cast<long double>(length.count()),
                       .count_before = count,
                       .count_after = count + area,
                       .begin = begin});
    count += area;
    begin += length;
  }
}

/// Of from × t + change × t² ÷ (2 × length) = count the root that keeps its digits when the change is small; the root's
/// own radicand is the square of the rate at that moment, below 0 by rounding only.
long double RateCurve::offset_within(const Piece &piece, long double count) {
  if (piece.change == 0) return count * ns_per_s / piece.from;
  const auto slope = piece.change / piece.length * ns_per_s; // requests per second, per second
  const auto rate = std::sqrt(std::max(0.0L, piece.from * piece.from + 2 * slope * count));
  return 2 * count * ns_per_s / (piece.from + rate);
}

Nanoseconds RateCurve::reached(long double count) const {
  const auto piece =
      std::ranges::find_if(pieces_, [count](const Piece &candidate) { return count < candidate.count_after; });
  if (piece == pieces_.end()) return Nanoseconds::max();
  const auto offset = std::round(offset_within(*piece, count - piece->count_before));
  if (offset < piece->length) return piece->begin + Nanoseconds{static_cast<std::int64_t>(offset)};
  // Rounded beyond its end: at the next one's begin, or no more.
  return std::next(piece) == pieces_.end() ? Nanoseconds::max() : std::next(piece)->begin;
}

std::uint64_t RateCurve::due_before(Nanoseconds offset) const {
  std::uint64_t low = 0, high = static_cast<std::uint64_t>(total()) + 1; // beyond the last
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (reached(static_cast<long double>(middle)) < offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

} // namespace reqbench::schedule
