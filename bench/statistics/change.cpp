#include "statistics/change.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

namespace reqbench::statistics {
namespace {

using Logs = std::vector<double>;

constexpr double upper_quantile = 0.975; ///< of a 95 % interval
/// Above this quantile of F the noise of NEW is taken to be its own: a test at 25 %, because to pool wrongly makes an
/// interval too narrow, and not to pool only one that is a little wider.
constexpr double pooling_quantile = 0.75;

Logs logs_of(std::span<const double> ratios) {
  REQBENCH_ASSERT(!ratios.empty(), "a run without a ratio has no change");
  Logs logs;
  for (const double ratio : ratios) {
    REQBENCH_ASSERT(ratio > 0, "a ratio is positive");
    logs.push_back(std::log(ratio));
  }
  return logs;
}

/// A part of a variance, and how well it is known.
struct Part {
  double variance = 0, degrees = std::numeric_limits<double>::infinity();
};

/// Of single blocks within their runs: the mean square, pooled over the runs; 0 with 0 degrees when none has two.
Part within(std::span<const Logs> runs) {
  double squares = 0, degrees = 0;
  for (const auto &run : runs) {
    const double centre = average(run);
    for (const double value : run) squares += (value - centre) * (value - centre);
    degrees += static_cast<double>(run.size() - 1);
  }
  return {degrees > 0 ? squares / degrees : 0, degrees};
}

Part pooled(const Part &a, const Part &b) {
  const double degrees = a.degrees + b.degrees;
  return {degrees > 0 ? (a.variance * a.degrees + b.variance * b.degrees) / degrees : 0, degrees};
}

/// The part counts `factor` times.
Part times(const Part &part, double factor) { return {part.variance * factor, part.degrees}; }

/// Satterthwaite's degrees of freedom of a sum. Parts may be negative; an exact sum is known like a normal one.
Part sum_of(std::initializer_list<Part> parts) {
  double variance = 0, uncertainty = 0;
  for (const auto &part : parts) {
    variance += part.variance;
    if (part.variance != 0) uncertainty += part.variance * part.variance / part.degrees;
  }
  if (uncertainty == 0) return {variance};
  return {variance, std::max(1.0, variance * variance / uncertainty)};
}

double mean_of_inverse_sizes(std::span<const Logs> runs) {
  double sum = 0;
  for (const auto &run : runs) sum += 1 / static_cast<double>(run.size());
  return sum / static_cast<double>(runs.size());
}

/// The prediction of one new run. `between`: s², which holds the launches' noise of runs like the old ones.
Part predicted(const Part &between, std::span<const Logs> old_runs, const Logs &new_run) {
  const auto k = static_cast<double>(old_runs.size());
  const double per_old = mean_of_inverse_sizes(old_runs), per_new = 1 / static_cast<double>(new_run.size());
  const auto old_noise = within(old_runs), new_noise = within(std::span{&new_run, 1});
  const auto all = times(between, 1 + 1 / k);
  const bool noisier = old_noise.degrees > 0 && new_noise.degrees > 0 &&
                       new_noise.variance > old_noise.variance * fisher_f_quantile(pooling_quantile, new_noise.degrees,
                                                                                   old_noise.degrees);
  Part sum, least;
  if (noisier) {
    sum = sum_of({all, times(new_noise, per_new), times(old_noise, -per_old)});
    least = sum_of({times(new_noise, per_new), times(old_noise, per_old / k)});
  } else {
    constexpr double same_size = 1e-9;                        // but for the rounding of a mean
    if (std::fabs(per_old - per_new) < same_size) return all; // exactly Student's
    const auto noise = pooled(old_noise, new_noise);
    sum = sum_of({all, times(noise, per_new - per_old)});
    least = times(noise, per_new + per_old / k);
  }
  return sum.variance < least.variance ? least : sum;
}

/// What the launches of each run tell, and what is assumed between runs; nothing for a run of a single block.
std::optional<Part> supposed(std::span<const Logs> old_runs, const Logs &new_run, const Part &pair_of_runs) {
  const auto k = static_cast<double>(old_runs.size());
  const auto of_mean = [](const Logs &run) {
    return times(within(std::span{&run, 1}), 1 / static_cast<double>(run.size()));
  };
  if (new_run.size() < 2) return std::nullopt;
  double variance = 0, uncertainty = 0; // of the mean of OLD
  for (const auto &run : old_runs) {
    if (run.size() < 2) return std::nullopt;
    const auto part = times(of_mean(run), 1 / (k * k));
    variance += part.variance;
    uncertainty += part.variance * part.variance / part.degrees;
  }
  const auto of_old = uncertainty > 0 ? Part{variance, variance * variance / uncertainty} : Part{variance};
  return sum_of({of_mean(new_run), of_old, times(pair_of_runs, (1 + 1 / k) / 2)});
}

} // namespace

Change change_of(std::span<const std::vector<double>> old_runs, std::span<const double> new_run,
                 const Assumed &assumed) {
  REQBENCH_ASSERT(!old_runs.empty(), "a change is from something");
  std::vector<Logs> old_logs;
  Logs old_means;
  for (const auto &run : old_runs) {
    old_logs.push_back(logs_of(run));
    old_means.push_back(average(old_logs.back()));
  }
  const auto new_logs = logs_of(new_run);
  const int k = static_cast<int>(old_runs.size());
  const double moved = average(new_logs) - average(old_means), differ = std::log1p(assumed.share);
  const double sigma = differ / student_t_quantile(upper_quantile, std::numeric_limits<double>::infinity());
  Change change;
  change.ratio = {.value = std::exp(moved), .interval = {}, .n = k};
  change.machine = assumed.other_machine ? differ : 0;
  std::optional<Part> sum;
  if (k >= least_old_runs) {
    const auto between = within(std::span{&old_means, 1});
    change.spread = Spread::estimated;
    change.between = std::sqrt(between.variance);
    sum = predicted(between, old_logs, new_logs);
  } else {
    change.between = differ;
    sum = supposed(old_logs, new_logs, {sigma * sigma});
  }
  if (!sum) return change;
  if (assumed.other_machine) sum = sum_of({*sum, {sigma * sigma}});
  change.error = std::sqrt(sum->variance);
  change.degrees = sum->degrees;
  change.half = student_t_quantile(upper_quantile, change.degrees) * change.error;
  change.ratio.interval = Interval{.low = std::exp(moved - change.half), .high = std::exp(moved + change.half)};
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

double p_beyond_band(const Change &change, double band) {
  if (!change.ratio.interval) return 1;
  return p_beyond_band(std::log(change.ratio.value), change.error, change.degrees, band);
}

} // namespace reqbench::statistics
