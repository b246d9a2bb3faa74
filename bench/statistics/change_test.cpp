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
  EXPECT_NEAR(change_of(Runs{{2, 8}}, std::vector{1.0, 9.0}, {0.05}).ratio.value, 0.75, 1e-12);
  EXPECT_NEAR(change_of(Runs{{2, 2, 2, 2}, {8, 8}}, std::vector{3.0, 3.0}, {0.05}).ratio.value, 0.75, 1e-12);
}

/// σ of 5 %: log 1.05 ÷ 1.959964 = 0.0248934; squared 6.19683 · 10⁻⁴.
constexpr double assumed_variance = 6.19683e-4;

void expect_known_as(const Change &change, double variance, double degrees) {
  EXPECT_NEAR(change.error, std::sqrt(variance), 1e-6 * std::sqrt(variance));
  EXPECT_NEAR(change.degrees, degrees, 1e-4 * degrees);
  EXPECT_NEAR(change.half, student_t_quantile(0.975, degrees) * std::sqrt(variance), 1e-4 * std::sqrt(variance));
}

TEST(Change, WithOneOldRunAddsWhatIsAssumedInQuadrature) {
  // Two blocks at ± w: the variance of their mean is w², with one degree of freedom. 4 · 10⁻⁶ and 1 · 10⁻⁶.
  const auto change = change_of(Runs{two_blocks(0, 0.002)}, two_blocks(-0.10, 0.001), {0.05});
  EXPECT_EQ(change.spread, Spread::assumed);
  EXPECT_NEAR(change.between, 0.04879016, 1e-8);
  EXPECT_NEAR(change.half, 0.0489868, 1e-5);
  EXPECT_NEAR(change.ratio.interval->low, std::exp(-0.10 - 0.0489868), 1e-5);
  EXPECT_NEAR(change.ratio.interval->high, std::exp(-0.10 + 0.0489868), 1e-5);
}

TEST(Change, OfFewBlocksKnowsItsVarianceAsWellAsBothRunsTell) {
  // 0.01 of each run: V = 0.02 + σ², ν = V² ÷ (0.01² + 0.01²).
  const double variance = 0.02 + assumed_variance;
  expect_known_as(change_of(Runs{two_blocks(0, 0.1)}, two_blocks(0, 0.1), {0.05}), variance,
                  variance * variance / 2e-4);
}

TEST(Change, WithFourOldRunsTheirMeanIsSurerThanOneRun) {
  // Four times 4 · 10⁻⁶ ÷ 16; NEW's is 0. Of σ² the half is NEW's own, the other half that of a mean of four.
  const auto run = two_blocks(0, 0.002);
  const auto change = change_of(Runs{run, run, run, run}, std::vector{1.0, 1.0}, {0.15});
  EXPECT_EQ(change.spread, Spread::assumed);
  EXPECT_EQ(change.ratio.n, 4);
  const double sigma = std::log(1.15) / 1.959964;
  EXPECT_NEAR(change.error, std::sqrt(1e-6 + sigma * sigma * 0.625), 1e-8);
}

/// y = −0.02, −0.01, 0, 0.01, 0.02: s² = 0.001 ÷ 4.
Runs five_runs(double wobble) {
  Runs old;
  for (const double log : {-0.02, -0.01, 0.0, 0.01, 0.02}) old.push_back(two_blocks(log, wobble));
  return old;
}

TEST(Change, FromFiveOldRunsOnIsThePredictionOfOneNewRun) {
  // s = 0.0158114; t(0.975, 4) = 2.776445; √(1 + 1/5) = 1.0954451.
  const auto change = change_of(five_runs(0.001), two_blocks(-0.15, 0.001), {0.05});
  EXPECT_EQ(change.spread, Spread::estimated);
  EXPECT_NEAR(change.between, 0.0158114, 1e-7);
  EXPECT_NEAR(change.half, 0.0480894, 1e-6);
  EXPECT_NEAR(change.ratio.value, std::exp(-0.15), 1e-12);
}

