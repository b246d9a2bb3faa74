// Launches that stand apart from the others of their cell. They are named and kept: an outlier is a fact about the
// server or the machine, and the interval already says what it costs.
#pragma once

#include "statistics/metric.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace reqbench::statistics {

/// Of fewer values none can be called the odd one out by their own scale.
inline constexpr std::size_t least_for_outliers = 6;

/// Between the two in the middle when their number is even; 0 of none.
double median(std::vector<double> values);

/// Indices of the values (> 0; NaN is left out) whose modified z-score on the logs is above 3.5 (Iglewicz and Hoaglin,
/// "How to Detect and Handle Outliers", 1993): |x − median| > 3.5 ÷ 0.6745 · median of |x − median|. And which lie
/// farther from the median than the metric's practical band: what is smaller would change no word.
std::vector<std::size_t> outlying(std::span<const double> values, double band);

struct Outlier {
  Metric metric{};
  int trial = 0, block = 0;
  double value = 0;
  double to_median = 1; ///< its value ÷ the median of the cell: 0.88 is 12 % below
};

} // namespace reqbench::statistics
