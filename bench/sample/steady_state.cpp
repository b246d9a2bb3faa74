#include "sample/steady_state.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace reqbench::sample {
namespace {

constexpr std::size_t fewest_values = 8;
constexpr double tolerated_drift = 0.03;    ///< of the median, over all the values
constexpr double normal_quantile = 1.95996; ///< of 0.975: a two-sided 95 % interval

/// The middle of sorted values.
double median_of(std::span<const double> sorted) {
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/// The slope between each two values, per step, in rising order.
std::vector<double> pairwise_slopes(std::span<const double> values) {
  std::vector<double> slopes;
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t j = i + 1; j < values.size(); ++j)
      slopes.push_back((values[j] - values[i]) / static_cast<double>(j - i));
  std::sort(slopes.begin(), slopes.end());
  return slopes;
}

/// Whether the 95 % interval of the median slope contains 0. Its ends are the slopes at rank M1 = (N − C) ÷ 2 and at
/// rank M2 + 1 with M2 = (N + C) ÷ 2, where C = z √(n (n − 1) (2n + 5) ÷ 18) is Kendall's S at the 95 % bound
/// (Sen 1968; Gilbert 1987, "Statistical Methods for Environmental Pollution Monitoring", 16.5.1). Ranks between two
/// whole numbers are rounded outwards: the interval is never narrower than 95 %.
bool interval_contains_0(std::span<const double> slopes, std::size_t n_values) {
  const auto n = static_cast<double>(n_values);
  const double c = normal_quantile * std::sqrt(n * (n - 1) * (2 * n + 5) / 18);
  const auto pairs = static_cast<double>(slopes.size());
  const auto low_rank = static_cast<std::size_t>(std::max(std::floor((pairs - c) / 2), 1.0));
  const auto high_rank = static_cast<std::size_t>(std::min(std::ceil((pairs + c) / 2) + 1, pairs));
  return slopes[low_rank - 1] <= 0 && slopes[high_rank - 1] >= 0;
}

} // namespace

bool is_steady(std::span<const double> values) {
  if (values.size() < fewest_values) return false;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const double median = median_of(sorted);
  if (!(median > 0)) return false;
  const auto slopes = pairwise_slopes(values);
  const double drift = median_of(slopes) * static_cast<double>(values.size() - 1);
  return std::fabs(drift) <= tolerated_drift * median || interval_contains_0(slopes, values.size());
}

} // namespace reqbench::sample
