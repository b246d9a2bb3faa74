#include "report/certainty.hpp"

#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

using statistics::Estimate;
using statistics::Interval;

TEST(Certainty, AnIntervalOverTenTimesWideSaysNothing) {
  EXPECT_TRUE(too_uncertain({4.7, Interval{0, 17120.73}, 3}));
  EXPECT_TRUE(too_uncertain({1, Interval{0.3, 3.01}, 3}));
  EXPECT_FALSE(too_uncertain({1, Interval{0.32, 3.1}, 3}));
  EXPECT_FALSE(too_uncertain({4.7, {}, 1}));
}

TEST(Certainty, SaysOfHowManyLaunches) {
  EXPECT_EQ(uncertain_text({4.7, Interval{0, 17120.73}, 3}), "too uncertain (3 launches)");
}

/// √(1.15 ÷ (1 ÷ 1.15)) = 1.15.
TEST(Certainty, DifferencesSmallerThanHalfTheIntervalCannotBeTold) {
  EXPECT_EQ(resolution_text({1, Interval{1 / 1.15, 1.15}, 3}), "15 %");
  EXPECT_EQ(resolution_text({1, Interval{0.9999, 1.0001}, 3}), "1 %");
}

} // namespace
} // namespace reqbench::report
