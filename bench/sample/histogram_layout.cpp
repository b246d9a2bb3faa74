#include "sample/histogram_layout.hpp"

#include "base/assert.hpp"

namespace reqbench::sample {

// The first range counts single values up to at least 2 × 10^digits, rounded up to a power of 2: 2048 for 3 digits,
// 256 for 2. (HdrHistogram: subBucketCount and subBucketHalfCountMagnitude.)
HistogramLayout::HistogramLayout(Precision precision, base::Nanoseconds highest)
    : precision_{precision},
      half_magnitude_{precision == Precision::one_permille ? 10 : 7},
      first_range_mask_{(std::uint64_t{2} << half_magnitude_) - 1},
      highest_{static_cast<std::uint64_t>(highest.count())} {
  REQBENCH_ASSERT(highest.count() >= 2, "a histogram must reach at least 2 ns");
  const std::size_t half = std::size_t{1} << half_magnitude_;
  size_ = ((index_of(highest_) >> half_magnitude_) + 1) << half_magnitude_;
  if (size_ < 2 * half) size_ = 2 * half;
}

} // namespace reqbench::sample
