#include "statistics/change.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace reqbench::statistics {
namespace {

using Runs = std::vector<std::vector<double>>;

/// A run of two blocks whose logs are `log` ± `wobble`.
std::vector<double> two_blocks(double log, double wobble) { return {std::exp(log + wobble), std::exp(log - wobble)}; }

TEST(Change, IsTheRatioOfTheGeometricMeans) {
  // √(2 · 8) = 4 before, √(1 · 9) = 3 after; two OLD runs count the same, however many blocks they have.
  EXPECT_NEAR(change_of(Runs{{2, 8}}, std::vector{1.0, 9.0}, 0.05).ratio.value, 0.75, 1e-12);
  EXPECT_NEAR(change_of(Runs{{2, 2, 2, 2}, {8, 8}}, std::vector{3.0, 3.0}, 0.05).ratio.value, 0.75, 1e-12);
}

TEST(Change, WithOneOldRunAddsWhatIsAssumedInQuadrature) {
  // t(0.975, 1) = 12.7062; the standard error of two blocks at ± w is w. Halves 0.0254124, 0.0127062 and log 1.05.
  const auto change = change_of(Runs{two_blocks(0, 0.002)}, two_blocks(-0.10, 0.001), 0.05);
  EXPECT_EQ(change.spread, Spread::assumed);
  EXPECT_NEAR(change.between, 0.04879016, 1e-8);
  EXPECT_NEAR(change.half, 0.05646, 1e-5);
  EXPECT_NEAR(change.ratio.interval->low, std::exp(-0.10 - 0.05646), 1e-5);
  EXPECT_NEAR(change.ratio.interval->high, std::exp(-0.10 + 0.05646), 1e-5);
}

TEST(Change, WithFourOldRunsTheirMeanIsSurerThanOneButTheAssumptionStays) {
  // Four halves of 0.0254124 make √(4 · h²) ÷ 4 = h ÷ 2 = 0.0127062; NEW's half is 0 here.
  const auto run = two_blocks(0, 0.002);
  const auto change = change_of(Runs{run, run, run, run}, std::vector{1.0, 1.0}, 0.15);
  EXPECT_EQ(change.spread, Spread::assumed);
  EXPECT_EQ(change.ratio.n, 4);
  EXPECT_NEAR(change.half, std::sqrt(0.0127062 * 0.0127062 + std::log(1.15) * std::log(1.15)), 1e-6);
}

TEST(Change, FromFiveOldRunsOnIsThePredictionOfOneNewRun) {
  // y = −0.02, −0.01, 0, 0.01, 0.02: s = √(0.001 ÷ 4) = 0.0158114; t(0.975, 4) = 2.776445; √(1 + 1/5) = 1.0954451.
  Runs old;
  for (const double log : {-0.02, -0.01, 0.0, 0.01, 0.02}) old.push_back(two_blocks(log, 0.001));
  const auto change = change_of(old, two_blocks(-0.15, 0.001), 0.05);
  EXPECT_EQ(change.spread, Spread::estimated);
  EXPECT_NEAR(change.between, 0.0158114, 1e-7);
  EXPECT_NEAR(change.half, 0.0480894, 1e-6);
  EXPECT_NEAR(change.ratio.value, std::exp(-0.15), 1e-12);
}

TEST(Change, OfANewRunOfFewerBlocksIsWider) {
  // Pooled variance of blocks at ± 0.01: 2 · 10⁻⁴ each of ten, NEW has one block: + 2 · 10⁻⁴ · (1 − 1/2).
  Runs old;
  for (const double log : {-0.02, -0.01, 0.0, 0.01, 0.02}) old.push_back(two_blocks(log, 0.01));
  const auto change = change_of(old, std::vector{1.0}, 0.05);
  EXPECT_NEAR(change.half, 2.7764451 * std::sqrt(0.00025 * 1.2 + 0.0001), 1e-6);
  EXPECT_NEAR(change_of(old, std::vector{1.0, 1.0, 1.0}, 0.05).half, 0.0480894, 1e-6) << "more blocks promise nothing";
}

TEST(Change, HasNoIntervalWhenASingleBlockIsAllThereIs) {
  EXPECT_FALSE(change_of(Runs{{2}}, two_blocks(0, 0.01), 0.05).ratio.interval);
  EXPECT_FALSE(change_of(Runs{two_blocks(0, 0.01)}, std::vector{2.0}, 0.05).ratio.interval);
}

Change moved_between(double low, double high) {
  Change change;
  change.ratio = {.value = std::sqrt(low * high), .interval = Interval{low, high}, .n = 5};
  change.half = std::log(high / low) / 2;
  return change;
}

TEST(Position, IsBeyondOnlyWhenTheWholeIntervalIs) {
  EXPECT_EQ(position(moved_between(0.80, 0.949), -0.05, true), Position::beyond);
  EXPECT_EQ(position(moved_between(0.80, 0.951), -0.05, true), Position::across);
  EXPECT_EQ(position(moved_between(0.951, 1.2), -0.05, true), Position::inside);
  EXPECT_EQ(position(moved_between(1.051, 1.2), 0.05, false), Position::beyond);
  EXPECT_EQ(position(moved_between(1.049, 1.2), 0.05, false), Position::across);
  EXPECT_EQ(position(moved_between(0.8, 1.049), 0.05, false), Position::inside);
  EXPECT_EQ(position(Change{}, -0.05, true), Position::across);
}

TEST(SmallestShown, IsTheLimitMovedByHalfTheInterval) {
  // 0.95 ÷ √(1.21) and 1.10 · √(1.21).
  EXPECT_NEAR(*smallest_shown(moved_between(1, 1.21), -0.05, true), 0.95 / 1.1 - 1, 1e-12);
  EXPECT_NEAR(*smallest_shown(moved_between(1, 1.21), 0.10, false), 1.10 * 1.1 - 1, 1e-12);
  EXPECT_FALSE(smallest_shown(Change{}, -0.05, true));
}

TEST(SmallestShown, IsWhereTheGateBeginsToFire) {
  const Runs old{two_blocks(0, 0.002)};
  const double edge = *smallest_shown(change_of(old, two_blocks(0, 0.002), 0.05), -0.05, true);
  const auto at = [&](double change) {
    return position(change_of(old, two_blocks(std::log1p(change), 0.002), 0.05), -0.05, true);
  };
  EXPECT_EQ(at(edge - 1e-6), Position::beyond);
  EXPECT_EQ(at(edge + 1e-6), Position::across);
}

} // namespace
} // namespace reqbench::statistics
