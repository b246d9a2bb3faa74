// How far one figure moved from older runs to a new one: a ratio of ratios, with what runs differ by themselves. Pure
// functions of plain numbers, each with its formula.
//
// A run's value is y = the mean of the logs of its per-block ratios to the reference; the change is
// exp(y_new − mean(y_old)). Launches of one run share its hour, its memory layout and its machine, so their spread
// alone says too little of how two runs differ:
//   estimated, from 5 OLD runs on: the prediction of one new run from the k old ones,
//     half = t(0.975, k − 1) · √(s² · (1 + 1/k) + d),   s: standard deviation of y_old
//     (Meeker, Hahn and Escobar, "Statistical Intervals", 2nd edition 2017, chapter 4: one future observation of a
//     normal population). s holds the launches' noise of a run like the old ones; d is what a NEW run of fewer blocks
//     adds: max(0, w²/n_new − mean(w²/n_old)), w²: the variance within runs, pooled over all.
//   assumed, with fewer: half = √(h_new² + Σ h_old² / k² + log(1 + a)²), h: t(0.975, n − 1) · s_blocks / √n of each
//     run, a: how far two runs of one program are taken to differ (95 %), by metric.
#pragma once

#include "statistics/interval.hpp"

#include <optional>
#include <span>
#include <vector>

namespace reqbench::statistics {

/// From so many OLD runs on their own spread is used.
inline constexpr int least_old_runs = 5;

enum class Spread { assumed, estimated };

struct Change {
  Estimate ratio;  ///< NEW ÷ OLD; n = OLD runs; no interval when a single block says nothing of its own spread
  double half = 0; ///< of the interval, in logs
  Spread spread = Spread::assumed;
  double between = 0; ///< what stands for the spread between runs: s, or log(1 + a)
};

/// `old_runs`: of each the per-block ratios, at least one run, none empty; `new_run` likewise. All ratios > 0.
Change change_of(std::span<const std::vector<double>> old_runs, std::span<const double> new_run, double assumed);

/// Where the interval lies as seen from a limit: −0.05 is "5 % less than before".
enum class Position { beyond, across, inside };
/// `higher_is_better`: of the metric, so beyond means below the limit. Across without an interval.
Position position(const Change &change, double limit, bool higher_is_better);

/// The smallest change for the worse that would have lain beyond the limit, had it been measured with this interval's
/// width: exp(log(1 + limit) ∓ half) − 1. Nothing without an interval.
std::optional<double> smallest_shown(const Change &change, double limit, bool higher_is_better);

} // namespace reqbench::statistics
