#include "sample/steady_state.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace reqbench::sample {
namespace {

bool steady(const std::vector<double> &values) { return is_steady(values); }

// With 8 values there are 28 slopes and C = 1.96 √(8 · 7 · 21 ÷ 18) = 15.84, so the interval runs from the 6th slope
// (6.08 rounded down) to the 23rd (22.92 rounded up): 0 is inside while at least 6 slopes are ≤ 0 and 6 are ≥ 0.

TEST(SteadyState, a_constant_is_steady) { EXPECT_TRUE(steady({500, 500, 500, 500, 500, 500, 500, 500})); }

TEST(SteadyState, a_clear_ramp_is_not) {
  EXPECT_FALSE(steady({100, 110, 120, 130, 140, 150, 160, 170}));
  EXPECT_FALSE(steady({170, 160, 150, 140, 130, 120, 110, 100}));
}

TEST(SteadyState, a_flat_noisy_series_is_steady) { EXPECT_TRUE(steady({100, 140, 90, 130, 105, 125, 95, 135})); }

// Five slopes fall: the four from 135 to the values after it and one from 150 to 145. One more and 0 is inside.
TEST(SteadyState, five_falling_slopes_of_28_are_a_trend_and_six_are_none) {
  EXPECT_FALSE(steady({100, 135, 110, 120, 125, 130, 150, 145}));
  EXPECT_TRUE(steady({100, 135, 110, 120, 130, 125, 150, 145}));
  EXPECT_FALSE(steady({150, 115, 140, 130, 125, 120, 100, 105}));
  EXPECT_TRUE(steady({150, 115, 140, 130, 120, 125, 100, 105}));
}

// Every slope is 1, so the drift over seven steps is 7: 7 ÷ 233.5 is 2.998 %, 7 ÷ 232.5 is 3.011 %.
TEST(SteadyState, a_trend_within_3_percent_of_the_median_is_tolerated) {
  EXPECT_TRUE(steady({230, 231, 232, 233, 234, 235, 236, 237}));
  EXPECT_FALSE(steady({229, 230, 231, 232, 233, 234, 235, 236}));
  EXPECT_TRUE(steady({237, 236, 235, 234, 233, 232, 231, 230}));
}

TEST(SteadyState, a_step_up_between_rising_halves_is_a_trend) {
  EXPECT_FALSE(steady({100, 102, 101, 103, 200, 202, 201, 203}));
}

TEST(SteadyState, one_odd_window_is_no_trend) {
  EXPECT_TRUE(steady({100, 101, 99, 100, 101, 99, 100, 400}));
  EXPECT_TRUE(steady({0, 101, 99, 100, 101, 99, 100, 100}));
}

TEST(SteadyState, no_answers_are_never_steady) {
  EXPECT_FALSE(steady({0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_FALSE(steady({0, 0, 0, 0, 0, 0, 0, 900}));
}

TEST(SteadyState, fewer_than_8_windows_are_too_few) {
  EXPECT_FALSE(steady({}));
  EXPECT_FALSE(steady({500, 500, 500, 500, 500, 500, 500}));
  EXPECT_TRUE(steady({500, 500, 500, 500, 500, 500, 500, 500, 500}));
}

} // namespace
} // namespace reqbench::sample
