// Steps and drifts of a known size in noise of a known size.
#include "statistics/change_point.hpp"

#include "base/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace reqbench::statistics {
namespace {

class Noise {
public:
  explicit Noise(std::uint64_t seed) : random_{base::Random::stream(seed, "noise", 0)} {}
  double normal() {
    const auto uniform = [&] { return (static_cast<double>(random_.next() >> 11U) + 0.5) / 9007199254740992.0; };
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

private:
  base::Random random_;
};

std::vector<double> windows(Noise &noise, std::size_t n, double cv, std::size_t step_at = 0, double step = 1) {
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i)
    values.push_back(1000 * (1 + cv * noise.normal()) * (step_at > 0 && i >= step_at ? step : 1));
  return values;
}

TEST(ChangePointTruth, FindsAStepWhereItIsAndHowLargeItIs) {
  const std::vector<double> values{100, 101, 99, 100, 101, 80, 81, 79, 80, 80, 81, 79};
  const auto found = change_point(values, 0.1);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->at, 5u);
  EXPECT_NEAR(found->before, 100.2, 1e-9);
  EXPECT_NEAR(found->after, 80.0, 1e-9);
  EXPECT_FALSE(change_point(values, 0.26)) << "the step is 25.25 %";
}

TEST(ChangePointTruth, SaysNothingOfConstantFewOrSlightlyChangingValues) {
  EXPECT_FALSE(change_point(std::vector<double>(16, 7), 0));
  EXPECT_FALSE(change_point(std::vector<double>{1, 1, 1, 9, 9, 9, 9}, 0.1));
  EXPECT_TRUE(change_point(std::vector<double>{1, 1, 1, 9, 9, 9, 9, 9}, 0.1));
  EXPECT_FALSE(change_point(std::vector<double>{0, 0, 0, 0, 9, 9, 9, 9}, 0.1)) << "a window in which nothing came";
}

TEST(ChangePointTruth, IsFoundFromOneInAThousandOn) {
  // 100 ± d, then 120 ± d: variance 8 d² ÷ 6, so t = 20 ÷ (d · √(2/3)), which must exceed 7.3144, where p of six
  // degrees is 0.001 ÷ 3 splits. d = 3.3 makes t = 7.42, and d = 3.4 makes it 7.20.
  const auto found = [](double d) {
    const std::vector<double> values{100 + d, 100 - d, 100 + d, 100 - d, 120 + d, 120 - d, 120 + d, 120 - d};
    return change_point(values, 0.1).has_value();
  };
  EXPECT_TRUE(found(3.3));
  EXPECT_FALSE(found(3.4));
}

TEST(ChangePointTruth, IsFoundInNoiseAndSeldomWhereThereIsNone) {
  Noise noise{7};
  int found = 0, invented = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto step = change_point(windows(noise, 16, 0.03, 8, 0.85), 0.1);
    found += step && step->at >= 7 && step->at <= 9 ? 1 : 0;
    invented += change_point(windows(noise, 16, 0.10), 0) ? 1 : 0;
  }
  EXPECT_GE(found, 950);
  EXPECT_LE(invented, 4) << "asked for 1 in 1000";
}

TEST(DriftTruth, IsTheCommonGrowthOfGroupsThatDifferInLevel) {
  std::vector<Moment> moments;
  for (std::size_t i = 0; i <= 10; ++i) {
    const double growth = std::pow(0.9, static_cast<double>(i) / 10);
    moments.push_back({i % 2, static_cast<double>(i), (i % 2 == 0 ? 1000.0 : 70000.0) * growth});
  }
  const auto found = drift(moments);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->value, 0.9, 1e-9);
  EXPECT_NEAR(found->interval->low, 0.9, 1e-6);
  EXPECT_EQ(found->n, 11);
}

TEST(DriftTruth, NeedsFiveDegreesOfFreedomAndTimeThatPasses) {
  std::vector<Moment> moments;
  for (std::size_t i = 0; i < 8; ++i) moments.push_back({i % 2, static_cast<double>(i), 1.0 + static_cast<double>(i)});
  EXPECT_TRUE(drift(moments));
  moments.pop_back();
  EXPECT_FALSE(drift(moments));
  for (auto &moment : moments) moment.at = 3;
  moments.resize(20, {0, 3, 1});
  EXPECT_FALSE(drift(moments));
}

TEST(DriftTruth, HoldsTheTrueGrowthInNinetyNineOfAHundred) {
  Noise noise{11};
  int covered = 0;
  constexpr int runs_of_noise = 2000;
  for (int e = 0; e < runs_of_noise; ++e) {
    std::vector<Moment> moments;
    for (std::size_t i = 0; i < 12; ++i)
      moments.push_back({i % 3, static_cast<double>(i),
                         1000 * std::exp(std::log(0.95) * static_cast<double>(i) / 11 + 0.02 * noise.normal())});
    const auto found = drift(moments);
    covered += found->interval->low <= 0.95 && found->interval->high >= 0.95 ? 1 : 0;
  }
  EXPECT_GE(covered, runs_of_noise * 98 / 100);
  EXPECT_LE(covered, runs_of_noise * 998 / 1000);
}

} // namespace
} // namespace reqbench::statistics
