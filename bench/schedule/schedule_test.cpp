#include "schedule/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace reqbench::schedule {
namespace {

using namespace std::chrono_literals;
using base::Nanoseconds;
using base::Rate;

std::vector<Stretch> constant_stretch(double rate, Nanoseconds length) { return {{Rate{rate}, Rate{rate}, length}}; }

std::vector<Nanoseconds> all_of(Schedule schedule) {
  std::vector<Nanoseconds> due;
  for (auto next = schedule.next(); next != Nanoseconds::max(); next = schedule.next()) due.push_back(next);
  return due;
}

/// What `workers` do together, in order.
std::vector<Nanoseconds> shared_by(std::uint64_t workers, const std::vector<Stretch> &stretches, Arrivals arrivals) {
  std::vector<Nanoseconds> due;
  for (std::uint64_t worker = 0; worker < workers; ++worker)
    std::ranges::copy(all_of(Schedule{stretches, arrivals, 7, {worker, workers}}), std::back_inserter(due));
  std::ranges::sort(due);
  return due;
}

TEST(Schedule, IsTheSameForAnyNumberOfWorkers) {
  const auto ramp = parse_ramp("100..3k/700ms").value();
  for (const auto &stretches : {constant_stretch(1000, 1s), constant_stretch(333.3, 1s), std::vector{ramp},
                                parse_steps("1k+5k+10k", 123'456'789ns).value()})
    for (const auto arrivals : {Arrivals::constant, Arrivals::poisson}) {
      const auto alone = all_of(Schedule{stretches, arrivals, 7});
      for (std::uint64_t workers = 1; workers <= 7; ++workers)
        ASSERT_EQ(shared_by(workers, stretches, arrivals), alone) << workers << ' ' << to_string(arrivals);
      if (arrivals == Arrivals::constant) {
        EXPECT_EQ(alone.size(), RateCurve{stretches}.due_before(Nanoseconds::max()));
      }
    }
}

TEST(Schedule, HoldsExactlyTheAskedNumberOfConstantArrivals) {
  EXPECT_EQ(all_of(Schedule{constant_stretch(1000, 1s), Arrivals::constant, 1}).size(), 1000U);
  EXPECT_EQ(all_of(Schedule{parse_steps("1k+5k+10k", 500ms).value(), Arrivals::constant, 1}).size(), 8000U);
  EXPECT_EQ(all_of(Schedule{{{parse_ramp("1k..20k/1s").value()}}, Arrivals::constant, 1}).size(), 10'500U);
}

TEST(Schedule, StaggersItsWorkers) {
  Schedule first{constant_stretch(1000, 1s), Arrivals::constant, 1, {0, 2}};
  Schedule second{constant_stretch(1000, 1s), Arrivals::constant, 1, {1, 2}};
  EXPECT_EQ(first.next(), 0ms);
  EXPECT_EQ(second.next(), 1ms);
  EXPECT_EQ(first.next(), 2ms);
}

TEST(Schedule, StaysAtItsEnd) {
  for (const auto arrivals : {Arrivals::constant, Arrivals::poisson}) {
    Schedule schedule{constant_stretch(1000, 10ms), arrivals, 1};
    for (int i = 0; i < 100; ++i) (void)schedule.next();
    EXPECT_EQ(schedule.next(), Nanoseconds::max());
  }
}

TEST(Poisson, CountsWithinThreeStandardDeviations) {
  int beyond = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const auto count =
        static_cast<double>(all_of(Schedule{constant_stretch(1000, 1s), Arrivals::poisson, seed}).size());
    beyond += std::fabs(count - 1000) > 3 * std::sqrt(1000.0) ? 1 : 0;
  }
  EXPECT_LE(beyond, 10); // 2.7 are expected
  EXPECT_GE(beyond, 1);  // evenly spaced arrivals would have none
}

TEST(Poisson, FollowsItsRamp) {
  // Of 40 000 expected a quarter and a bit fall due in the first half: 12 500 and 27 500.
  const std::vector ramp{parse_ramp("5k..35k/2s").value()};
  const auto due = all_of(Schedule{ramp, Arrivals::poisson, 3});
  const auto half = static_cast<double>(std::ranges::lower_bound(due, Nanoseconds{1s}) - due.begin());
  EXPECT_NEAR(half, 12'500, 3 * std::sqrt(12'500.0));
  EXPECT_NEAR(static_cast<double>(due.size()), 40'000, 3 * std::sqrt(40'000.0));
}

TEST(Poisson, RepeatsWithItsSeedAndDiffersWithAnother) {
  const auto one = all_of(Schedule{constant_stretch(100, 1s), Arrivals::poisson, 1});
  EXPECT_EQ(one, all_of(Schedule{constant_stretch(100, 1s), Arrivals::poisson, 1}));
  EXPECT_NE(one, all_of(Schedule{constant_stretch(100, 1s), Arrivals::poisson, 2}));
}

/// The gaps of a schedule, in mean gaps.
std::vector<double> gaps_of(std::uint64_t seed, std::size_t count) {
  Schedule schedule{constant_stretch(1000, 1h), Arrivals::poisson, seed};
  std::vector<double> gaps;
  for (Nanoseconds before{}; gaps.size() < count;) {
    const auto due = schedule.next();
    gaps.push_back(base::to_seconds(due - before) * 1000);
    before = due;
  }
  return gaps;
}

/// Anderson and Darling's A² of gaps against the exponential distribution of mean 1, which is fully known beforehand.
double anderson_darling(std::vector<double> gaps) {
  std::ranges::sort(gaps);
  const auto n = gaps.size();
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double below = std::log(-std::expm1(-gaps[i])), above = -gaps[n - 1 - i];
    sum += static_cast<double>(2 * i + 1) * (below + above);
  }
  return -static_cast<double>(n) - sum / static_cast<double>(n);
}

TEST(Poisson, HasExponentialGaps) {
  // Critical values for a distribution without free parameters, n ≥ 5: Stephens, "EDF Statistics for Goodness of Fit
  // and Some Comparisons", JASA 69 (1974), table 1.1: 2.492 at 5 %, 3.857 at 1 %.
  constexpr int seeds = 1000;
  int beyond_5 = 0, beyond_1 = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto statistic = anderson_darling(gaps_of(seed, 500));
    beyond_5 += statistic > 2.492 ? 1 : 0;
    beyond_1 += statistic > 3.857 ? 1 : 0;
  }
  EXPECT_NEAR(beyond_5, 50, 3 * std::sqrt(seeds * 0.05 * 0.95));
  EXPECT_NEAR(beyond_1, 10, 3 * std::sqrt(seeds * 0.01 * 0.99));
}

TEST(Poisson, TheTestOfItsGapsSeesOthers) {
  std::vector<double> even(500, 1.0), narrow = gaps_of(1, 500);
  for (auto &gap : narrow) gap = 0.8 * gap + 0.2;
  EXPECT_GT(anderson_darling(even), 3.857);
  EXPECT_GT(anderson_darling(narrow), 3.857);
}

TEST(Poisson, HasGapsThatDoNotKnowTheOneBefore) {
  const auto gaps = gaps_of(5, 100'000);
  double sum = 0;
  for (std::size_t i = 1; i < gaps.size(); ++i) sum += (gaps[i] - 1) * (gaps[i - 1] - 1);
  const auto n = static_cast<double>(gaps.size());
  EXPECT_NEAR(sum / n, 0, 3 / std::sqrt(n)); // the variance of a gap is 1
}

} // namespace
} // namespace reqbench::schedule
