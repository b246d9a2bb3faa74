#include "base/clock.hpp"

#include <gtest/gtest.h>

#include <regex>

namespace reqbench::base {
namespace {

TEST(Clock, NeverGoesBack) {
  auto last = now();
  for (int i = 0; i < 1000; ++i) {
    const auto next = now();
    ASSERT_GE(next, last);
    last = next;
  }
}

TEST(Clock, SecondsAreRoundedToTheNearestNanosecond) {
  EXPECT_EQ(from_seconds(0.3), Nanoseconds{300'000'000});
  EXPECT_EQ(from_seconds(1.000000007), Nanoseconds{1'000'000'007});
  EXPECT_EQ(from_seconds(-0.25), Nanoseconds{-250'000'000});
  EXPECT_DOUBLE_EQ(to_seconds(Nanoseconds{1'500'000'000}), 1.5);
}

TEST(Clock, TheWallClockIsWrittenInUtc) {
  EXPECT_TRUE(std::regex_match(utc_now(), std::regex{R"(2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"})) << utc_now();
}

TEST(Clock, TheWallClockKeepsItsOffsetWhileNobodySetsIt) {
  EXPECT_LT(std::chrono::abs(wall_clock_offset() - wall_clock_offset()), least_clock_jump);
}

TEST(FromSeconds, IsRoundedAndHasAnEnd) {
  EXPECT_EQ(from_seconds(1.5e-9), Nanoseconds{2});
  EXPECT_EQ(from_seconds(-2), Nanoseconds{-2'000'000'000});
  EXPECT_EQ(from_seconds(1e308), from_seconds(9.2e9));
  EXPECT_EQ(from_seconds(-1e308), from_seconds(-9.2e9));
}

} // namespace
} // namespace reqbench::base
