// Where a value is counted: HdrHistogram's arithmetic for a lowest discernible value of 1. Values are cut into ranges
// that double in width; each range has the same number of equal buckets, so the relative error is bounded everywhere.
#pragma once

#include "base/clock.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>

namespace reqbench::sample {

/// Significant decimal digits of a histogram: 3 → ≤ 0.1 % error, 2 → ≤ 1 %.
enum class Precision { one_percent = 2, one_permille = 3 };

class HistogramLayout {
public:
  /// highest ≥ 2.
  HistogramLayout(Precision precision, base::Nanoseconds highest);

  Precision precision() const { return precision_; }
  std::uint64_t highest() const { return highest_; }
  /// How many buckets there are; their end lies at or above `highest`.
  std::size_t size() const { return size_; }

  std::size_t index_of(std::uint64_t value) const {
    const int doubling = 63 - half_magnitude_ - std::countl_zero(value | first_range_mask_);
    return (static_cast<std::size_t>(doubling) << half_magnitude_) + static_cast<std::size_t>(value >> doubling);
  }
  std::uint64_t low(std::size_t index) const {
    const std::size_t half = std::size_t{1} << half_magnitude_;
    return index < 2 * half ? index : ((index & (half - 1)) | half) << ((index >> half_magnitude_) - 1);
  }
  std::uint64_t high(std::size_t index) const { return low(index + 1) - 1; }

  bool operator==(const HistogramLayout &) const = default;

private:
  Precision precision_;
  int half_magnitude_; ///< a range has 2^this buckets; the first one, of width 1, has twice as many
  std::uint64_t first_range_mask_;
  std::uint64_t highest_;
  std::size_t size_;
};

} // namespace reqbench::sample
