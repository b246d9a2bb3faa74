// Known launches in, known intervals out.
#include "statistics/quantiles.hpp"

#include "statistics/made_run.hpp"
#include "statistics/summary.hpp"

#include "base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reqbench::statistics {
namespace {

using base::Nanoseconds;
using sample::Histogram;

/// Launch i answers all of its requests in i µs (below 2,048 ns buckets are exact, and 1 µs apart they never share
/// one).
std::vector<Histogram> launches_of_one_value_each(int count, std::uint64_t requests = 1000) {
  std::vector<Histogram> launches(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    launches[static_cast<std::size_t>(i)].record(std::chrono::microseconds{i + 1}, requests);
  return launches;
}

std::optional<QuantileInterval> interval_of(const std::vector<Histogram> &launches, double p) {
  std::vector<const Histogram *> pointers;
  for (const auto &launch : launches) pointers.push_back(&launch);
  return quantile_intervals(pointers, std::array{p}).front();
}

double microseconds(Nanoseconds value) { return static_cast<double>(value.count()) / 1e3; }

TEST(QuantileInterval, OfTenLaunchesIsTheirBootstrap) {
  const auto interval = interval_of(launches_of_one_value_each(10), 0.5);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->by, QuantileMethod::bootstrap);
  // The merged median is the 5th smallest of the 10 drawn: P(it is at most launch k) = P(binomial(10, k/10) ≥ 5), which
  // is 0.2 % for launch 1, 3.3 % for launch 2, 95.3 % for launch 7 and 99.4 % for launch 8. Drawing requests instead of
  // launches would say 5 to 6.
  EXPECT_NEAR(microseconds(interval->low), 2, 0.01);
  EXPECT_NEAR(microseconds(interval->high), 8, 0.01);
}

TEST(QuantileInterval, IsThatOfMergingWhatIsDrawn) {
  auto random = base::Random{7};
  std::vector<Histogram> launches(11);
  for (auto &launch : launches)
    for (auto left = random.between(50, 400); left > 0; --left) launch.record(Nanoseconds{random.between(1, 5000)});
  auto draws = base::Random::stream(0, "bootstrap of launches");
  std::vector<Nanoseconds> medians, tails;
  for (int i = 0; i < 1000; ++i) {
    Histogram merged;
    for (std::size_t draw = 0; draw < launches.size(); ++draw)
      merged.merge(launches[static_cast<std::size_t>(draws.below(launches.size()))]);
    medians.push_back(merged.quantile(0.5));
    tails.push_back(merged.quantile(0.99));
  }
  for (auto &[p, values] : {std::pair{0.5, &medians}, {0.99, &tails}}) {
    std::ranges::sort(*values);
    const auto interval = interval_of(launches, p);
    EXPECT_EQ(interval->low, (*values)[24]);
    EXPECT_EQ(interval->high, (*values)[975]);
  }
}

TEST(QuantileInterval, WeighsEachLaunchByItsRequests) {
  auto launches = launches_of_one_value_each(10, 100);
  launches[9].record(std::chrono::microseconds{10}, 9900);
  const auto interval = interval_of(launches, 0.5);
  // In the 65 % of draws that hold launch 10, more than half of the requests are its own; it is missing in 35 %.
  EXPECT_NEAR(microseconds(interval->high), 10, 0.01);
  EXPECT_LT(microseconds(interval->low), 4);
}

TEST(QuantileInterval, OfFewerThanTenLaunchesIsTheRangeOfTheirOwn) {
  const auto interval = interval_of(launches_of_one_value_each(9), 0.5);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->by, QuantileMethod::range);
  EXPECT_NEAR(microseconds(interval->low), 1, 0.001);
  EXPECT_NEAR(microseconds(interval->high), 9, 0.01);
}

TEST(QuantileInterval, LeavesALaunchOutOfTheRangeThatDoesNotKnowThePercentile) {
  auto launches = launches_of_one_value_each(3, 1000);
  launches[0].reset();
  launches[0].record(std::chrono::nanoseconds{5}, 999); // 9 lie beyond p99
  EXPECT_NEAR(microseconds(interval_of(launches, 0.99)->low), 2, 0.001);
  launches[1].reset();
  EXPECT_FALSE(interval_of(launches, 0.99)) << "one launch has no range";
}

TEST(QuantileInterval, IsTheSameEachTime) {
  const auto launches = launches_of_one_value_each(20);
  const auto first = interval_of(launches, 0.9), second = interval_of(launches, 0.9);
  EXPECT_EQ(first->low, second->low);
  EXPECT_EQ(first->high, second->high);
}

TEST(QuantileInterval, SaysWhenItsEndIsOnlyKnownAsAtLeast) {
  for (const int count : {3, 12}) {
    auto launches = launches_of_one_value_each(count);
    EXPECT_FALSE(interval_of(launches, 0.99)->high_is_at_least) << count;
    for (int i = 0; i < 900; ++i) launches.back().record_at_least(std::chrono::seconds{2});
    const auto interval = interval_of(launches, 0.99);
    EXPECT_TRUE(interval->high_is_at_least) << count;
    EXPECT_EQ(interval->high, Nanoseconds{std::chrono::seconds{2}}) << count;
    EXPECT_FALSE(interval_of(launches, 0.10)->high_is_at_least) << count;
  }
}

TEST(QuantileInterval, OfNothingIsNothing) {
  EXPECT_FALSE(interval_of({}, 0.5));
  EXPECT_FALSE(interval_of(std::vector<Histogram>(12), 0.5));
  EXPECT_FALSE(interval_of(launches_of_one_value_each(1), 0.5));
}

/// Launch b answers in b ms, so many times.
Summary of_launches(int blocks, std::uint64_t requests) {
  return summarize(MadeRun{}
                       .blocks(blocks)
                       .closed()
                       .each_load([&](const result::TrialRecord &trial, result::LoadRecord &load) {
                         load.recording.latency.reset();
                         load.recording.latency.record(std::chrono::milliseconds{trial.block}, requests);
                       })
                       .make());
}

TEST(QuantileInterval, OfACellStandsBesideThePercentileAndInItsMetric) {
  const auto summary = of_launches(10, 2000);
  const auto &cell = *summary.cell("cpp_beast", "json", "closed");
  const auto &median = cell.metrics[index_of(Metric::latency_p50)];
  ASSERT_TRUE(cell.quantile_intervals[0] && median.interval);
  EXPECT_NEAR(median.interval->low, 2e6, 2e3);
  EXPECT_NEAR(median.interval->high, 8e6, 8e3);
  EXPECT_EQ(median.interval->low, static_cast<double>(cell.quantile_intervals[0]->low.count()));
  EXPECT_TRUE(cell.quantile_intervals[1]); // 200 of 20,000 lie beyond p99
  EXPECT_FALSE(cell.quantile_intervals[2]) << "20 of 20,000 lie beyond p99.9: it is not shown, nor its interval";
}

TEST(Ratios, OfAPercentileThatACellDoesNotShowAreNone) {
  // 3 launches of 3,000: 30 beyond p99 in each launch, 90 in the cell.
  EXPECT_EQ(of_launches(3, 3000).ratio("cpp_beast", "json", "closed", Metric::latency_p99), nullptr);
  EXPECT_NE(of_launches(3, 3400).ratio("cpp_beast", "json", "closed", Metric::latency_p99), nullptr);
}

} // namespace
} // namespace reqbench::statistics
