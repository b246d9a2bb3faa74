#include "run/pace.hpp"

#include <gtest/gtest.h>

namespace reqbench::run {
namespace {

using namespace std::chrono_literals;

const Kind proof{Stage::proof, "go", ""}, fast{Stage::trial, "go", "json"}, slow{Stage::trial, "flask", "json"};

/// A proof of 3 s and three blocks of two trials of 10 s, by the plan.
class PaceOfARun : public testing::Test {
protected:
  PaceOfARun() {
    pace.plan(proof, 3s);
    pace.plan(fast, 10s, 3);
    pace.plan(slow, 10s, 3);
  }
  base::Nanoseconds left() const { return pace.left(now).time; }
  void step(const Kind &kind, base::Nanoseconds took) {
    pace.begin(kind, now);
    now += took;
    pace.end(now);
  }

  Pace pace;
  base::Instant now{std::chrono::hours{7}};
};

TEST_F(PaceOfARun, StartsWithThePlan) {
  EXPECT_EQ(pace.left(now), (Pace::Left{.time = 63s, .measured = false, .most = {}}));
}

TEST_F(PaceOfARun, IsNotFooledByAQuickProof) {
  step(proof, 100ms);
  EXPECT_EQ(left(), 60s);
}

TEST_F(PaceOfARun, TakesAServerForAsFastAsItWasAndTheOthersAsPlanned) {
  step(proof, 3s);
  step(fast, 4s);
  EXPECT_EQ(pace.left(now), (Pace::Left{.time = 2 * 4s + 3 * 10s, .measured = false, .most = {}}));
  step(slow, 20s);
  EXPECT_EQ(pace.left(now), (Pace::Left{.time = 2 * 4s + 2 * 20s, .measured = true, .most = {}}))
      << "nothing of it is the plan's any more";
}

TEST_F(PaceOfARun, TakesTheMeanOfWhatTheStepsTook) {
  step(proof, 3s);
  step(slow, 10s);
  step(fast, 4s);
  step(fast, 8s);
  EXPECT_EQ(left(), 6s + 2 * 10s);
}

TEST_F(PaceOfARun, FallsWithTheClockInsideAStepAndNeverClimbs) {
  step(proof, 3s);
  pace.begin(fast, now);
  now += 4s;
  EXPECT_EQ(left(), 56s);
  now += 60s;
  EXPECT_EQ(left(), 50s) << "a slow step is its own delay";
}

TEST_F(PaceOfARun, LeavesOutWhatWillNotBeDone) {
  step(proof, 3s);
  step(slow, 30s);
  pace.leave_out(slow);
  pace.leave_out(slow);
  EXPECT_EQ(left(), 30s);
}

TEST_F(PaceOfARun, IsToldAnewHowLongAKindTakes) {
  pace.plan(slow, 60s, 0);
  EXPECT_EQ(left(), 3s + 3 * 10s + 3 * 60s);
}

TEST_F(PaceOfARun, SaysHowLongItMayTakeAtMost) {
  pace.plan(fast, 10s, 0, 5);
  EXPECT_EQ(pace.left(now).most, base::Nanoseconds{63s + 50s});
  step(fast, 2s);
  EXPECT_EQ(pace.left(now).most, base::Nanoseconds{3s + 2 * 2s + 30s + 5 * 2s});
  pace.follow(fast);
  EXPECT_EQ(left(), 3s + 3 * 2s + 30s) << "one that might follow does";
  EXPECT_EQ(pace.left(now).most, base::Nanoseconds{3s + 3 * 2s + 30s + 4 * 2s});
}

TEST_F(PaceOfARun, EndsAtNothing) {
  step(proof, 3s);
  for (int block = 0; block < 3; ++block) {
    step(fast, 12s);
    step(slow, 12s);
  }
  EXPECT_EQ(pace.left(now), (Pace::Left{}));
}

} // namespace
} // namespace reqbench::run
