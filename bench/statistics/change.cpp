#include "statistics/change.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace reqbench::statistics {
namespace {

constexpr double upper_quantile = 0.975; ///< of a 95 % interval

std::vector<double> logs_of(std::span<const double> ratios) {
  REQBENCH_ASSERT(!ratios.empty(), "a run without a ratio has no change");
  std::vector<double> logs;
  for (const double ratio : ratios) {
    REQBENCH_ASSERT(ratio > 0, "a ratio is positive");
    logs.push_back(std::log(ratio));
  }
  return logs;
}

/// The pooled variance of single blocks within their run; 0 when no run has two.
double pooled_variance(std::span<const std::vector<double>> runs) {
  double squares = 0, degrees = 0;
  for (const auto &run : runs) {
    const double centre = average(run);
    for (const double value : run) squares += (value - centre) * (value - centre);
    degrees += static_cast<double>(run.size() - 1);
  }
  return degrees > 0 ? squares / degrees : 0;
}

/// What a NEW run of fewer blocks varies by beyond the old ones.
double variance_of_fewer_blocks(std::span<const std::vector<double>> old_runs, const std::vector<double> &new_run) {
  double old_share = 0;
  for (const auto &run : old_runs) old_share += 1 / static_cast<double>(run.size());
  old_share /= static_cast<double>(old_runs.size());
  const double more = 1 / static_cast<double>(new_run.size()) - old_share;
  if (more <= 0) return 0;
  std::vector<std::vector<double>> all(old_runs.begin(), old_runs.end());
  all.push_back(new_run);
  return pooled_variance(all) * more;
}

/// Half the t interval of a run's own mean; nothing for a single block.
std::optional<double> own_half(std::span<const double> logs) {
  if (logs.size() < 2) return std::nullopt;
  return student_t_quantile(upper_quantile, static_cast<int>(logs.size()) - 1) * standard_error(logs);
}

/// The root of the sum of squares: of NEW, of the mean of OLD, and of what is assumed between runs.
std::optional<double> assumed_half(std::span<const std::vector<double>> old_runs, std::span<const double> new_run,
                                   double between) {
  const auto of_new = own_half(new_run);
  if (!of_new) return std::nullopt;
  const auto k = static_cast<double>(old_runs.size());
  double squares = *of_new * *of_new + between * between;
  for (const auto &run : old_runs) {
    const auto half = own_half(run);
    if (!half) return std::nullopt;
    squares += *half * *half / (k * k);
  }
  return std::sqrt(squares);
}

} // namespace

Change change_of(std::span<const std::vector<double>> old_runs, std::span<const double> new_run, double assumed) {
  REQBENCH_ASSERT(!old_runs.empty(), "a change is from something");
  std::vector<std::vector<double>> old_logs;
  std::vector<double> old_means;
  for (const auto &run : old_runs) {
    old_logs.push_back(logs_of(run));
    old_means.push_back(average(old_logs.back()));
  }
  const auto new_logs = logs_of(new_run);
  const int k = static_cast<int>(old_runs.size());
  const double moved = average(new_logs) - average(old_means);
  Change change;
  change.ratio = {.value = std::exp(moved), .interval = {}, .n = k};
  std::optional<double> half;
  if (k >= least_old_runs) {
    const double error = standard_error(old_means); // s ÷ √k
    change.spread = Spread::estimated;
    change.between = error * std::sqrt(k);
    half = student_t_quantile(upper_quantile, k - 1) *
           std::sqrt(error * error * (k + 1) + variance_of_fewer_blocks(old_logs, new_logs));
  } else {
    change.between = std::log1p(assumed);
    half = assumed_half(old_logs, new_logs, change.between);
  }
  if (!half) return change;
  change.half = *half;
  change.ratio.interval = Interval{.low = std::exp(moved - *half), .high = std::exp(moved + *half)};
  return change;
}

Position position(const Change &change, double limit, bool higher_is_better) {
  if (!change.ratio.interval) return Position::across;
  const auto [low, high] = *change.ratio.interval;
  const double edge = 1 + limit;
  if (higher_is_better ? high < edge : low > edge) return Position::beyond;
  return (higher_is_better ? low > edge : high < edge) ? Position::inside : Position::across;
}

std::optional<double> smallest_shown(const Change &change, double limit, bool higher_is_better) {
  if (!change.ratio.interval) return std::nullopt;
  return std::exp(std::log1p(limit) + (higher_is_better ? -change.half : change.half)) - 1;
}

} // namespace reqbench::statistics
