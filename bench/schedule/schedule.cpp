#include "schedule/schedule.hpp"

#include "base/assert.hpp"

#include <cmath>
#include <limits>

namespace reqbench::schedule {
namespace {

// k × 1e9 needs 9 × log2(5) + log2(k) significant bits: with the 64 of long double it is exact up to k = 8 × 10^12, and
// the division that follows rounds at 2^-64 of its result. A double would be whole nanoseconds wrong after 100 days.
static_assert(std::numeric_limits<long double>::digits >= 64, "due() needs long double with 64 bits of mantissa");

constexpr auto latest = base::Nanoseconds::max();

} // namespace

Constant::Constant(base::Rate rate) : rate_{rate} {
  REQBENCH_ASSERT(std::isfinite(rate.per_second) && rate.per_second > 0, "a schedule needs a rate above 0");
}

base::Nanoseconds Constant::due(std::uint64_t index) const {
  const long double ns = static_cast<long double>(index) * 1e9L / static_cast<long double>(rate_.per_second);
  if (ns >= static_cast<long double>(latest.count())) return latest;
  return base::Nanoseconds{std::llroundl(ns)};
}

std::uint64_t Constant::due_before(base::Nanoseconds offset) const {
  if (offset.count() <= 0) return 0;
  // Request k is due before the offset when k × 1e9 ÷ rate < offset − ½; the loops mend what rounding did to that.
  const long double edge = (static_cast<long double>(offset.count()) - 0.5L) * rate_.per_second / 1e9L;
  auto count = static_cast<std::uint64_t>(std::ceil(edge));
  while (count > 0 && due(count - 1) >= offset) --count;
  while (due(count) < offset) ++count;
  return count;
}

} // namespace reqbench::schedule
