// How far one figure moved from older runs to a new one: a ratio of ratios, with what runs differ by themselves. Pure
// functions of plain numbers, each with its formula.
//
// A run's value is y = the mean of the logs of its per-block ratios to the reference; the change is
// exp(y_new − mean(y_old)). Launches of one run share its hour, its memory layout and its machine, so their spread
// alone says too little of how two runs differ. half = t(0.975, ν) · √V, V the sum of these parts, ν the degrees of
// freedom of that sum (Satterthwaite 1946, "An approximate distribution of estimates of variance components"):
//   estimated, from 5 OLD runs on: the prediction of one new run from the k old ones,
//     s² · (1 + 1/k) + w²/n_new − mean(w²/n_old)
//     (Meeker, Hahn and Escobar, "Statistical Intervals", 2nd edition 2017, chapter 4: one future observation of a
//     normal population). s: standard deviation of y_old, in which the launches' noise of runs like the old ones is
//     held; w²: the variance within runs, pooled over all, unless NEW's is larger than the old ones' by an F test at
//     25 % (Bancroft 1964 on pooling after a test), then each side's own. Of runs of other sizes
//     never below what the launches alone make.
//   assumed, with fewer: s_new²/n_new + Σ s_old²/n_old/k² + σ² · (1 + 1/k)/2, s: of the blocks of each run;
//     σ = log(1 + a)/1.96, a: how far two runs of one program are taken to differ (95 %), by metric.
//   another machine, in both: + σ², since how far two machines differ is in no run's spread.
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
  double error = 0, degrees = 0; ///< √V and ν: half = t(0.975, degrees) · error
  Spread spread = Spread::assumed;
  double between = 0; ///< what stands for the spread between runs: s, or log(1 + a)
  double machine = 0; ///< what stands for that between machines: log(1 + a), or 0 when there was one
};

/// Of one figure: how far runs are taken to differ where they do not tell it, and whether they are of one machine.
struct Assumed {
  double share = 0; ///< 0.05
  bool other_machine = false;
};

/// `old_runs`: of each the per-block ratios, at least one run, none empty; `new_run` likewise. All ratios > 0.
Change change_of(std::span<const std::vector<double>> old_runs, std::span<const double> new_run,
                 const Assumed &assumed);

/// Where the interval lies as seen from a limit: −0.05 is "5 % less than before".
enum class Position { beyond, across, inside };
/// `higher_is_better`: of the metric, so beyond means below the limit. Across without an interval.
Position position(const Change &change, double limit, bool higher_is_better);

/// The smallest change for the worse that would have lain beyond the limit, had it been measured with this interval's
/// width: exp(log(1 + limit) ∓ half) − 1. Nothing without an interval.
std::optional<double> smallest_shown(const Change &change, double limit, bool higher_is_better);

/// p_beyond_band() of a change; 1 without an interval.
double p_beyond_band(const Change &change, double band);

} // namespace reqbench::statistics
