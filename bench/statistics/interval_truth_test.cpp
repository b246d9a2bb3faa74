// Known input → known numbers. Expected values by scipy 1.16 and statsmodels 0.14, outside the repository:
//   python3 -m venv venv && venv/bin/pip install scipy statsmodels
//   stats.t.ppf(p, n), stats.t.cdf(t, n); l = np.log(r); np.exp(l.mean() ± stats.t.ppf(.975, n - 1) * stats.sem(l));
//   statsmodels.stats.multitest.multipletests(p, method='holm')[1]
#include "statistics/interval.hpp"

#include "base/random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace reqbench::statistics {
namespace {

TEST(StudentT, QuantilesAreThoseOfScipy) {
  struct Known {
    double p;
    int degrees;
    double quantile;
  };
  for (const auto &known :
       {Known{.975, 1, 12.706204736174694}, Known{.975, 2, 4.302652729749462}, Known{.975, 4, 2.7764451051977934},
        Known{.975, 9, 2.262157162798205}, Known{.975, 19, 2.0930240544083087}, Known{.95, 3, 2.3533634348018233},
        Known{.995, 5, 4.032142983555228}, Known{.9, 30, 1.3104150253913955}, Known{.5, 7, 0.0},
        Known{.025, 2, -4.302652729749464}})
    EXPECT_NEAR(student_t_quantile(known.p, known.degrees), known.quantile, 1e-11) << known.p << " " << known.degrees;
}

TEST(StudentT, ProbabilitiesAreThoseOfScipy) {
  EXPECT_NEAR(student_t_cdf(0, 3), 0.5, 1e-15);
  EXPECT_NEAR(student_t_cdf(1, 1), 0.75, 1e-14);
  EXPECT_NEAR(student_t_cdf(2.5, 2), 0.9351941398892446, 1e-14);
  EXPECT_NEAR(student_t_cdf(-1.3, 4), 0.13172579823561206, 1e-14);
  EXPECT_NEAR(student_t_cdf(3, 9), 0.9925218180447929, 1e-14);
  EXPECT_NEAR(student_t_cdf(-30, 9), 1.2418523520791317e-10, 1e-20);
}

TEST(GeometricMean, OfThreeRatiosHasTheIntervalOfTheirLogs) {
  const auto estimate = geometric_mean(std::array{2.0, 2.1, 1.9});
  EXPECT_EQ(estimate.n, 3);
  EXPECT_NEAR(estimate.value, 1.9983319425122112, 1e-14);
  ASSERT_TRUE(estimate.interval);
  EXPECT_NEAR(estimate.interval->low, 1.7647151650959607, 1e-13);
  EXPECT_NEAR(estimate.interval->high, 2.262875409838437, 1e-13);
}

TEST(GeometricMean, TakesItsConfidenceFromTheCaller) {
  const auto estimate = geometric_mean(std::array{2.0, 2.1, 1.9}, 0.90);
  EXPECT_NEAR(estimate.interval->low, 1.8366457326361816, 1e-13);
  EXPECT_NEAR(estimate.interval->high, 2.174251942824545, 1e-13);
}

TEST(GeometricMean, OfTwoRatiosIsHonestAboutHowLittleTheySay) {
  const auto estimate = geometric_mean(std::array{0.5, 0.25});
  EXPECT_NEAR(estimate.value, 0.3535533905932738, 1e-15);
  EXPECT_NEAR(estimate.interval->low, 0.00432494539077517, 1e-13);
  EXPECT_NEAR(estimate.interval->high, 28.902099033809055, 1e-9);
}

TEST(Mean, HasTheTIntervalOfItsValues) {
  const auto estimate = mean(std::array{10.0, 12.0, 11.0, 15.0});
  EXPECT_DOUBLE_EQ(estimate.value, 12.0);
  EXPECT_NEAR(estimate.interval->low, 8.562565118141691, 1e-12);
  EXPECT_NEAR(estimate.interval->high, 15.437434881858309, 1e-12);
}

TEST(Spread, IsTheGeometricStandardDeviation) {
  // np.expm1(np.log([2, 2.1, 1.9]).std(ddof=1)); the spread of single ratios, so it does not shrink with their number.
  EXPECT_NEAR(*spread(std::array{2.0, 2.1, 1.9}), 0.0513204505458614, 1e-14);
  EXPECT_NEAR(*spread(std::array{2.0, 2.1, 1.9, 2.0, 2.1, 1.9, 2.0, 2.1, 1.9}), 0.0443, 1e-4);
  EXPECT_FALSE(spread(std::array{2.0}));
}

TEST(RelativeHalfWidth, IsHowFarTheIntervalReaches) {
  EXPECT_NEAR(*relative_half_width(geometric_mean(std::array{2.0, 2.1, 1.9})),
              2.262875409838437 / 1.9983319425122112 - 1, 1e-12);
  EXPECT_FALSE(relative_half_width(geometric_mean(std::array{2.0})));
}

TEST(BeyondBand, IsTheTwoSidedPValueAgainstTheNearerEdge) {
  EXPECT_NEAR(p_beyond_band(std::array{2.0, 2.1, 1.9}, 0.03), 0.001895366074238562, 1e-13);
  EXPECT_NEAR(p_beyond_band(std::array{1.05, 1.08, 1.06, 1.07}, 0.03), 0.011806865399487297, 1e-13);
  EXPECT_NEAR(p_beyond_band(std::array{1 / 1.05, 1 / 1.08, 1 / 1.06, 1 / 1.07}, 0.03), 0.011806865399487273, 1e-13);
}

TEST(Holm, AdjustsAsStatsmodelsDoesAndKeepsTheOrder) {
  const auto four = holm(std::array{0.01, 0.04, 0.03, 0.005});
  const std::array expected{0.03, 0.06, 0.06, 0.02};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(four[i], expected[i], 1e-15) << i;
  const auto three = holm(std::array{0.02, 0.02, 0.6});
  EXPECT_NEAR(three[0], 0.06, 1e-15);
  EXPECT_NEAR(three[1], 0.06, 1e-15);
  EXPECT_NEAR(three[2], 0.6, 1e-15);
  EXPECT_EQ(holm(std::array{0.5, 0.6}), (std::vector{1.0, 1.0}));
}

/// Box–Muller, so that the draw is the same on every machine.
double normal(base::Random &random) {
  return std::sqrt(-2 * std::log(1 - random.unit())) * std::cos(2 * std::numbers::pi * random.unit());
}

class Coverage : public testing::TestWithParam<int> {};

// 20,000 experiments: the standard error of the share is 0.15 %, so 93–97 % is ± 13 of them around the promised 95 %.
TEST_P(Coverage, OfTheIntervalIs95PercentForLogNormalRatios) {
  constexpr int experiments = 20000;
  constexpr double truth = 2.5, spread = 0.1;
  auto random = base::Random::stream(20261123, "coverage", static_cast<std::uint64_t>(GetParam()));
  int covered = 0;
  std::vector<double> ratios(static_cast<std::size_t>(GetParam()));
  for (int i = 0; i < experiments; ++i) {
    for (double &ratio : ratios) ratio = truth * std::exp(spread * normal(random));
    const auto interval = *geometric_mean(ratios).interval;
    covered += interval.low <= truth && truth <= interval.high ? 1 : 0;
  }
  EXPECT_GE(covered, experiments * 93 / 100);
  EXPECT_LE(covered, experiments * 97 / 100);
}

INSTANTIATE_TEST_SUITE_P(Launches, Coverage, testing::Values(3, 5, 10));

} // namespace
} // namespace reqbench::statistics
