#include "statistics/interval.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace reqbench::statistics {

double average(std::span<const double> values) {
  REQBENCH_ASSERT(!values.empty(), "no values have no average");
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_error(std::span<const double> values) {
  REQBENCH_ASSERT(values.size() >= 2, "the spread of fewer than two values is unknown");
  const auto n = static_cast<double>(values.size());
  const double centre = average(values);
  double squares = 0;
  for (const double value : values) squares += (value - centre) * (value - centre);
  return std::sqrt(squares / (n - 1) / n);
}

Estimate mean(std::span<const double> values, double confidence) {
  REQBENCH_ASSERT(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1");
  Estimate estimate{.value = 0, .interval = {}, .n = static_cast<int>(values.size())};
  if (values.empty()) return estimate;
  estimate.value = average(values);
  if (values.size() < 2) return estimate;
  const double half = student_t_quantile((1 + confidence) / 2, estimate.n - 1) * standard_error(values);
  estimate.interval = Interval{.low = estimate.value - half, .high = estimate.value + half};
  return estimate;
}

Estimate geometric_mean(std::span<const double> ratios, double confidence) {
  std::vector<double> logs;
  logs.reserve(ratios.size());
  for (const double ratio : ratios) {
    REQBENCH_ASSERT(ratio > 0, "a geometric mean is of positive values only");
    logs.push_back(std::log(ratio));
  }
  Estimate estimate = mean(logs, confidence);
  if (estimate.n == 0) return estimate;
  estimate.value = std::exp(estimate.value);
  if (estimate.interval)
    estimate.interval = Interval{.low = std::exp(estimate.interval->low), .high = std::exp(estimate.interval->high)};
  return estimate;
}

std::optional<double> relative_half_width(const Estimate &ratio) {
  if (!ratio.interval) return std::nullopt;
  return std::sqrt(ratio.interval->high / ratio.interval->low) - 1; // it is symmetric in its logarithm
}

std::optional<double> spread(std::span<const double> ratios) {
  if (ratios.size() < 2) return std::nullopt;
  std::vector<double> logs;
  for (const double ratio : ratios) logs.push_back(std::log(ratio));
  return std::expm1(standard_error(logs) * std::sqrt(static_cast<double>(logs.size())));
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
  case Verdict::faster: return "faster";
  case Verdict::slower: return "slower";
  case Verdict::tie: return "tie";
  case Verdict::undecided: return "undecided";
  }
  return "undecided";
}

bool taken_by_holm(Verdict verdict, Verdict alone) {
  return verdict == Verdict::undecided && (alone == Verdict::faster || alone == Verdict::slower);
}

Verdict judge(const Estimate &ratio, double band, bool higher_is_better) {
  if (!ratio.interval) return Verdict::undecided;
  const double low = 1 / (1 + band), high = 1 + band;
  if (ratio.interval->low > high) return higher_is_better ? Verdict::faster : Verdict::slower;
  if (ratio.interval->high < low) return higher_is_better ? Verdict::slower : Verdict::faster;
  if (ratio.interval->low > low && ratio.interval->high < high) return Verdict::tie;
  return Verdict::undecided;
}

double p_beyond_band(std::span<const double> ratios, double band) {
  if (ratios.size() < 2) return 1;
  std::vector<double> logs;
  for (const double ratio : ratios) logs.push_back(std::log(ratio));
  return p_beyond_band(average(logs), standard_error(logs), static_cast<double>(logs.size() - 1), band);
}

double p_beyond_band(double mean_log, double error, double degrees, double band) {
  const double distance = std::fabs(mean_log) - std::log1p(band);
  if (distance <= 0) return 1;
  return error == 0 ? 0 : 2 * student_t_cdf(-distance / error, degrees);
}

std::vector<double> holm(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const double scaled = p_values[order[rank]] * static_cast<double>(order.size() - rank);
    largest = std::max(largest, std::min(1.0, scaled));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

} // namespace reqbench::statistics