TEST(Change, OfANewRunOfFewerBlocksIsLessSureButKnownByTheLaunchesToo) {
  // Variance of blocks at ± 0.01: 2 · 10⁻⁴ of five degrees, NEW has one block: + 2 · 10⁻⁴ · (1 − 1/2).
  expect_known_as(change_of(five_runs(0.01), std::vector{1.0}, {0.05}), 4e-4, 16e-8 / (9e-8 / 4 + 1e-8 / 5));
}

TEST(Change, OfANewRunOfMoreBlocksIsSurer) {
  // Pooled over seven degrees 10⁻³ ÷ 7; × (1/3 − 1/2) it is taken away.
  const double less = 1e-3 / 7 / 6, variance = 3e-4 - less;
  expect_known_as(change_of(five_runs(0.01), std::vector{1.0, 1.0, 1.0}, {0.05}), variance,
                  variance * variance / (9e-8 / 4 + less * less / 7));
}

TEST(Change, OfANewRunThatIsMuchNoisierIsAsUnsureAsThatRun) {
  // Blocks at ± 0.1: 0.02 ÷ 2 in place of 2 · 10⁻⁴ ÷ 2.
  const double variance = 3e-4 + 0.01 - 1e-4;
  expect_known_as(change_of(five_runs(0.01), two_blocks(0, 0.1), {0.05}), variance,
                  variance * variance / (9e-8 / 4 + 1e-4 + 1e-8 / 5));
}

TEST(Change, IsNeverSurerThanItsLaunches) {
  // OLD runs that agree by chance; four blocks of NEW: pooled over eight degrees 10⁻³ ÷ 8, × (1/4 + 1/2 ÷ 5).
  const Runs old(5, two_blocks(0, 0.01));
  expect_known_as(change_of(old, std::vector(4, 1.0), {0.05}), 1e-3 / 8 * 0.35, 8);
}

TEST(Change, OfAnotherMachineAddsWhatMachinesAreTakenToDifferBy) {
  const double variance = 3e-4 + assumed_variance;
  const auto estimated = change_of(five_runs(0.001), two_blocks(0, 0.001), {0.05, true});
  expect_known_as(estimated, variance, variance * variance / (9e-8 / 4));
  EXPECT_NEAR(estimated.machine, 0.04879016, 1e-8);
  const Runs one{{1.0, 1.0}};
  EXPECT_NEAR(change_of(one, one[0], {0.05, true}).half, 0.04879016 * std::sqrt(2), 1e-7);
  EXPECT_EQ(change_of(one, one[0], {0.05}).machine, 0);
}

TEST(Change, OfRunsWithoutAnyVariationHasAnIntervalOfNoWidth) {
  const auto change = change_of(Runs(5, std::vector{2.0, 2.0}), std::vector{2.0, 2.0}, {0.05});
  EXPECT_EQ(change.half, 0);
  EXPECT_EQ(p_beyond_band(change, 0.03), 1);
}

TEST(Change, HasThePValueOfItsInterval) {
  const auto at = [](double log) { return change_of(five_runs(0.001), two_blocks(log, 0.001), {0.05}); };
  const double edge = std::log1p(0.03) + 0.0480894;
  EXPECT_NEAR(p_beyond_band(at(edge), 0.03), 0.05, 1e-5);
  EXPECT_NEAR(p_beyond_band(at(-edge), 0.03), 0.05, 1e-5);
  EXPECT_EQ(p_beyond_band(at(0.02), 0.03), 1);
  EXPECT_EQ(p_beyond_band(Change{}, 0.03), 1);
}

TEST(Change, HasNoIntervalWhenASingleBlockIsAllThereIs) {
  EXPECT_FALSE(change_of(Runs{{2}}, two_blocks(0, 0.01), {0.05}).ratio.interval);
  EXPECT_FALSE(change_of(Runs{two_blocks(0, 0.01)}, std::vector{2.0}, {0.05}).ratio.interval);
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
  const double edge = *smallest_shown(change_of(old, two_blocks(0, 0.002), {0.05}), -0.05, true);
  const auto at = [&](double change) {
    return position(change_of(old, two_blocks(std::log1p(change), 0.002), {0.05}), -0.05, true);
  };
  EXPECT_EQ(at(edge - 1e-6), Position::beyond);
  EXPECT_EQ(at(edge + 1e-6), Position::across);
}

} // namespace
} // namespace reqbench::statistics
