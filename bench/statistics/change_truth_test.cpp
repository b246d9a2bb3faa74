// Simulated runs of known truth through the very functions that judge real ones. Noise as runs have it: the log of a
// run's ratio varies by 1.8 % between runs (of which 95 % of all pairs differ by less than the 5 % that are assumed
// where too few runs tell), and a block's by 2 % · √2 within (a launch of the server and one of its reference).
#include "statistics/change.hpp"

#include "base/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace reqbench::statistics {
namespace {

constexpr int experiments = 4000;

/// Box–Muller, so that the draw is the same on every machine.
double normal_draw(base::Random &random) {
  return std::sqrt(-2 * std::log(1 - random.unit())) * std::cos(2 * std::numbers::pi * random.unit());
}

std::vector<double> simulated_run(base::Random &random, double truth, int blocks) {
  const double of_run = std::log(truth) + 0.018 * normal_draw(random);
  std::vector<double> ratios;
  for (int block = 0; block < blocks; ++block)
    ratios.push_back(std::exp(of_run + 0.02 * std::numbers::sqrt2 * normal_draw(random)));
  return ratios;
}

struct Shares {
  double fired = 0, covered = 0;
};

/// `change`: of the truth from OLD to NEW, 0.85 is −15 %.
Shares simulate(std::uint64_t seed, int old_count, double change, int new_blocks = 10) {
  auto random = base::Random::stream(seed, "compare", static_cast<std::uint64_t>(old_count));
  Shares shares;
  for (int i = 0; i < experiments; ++i) {
    std::vector<std::vector<double>> old;
    for (int run = 0; run < old_count; ++run) old.push_back(simulated_run(random, 2.5, 10));
    const auto seen = change_of(old, simulated_run(random, 2.5 * change, new_blocks), 0.05);
    shares.fired += position(seen, -0.05, true) == Position::beyond ? 1.0 / experiments : 0;
    shares.covered += seen.ratio.interval->low <= change && change <= seen.ratio.interval->high ? 1.0 / experiments : 0;
  }
  return shares;
}

class SimulatedComparison : public testing::TestWithParam<int> {};

TEST_P(SimulatedComparison, CoversTheTruthIn95Percent) {
  const auto covered = simulate(1, GetParam(), 1).covered;
  EXPECT_GE(covered, 0.93);
  EXPECT_LE(covered, 0.97);
}

TEST_P(SimulatedComparison, FiresInAtMost1Of40WhereNothingChanged) {
  EXPECT_LE(simulate(2, GetParam(), 1).fired, 0.025);
}

/// The worst a truth inside the limit can do; 0.5 % are two standard errors of 4,000 experiments.
TEST_P(SimulatedComparison, FiresIn1Of40WhereTheTruthLiesOnTheLimit) {
  EXPECT_NEAR(simulate(3, GetParam(), 0.95).fired, 0.025, 0.008);
}

TEST_P(SimulatedComparison, FindsALossOf15Percent) { EXPECT_GE(simulate(4, GetParam(), 0.85).fired, 0.90); }

INSTANTIATE_TEST_SUITE_P(OldRuns, SimulatedComparison, testing::Values(5, 8, 20));

TEST(OneSimulatedComparison, OfANewRunOfThreeBlocksStillCoversTheTruth) {
  EXPECT_GE(simulate(5, 8, 1, 3).covered, 0.93);
  EXPECT_LE(simulate(5, 8, 1, 3).covered, 0.97);
}

TEST(OneSimulatedComparison, WithOneOldRunIsRightWhereRunsDifferAsAssumed) {
  const auto same = simulate(6, 1, 1);
  EXPECT_GE(same.covered, 0.93);
  EXPECT_LE(same.fired, 0.025);
  EXPECT_GE(simulate(7, 1, 0.85).fired, 0.90);
}

} // namespace
} // namespace reqbench::statistics
