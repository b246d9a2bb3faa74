// Each limit of time, moved by the test's own clock.
#include "patience.hpp"

#include <gtest/gtest.h>

namespace cpp_common {
namespace {

using namespace std::chrono_literals;

/// Every limit another number, so that none is taken for another.
Limits different_limits() {
  Limits limits;
  limits.header_time = 3s;
  limits.body_time = 5s;
  limits.body_progress = 100;
  limits.idle_time = 7s;
  limits.linger_time = 2s;
  return limits;
}

class PatienceTest : public testing::Test {
protected:
  /// True when it is over after so long, and not a second before.
  bool ends_after(Clock::duration time) const {
    return !patience_.is_over(start_ + time - 1s) && patience_.is_over(start_ + time);
  }

  const Limits limits_ = different_limits();
  const TimePoint start_{};
  Patience patience_{limits_, start_};
};

TEST_F(PatienceTest, WhoSaysNothingHasTheIdleTime) { EXPECT_TRUE(ends_after(7s)); }

TEST_F(PatienceTest, AHeaderGetsNoMoreTimeByGoingOn) {
  patience_.header(start_);
  patience_.header(start_ + 2s);
  EXPECT_TRUE(ends_after(3s));
}

TEST_F(PatienceTest, ABodyGetsMoreTimeForProgressAlone) {
  patience_.body(0, start_);
  patience_.body(99, start_ + 4s);
  EXPECT_TRUE(ends_after(5s));
  patience_.body(100, start_ + 4s);
  EXPECT_TRUE(ends_after(9s));
  patience_.body(199, start_ + 8s);
  EXPECT_TRUE(ends_after(9s));
}

TEST_F(PatienceTest, SoDoesAnAnswerThatIsTakenSlowly) {
  patience_.answer(0, start_);
  patience_.answer(100, start_ + 1s);
  EXPECT_TRUE(ends_after(6s));
}

TEST_F(PatienceTest, TheLastAnswerIsWaitedForALittle) {
  patience_.linger(start_);
  EXPECT_FALSE(patience_.is_idle());
  EXPECT_TRUE(ends_after(2s));
}

} // namespace
} // namespace cpp_common
