#include "run/pace.hpp"

#include <gtest/gtest.h>

namespace reqbench::run {
namespace {

using namespace std::chrono_literals;

/// Two proofs of 3 s and two blocks of two trials of 10 s, by the plan.
constexpr base::Nanoseconds planned = 46s;

class PaceOfARun : public testing::Test {
protected:
  base::Nanoseconds left() const { return pace.left(now); }
  void step(base::Nanoseconds took) {
    pace.begin_step(3s, now);
    now += took;
  }
  void trial(int block, base::Nanoseconds took) {
    pace.begin_trial(block, 10s, now);
    now += took;
  }

  Pace pace{planned};
  base::Instant now{std::chrono::hours{7}};
};

TEST_F(PaceOfARun, StartsWithThePlan) { EXPECT_EQ(left(), 46s); }

TEST_F(PaceOfARun, IsNotFooledByQuickProofs) {
  step(100ms);
  step(100ms);
  pace.begin_trial(1, 10s, now);
  EXPECT_EQ(left(), 40s);
}

TEST_F(PaceOfARun, KeepsThePlanUntilABlockIsFinished) {
  step(3s);
  step(3s);
  trial(1, 5s);
  pace.begin_trial(1, 10s, now);
  EXPECT_EQ(left(), 30s) << "half the planned time in one trial is no pace yet";
}

TEST_F(PaceOfARun, ThenFollowsTheRealPaceOfTheTrials) {
  step(100ms);
  step(9s);
  trial(1, 6s);
  trial(1, 8s);
  pace.begin_trial(2, 10s, now);
  EXPECT_EQ(left(), 14s) << "two trials took 14 s, and two are left";
}

TEST_F(PaceOfARun, FallsWithTheClockInsideAStepAndNeverClimbs) {
  step(3s);
  step(3s);
  pace.begin_trial(1, 10s, now);
  now += 4s;
  EXPECT_EQ(left(), 36s);
  now += 60s;
  EXPECT_EQ(left(), 30s) << "a slow step is its own delay";
}

TEST_F(PaceOfARun, LeavesOutWhatWillNotBeDone) {
  step(3s);
  pace.leave_out(20s);
  EXPECT_EQ(left(), 23s);
}

TEST_F(PaceOfARun, EndsAtNothing) {
  step(3s);
  step(3s);
  for (const int block : {1, 1, 2, 2}) trial(block, 12s);
  EXPECT_EQ(left(), 0s);
}

} // namespace
} // namespace reqbench::run
