#include "load/weighted_draw.hpp"

#include "base/assert.hpp"

#include <cmath>
#include <numeric>

namespace reqbench::load {

WeightedDraw::WeightedDraw(std::span<const double> weights) : columns_(weights.size()) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  REQBENCH_ASSERT(std::isfinite(sum) && sum > 0, "a draw needs weights above 0");
  // Each column has the height 1; what is too low is filled up from what is too high.
  std::vector<double> height;
  std::vector<std::size_t> low, high;
  for (const double weight : weights) {
    REQBENCH_ASSERT(weight > 0, "a draw needs weights above 0");
    height.push_back(weight / sum * static_cast<double>(weights.size()));
    (height.back() < 1 ? low : high).push_back(height.size() - 1);
  }
  while (!low.empty() && !high.empty()) {
    const auto filled = low.back(), giver = high.back();
    low.pop_back();
    columns_[filled] = {.own = static_cast<std::uint64_t>(std::ldexp(height[filled], 64)), .other = giver};
    height[giver] -= 1 - height[filled];
    if (height[giver] >= 1) continue;
    high.pop_back();
    low.push_back(giver);
  }
  // What is left differs from 1 by rounding only, and keeps its column whole.
}

} // namespace reqbench::load
