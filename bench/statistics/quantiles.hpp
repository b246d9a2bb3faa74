// How surely a cell's percentile is known. Its value is that of the merged histogram; how far it could have come out
// otherwise is a matter of launches, never of requests: those of one launch share its luck. Pure: the same launches
// give the same interval, to the digit.
#pragma once

#include "sample/histogram.hpp"

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace reqbench::statistics {

/// From so many launches on their bootstrap is worth its name; below, all there is to tell is the range.
inline constexpr std::size_t least_for_bootstrap = 10;

/// Nothing where no sample lies beyond the percentile: it would be the maximum. The maximum itself is p = 1.
std::optional<base::Nanoseconds> quantile_within(const sample::Histogram &histogram, double p);

enum class QuantileMethod { range, bootstrap };
std::string_view to_string(QuantileMethod method);

struct QuantileInterval {
  base::Nanoseconds low{}, high{};
  bool high_is_at_least = false; ///< requests that had not ended decide it: the true end lies beyond
  QuantileMethod by{};
};

/// The percentiles whose interval a report shows.
inline constexpr std::array shown_quantiles{0.50, 0.99, 0.999};

/// The merged percentile's interval over launches, for each of `ps`. From least_for_bootstrap launches on: as many are
/// drawn from them with replacement, 1,000 times, and of the 1,000 merged percentiles the 95 % in the middle count
/// (the percentile bootstrap of clusters: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 8
/// and 13). Below: the least and the largest of the launches' own percentiles. Nothing for fewer than 2 launches that
/// know the percentile, by the rule of value_of().
std::vector<std::optional<QuantileInterval>> quantile_intervals(const std::vector<const sample::Histogram *> &launches,
                                                                std::span<const double> ps);

} // namespace reqbench::statistics
