#include "load/weighted_draw.hpp"

#include <gtest/gtest.h>

namespace reqbench::load {
namespace {

/// Pearson's χ² of so many draws against the weights.
double chi_square(const std::vector<double> &weights, std::uint64_t seed, int draws) {
  const WeightedDraw shares{weights};
  base::Random random{seed};
  std::vector<double> drawn(weights.size());
  for (int i = 0; i < draws; ++i) ++drawn[shares.draw(random)];
  double sum = 0, statistic = 0;
  for (const double weight : weights) sum += weight;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double expected = weights[i] / sum * draws;
    statistic += (drawn[i] - expected) * (drawn[i] - expected) / expected;
  }
  return statistic;
}

// The 99.9 % points of χ² with 3, 4 and 511 degrees of freedom: 16.27, 18.47 and 615.5 (the last by Wilson and
// Hilferty).
TEST(WeightedDraw, GivesEachItsShareInTheLongRun) {
  constexpr int draws = 1'000'000;
  EXPECT_LT(chi_square({1, 2, 3, 4}, 1, draws), 16.27);
  EXPECT_LT(chi_square({1000, 1, 1, 500, 0.5}, 2, draws), 18.47);
  EXPECT_LT(chi_square(std::vector<double>(512, 1.0 / 512), 3, draws), 615.5);
  std::vector<double> mixed(512, 0.25);
  for (std::size_t i = 0; i < mixed.size(); i += 3) mixed[i] = 7;
  EXPECT_LT(chi_square(mixed, 4, draws), 615.5);
}

TEST(WeightedDraw, OfOneIsAlwaysThatOne) {
  const WeightedDraw only{std::vector{0.3}};
  base::Random random{1};
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(only.draw(random), 0U);
}

TEST(WeightedDraw, RepeatsWithItsSeed) {
  const WeightedDraw shares{std::vector{1.0, 2.0, 3.0}};
  base::Random one{9}, same{9};
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(shares.draw(one), shares.draw(same));
}

TEST(WeightedDrawDeathTest, AWeightOf0IsABug) { EXPECT_DEATH(WeightedDraw(std::vector{1.0, 0.0}), "above 0"); }

} // namespace
} // namespace reqbench::load
