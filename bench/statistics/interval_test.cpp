#include "statistics/interval.hpp"

#include <gtest/gtest.h>

#include <array>

namespace reqbench::statistics {
namespace {

Estimate between(double low, double high) {
  return {.value = (low + high) / 2, .interval = Interval{.low = low, .high = high}, .n = 3};
}

TEST(Judge, CallsFasterOrSlowerOnlyWhenTheIntervalLiesWhollyBeyondTheBand) {
  EXPECT_EQ(judge(between(1.04, 1.20), 0.03, true), Verdict::faster);
  EXPECT_EQ(judge(between(0.80, 0.96), 0.03, true), Verdict::slower);
  EXPECT_EQ(judge(between(1.02, 1.20), 0.03, true), Verdict::undecided);
  EXPECT_EQ(judge(between(0.80, 0.98), 0.03, true), Verdict::undecided);
}

TEST(Judge, TurnsTheWordsAroundForCosts) {
  EXPECT_EQ(judge(between(1.04, 1.20), 0.03, false), Verdict::slower);
  EXPECT_EQ(judge(between(0.80, 0.96), 0.03, false), Verdict::faster);
}

TEST(Judge, CallsATieOnlyWhenTheIntervalLiesWhollyInsideTheBand) {
  EXPECT_EQ(judge(between(0.98, 1.02), 0.03, true), Verdict::tie);
  EXPECT_EQ(judge(between(0.96, 1.02), 0.03, true), Verdict::undecided);
  EXPECT_EQ(judge(between(0.98, 1.04), 0.03, false), Verdict::undecided);
  EXPECT_EQ(judge(between(0.5, 2.0), 0.03, true), Verdict::undecided);
}

TEST(Judge, UsesABandThatIsSymmetricAsARatio) {
  // 1 ÷ 1.1 = 0.909…: 0.905 lies beyond the band although it is less than 10 % away from 1.
  EXPECT_EQ(judge(between(0.90, 0.905), 0.10, true), Verdict::slower);
  EXPECT_EQ(judge(between(0.90, 0.91), 0.10, true), Verdict::undecided);
}

TEST(Judge, IsUndecidedWithoutAnInterval) {
  EXPECT_EQ(judge({.value = 5, .interval = {}, .n = 1}, 0.03, true), Verdict::undecided);
}

TEST(Verdict, HasAWordForEach) {
  EXPECT_EQ(to_string(Verdict::faster), "faster");
  EXPECT_EQ(to_string(Verdict::slower), "slower");
  EXPECT_EQ(to_string(Verdict::tie), "tie");
  EXPECT_EQ(to_string(Verdict::undecided), "undecided");
}

TEST(Means, OfOneValueHaveNoInterval) {
  EXPECT_DOUBLE_EQ(mean(std::array{3.0}).value, 3.0);
  EXPECT_FALSE(mean(std::array{3.0}).interval);
  EXPECT_DOUBLE_EQ(geometric_mean(std::array{3.0}).value, 3.0);
  EXPECT_FALSE(geometric_mean(std::array{3.0}).interval);
}

TEST(Means, OfNothingAreEmpty) {
  EXPECT_EQ(mean({}).n, 0);
  EXPECT_EQ(geometric_mean({}).n, 0);
  EXPECT_DOUBLE_EQ(geometric_mean({}).value, 0);
}

TEST(BeyondBand, AgreesWithTheVerdictAt95Percent) {
  for (const double shift : {1.00, 1.02, 1.05, 1.08, 1.12, 1.5}) {
    const std::array ratios{shift * 0.97, shift * 1.01, shift * 1.02};
    const bool beyond = judge(geometric_mean(ratios), 0.03, true) == Verdict::faster;
    EXPECT_EQ(p_beyond_band(ratios, 0.03) < 0.05, beyond) << shift;
  }
}

TEST(BeyondBand, IsOneInsideTheBandAndWithoutASpread) {
  EXPECT_DOUBLE_EQ(p_beyond_band(std::array{1.01, 1.02, 0.99}, 0.03), 1.0);
  EXPECT_DOUBLE_EQ(p_beyond_band(std::array{7.0}, 0.03), 1.0);
}

TEST(BeyondBand, IsZeroWhenEqualRatiosLieBeyondTheBand) {
  EXPECT_DOUBLE_EQ(p_beyond_band(std::array{2.0, 2.0, 2.0}, 0.03), 0.0);
}

TEST(Holm, OfNothingIsNothing) { EXPECT_TRUE(holm({}).empty()); }

} // namespace
} // namespace reqbench::statistics
