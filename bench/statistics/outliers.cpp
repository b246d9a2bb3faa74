#include "statistics/outliers.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::statistics {
namespace {

constexpr double highest_score = 3.5;
constexpr double normal_quartile = 0.6745; ///< of normal values the median deviation is so many standard deviations

} // namespace

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::vector<std::size_t> outlying(std::span<const double> values, double band) {
  std::vector<double> logs;
  for (const double value : values)
    if (!std::isnan(value)) logs.push_back(std::log(value));
  if (logs.size() < least_for_outliers) return {};
  const double centre = median(logs);
  for (double &log : logs) log = std::fabs(log - centre);
  const double reach = std::max(highest_score / normal_quartile * median(logs), std::log1p(band));
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i]) && std::fabs(std::log(values[i]) - centre) > reach) found.push_back(i);
  return found;
}

} // namespace reqbench::statistics
