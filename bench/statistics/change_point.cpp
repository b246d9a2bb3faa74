#include "statistics/change_point.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace reqbench::statistics {
namespace {

constexpr std::size_t fewest_values = 8, fewest_a_side = 3;
constexpr double chance = 0.001;
constexpr int fewest_degrees = 5;
constexpr double drift_confidence = 0.99;

double squares_about(std::span<const double> values, double mean) {
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum;
}

/// Two-sample t with one variance for both sides; infinite where neither side varies and they differ.
double t_between(std::span<const double> left, std::span<const double> right) {
  const auto m = static_cast<double>(left.size()), n = static_cast<double>(right.size());
  const double a = average(left), b = average(right);
  const double variance = (squares_about(left, a) + squares_about(right, b)) / (m + n - 2);
  if (a == b) return 0;
  return std::fabs(b - a) / std::sqrt(variance * (1 / m + 1 / n)); // ÷ 0 is infinity, which is meant
}

} // namespace

std::optional<ChangePoint> change_point(std::span<const double> values, double least) {
  const auto n = values.size();
  if (n < fewest_values) return std::nullopt;
  std::size_t best = 0;
  double largest = 0;
  for (std::size_t at = fewest_a_side; at + fewest_a_side <= n; ++at)
    if (const double t = t_between(values.first(at), values.subspan(at)); t > largest) {
      largest = t;
      best = at;
    }
  if (best == 0) return std::nullopt;
  const auto splits = static_cast<double>(n - 2 * fewest_a_side + 1);
  if (2 * student_t_cdf(-largest, static_cast<int>(n) - 2) * splits >= chance) return std::nullopt;
  const ChangePoint step{best, average(values.first(best)), average(values.subspan(best))};
  const auto lower = std::min(step.before, step.after), higher = std::max(step.before, step.after);
  return lower > 0 && higher / lower - 1 >= least ? std::optional{step} : std::nullopt;
}

std::optional<Estimate> drift(std::span<const Moment> moments) {
  struct Sums {
    double n = 0, at = 0, log = 0;
  };
  std::map<std::size_t, Sums> groups;
  for (const auto &moment : moments) {
    auto &sums = groups[moment.group];
    sums.n += 1;
    sums.at += moment.at;
    sums.log += std::log(moment.value);
  }
  const int degrees = static_cast<int>(moments.size()) - static_cast<int>(groups.size()) - 1;
  if (degrees < fewest_degrees) return std::nullopt;
  double xx = 0, xy = 0, yy = 0;
  for (const auto &moment : moments) {
    const auto &sums = groups[moment.group];
    const double x = moment.at - sums.at / sums.n, y = std::log(moment.value) - sums.log / sums.n;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  if (!(xx > 0)) return std::nullopt;
  const double slope = xy / xx;
  const double rest = std::max(0.0, yy - slope * xy);
  const double half = student_t_quantile((1 + drift_confidence) / 2, degrees) * std::sqrt(rest / degrees / xx);
  const auto [first, last] = std::ranges::minmax(moments, {}, &Moment::at);
  const double span = last.at - first.at;
  return Estimate{.value = std::exp(slope * span),
                  .interval = Interval{std::exp((slope - half) * span), std::exp((slope + half) * span)},
                  .n = static_cast<int>(moments.size())};
}

} // namespace reqbench::statistics
