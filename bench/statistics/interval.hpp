// Intervals and verdicts over launches: pure functions of plain numbers, each with its formula.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace reqbench::statistics {

struct Interval {
  double low = 0, high = 0;
};

/// An estimate and its 95 % interval; no interval when there are fewer than 2 values.
struct Estimate {
  double value = 0;
  std::optional<Interval> interval;
  int n = 0;
};

/// Of an interval, of a p value and of a family of words: one is wrong in at most one report of twenty.
inline constexpr double significance = 0.05;

/// Quantile of Student's t with `degrees` ≥ 1 degrees of freedom (not always whole, and ∞ is the normal distribution),
/// p in (0, 1).
double student_t_quantile(double p, double degrees);
/// P(T ≤ t).
double student_t_cdf(double t, double degrees);
/// Quantile of a ratio of two variances with `above` and `below` degrees of freedom.
double fisher_f_quantile(double p, double above, double below);

/// Geometric mean of ratios with the t interval of the mean of the logs, at `confidence`. Every ratio must be > 0.
Estimate geometric_mean(std::span<const double> ratios, double confidence = 0.95);
/// Sum ÷ n, for n ≥ 1.
double average(std::span<const double> values);
/// Arithmetic mean with its t interval.
Estimate mean(std::span<const double> values, double confidence = 0.95);
/// How far a ratio's interval reaches, as a share: √(high ÷ low) − 1. 0.03 is "within 3 %". Nothing without an
/// interval.
std::optional<double> relative_half_width(const Estimate &ratio);
/// How far single ratios lie from their geometric mean, as a share: exp(standard deviation of the logs) − 1 (Kirkwood,
/// "Geometric means and measures of dispersion", 1979). Nothing for fewer than 2.
std::optional<double> spread(std::span<const double> ratios);
/// Sample standard deviation ÷ √n, for n ≥ 2.
double standard_error(std::span<const double> values);

enum class Verdict { faster, slower, tie, undecided };
std::string_view to_string(Verdict verdict);
/// Holm's correction took the word: alone it would be faster or slower.
bool taken_by_holm(Verdict verdict, Verdict alone);

/// higher_is_better: throughput. For cost metrics "faster" means lower (the reports print "less" and "more").
/// A ratio is judged against the practical band [1 ÷ (1 + band), 1 + band]: faster/slower when the interval lies wholly
/// beyond it, tie when wholly inside, else undecided; undecided without an interval.
Verdict judge(const Estimate &ratio, double band, bool higher_is_better);

/// The two-sided p value of "the true ratio lies no farther from 1 than the nearer edge of the band", by Student's t on
/// the logs: p = 2 · P(T ≤ −(|mean| − log(1 + band)) ÷ standard error). Below 0.05 exactly when judge() at 95 % says
/// faster or slower; 1 when the mean lies inside the band or there are fewer than 2 ratios.
double p_beyond_band(std::span<const double> ratios, double band);
/// The same of a mean of logs with its standard error and degrees of freedom.
double p_beyond_band(double mean_log, double error, double degrees, double band);

/// Holm's step-down adjustment of p values; the result is in the order of the input.
std::vector<double> holm(std::span<const double> p_values);

} // namespace reqbench::statistics
