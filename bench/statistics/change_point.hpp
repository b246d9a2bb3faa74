// Whether what was steady stayed so: a step inside a measured window, and a drift over a whole run. Pure.
#pragma once

#include "statistics/interval.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace reqbench::statistics {

struct ChangePoint {
  std::size_t at = 0; ///< the first value behind the step
  double before = 0, after = 0;
};

/// The clearest step between two levels in values of equal weight: the split with the largest two-sample t, at least 3
/// values on each side, when Bonferroni over the splits leaves it below 0.001, and the levels differ by at least
/// `least` of the lower one. Nothing where there is none, or fewer than 8 values.
std::optional<ChangePoint> change_point(std::span<const double> values, double least);

struct Moment {
  std::size_t group = 0; ///< values of one group have one level; groups may differ as they like
  double at = 0;         ///< in any unit of time
  double value = 0;      ///< > 0
};

/// By how much the values grew from the first to the last moment, all groups together: the common slope of the
/// logarithms within the groups, as a ratio with its 99 % interval (n: values). Nothing with fewer than 5 degrees of
/// freedom (values − groups − 1), or when all moments of each group are one.
std::optional<Estimate> drift(std::span<const Moment> moments);

} // namespace reqbench::statistics
