#include "run/capacity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::run {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const result::Objective p99_20ms{.percentile = 0.99, .latency = 20ms};

TEST(Objective, IsReadInBothSpellings) {
  for (const auto *text : {"p99=20ms", "p99<20ms", "p99 < 20 ms", " p99 =20ms "}) {
    const auto objective = parse_objective(text);
    ASSERT_TRUE(objective) << text;
    EXPECT_DOUBLE_EQ(objective->percentile, 0.99);
    EXPECT_EQ(objective->latency, 20ms);
  }
  EXPECT_NEAR(parse_objective("p99.9<1s")->percentile, 0.999, 1e-12);
  EXPECT_NEAR(parse_objective("p50=500us")->percentile, 0.5, 1e-12);
}

TEST(Objective, ThatIsNoneIsRefusedWithAnExample) {
  for (const auto *text : {"",          "20ms",      "p99",          "p99=",         "p99=20",   "99=20ms",
                           "p100=20ms", "p0.5=20ms", "p99.999=20ms", "px=1ms",       "p=1ms",    "p99=-1ms",
                           "p99=1us",   "p99=11s",   "p99>20ms",     "p99%=20ms",    "pnan=1ms", " ",
                           "p 99=20ms", "p99 20 ms", "p99 = 2 0ms",  "p99 < 20 m s", "< 20 ms"}) {
    const auto objective = parse_objective(text);
    ASSERT_FALSE(objective) << text;
    EXPECT_EQ(objective.error().kind(), base::ErrorKind::usage);
    EXPECT_THAT(objective.error().message(), HasSubstr("p99=20ms")) << text;
  }
}

TEST(StepLength, LeavesAHundredSamplesBeyondThePercentile) {
  for (const double rate : {10.0, 800.0, 9000.0}) {
    const double requests = rate * base::to_seconds(step_length(p99_20ms, rate));
    EXPECT_NEAR(requests * 0.01, 105, 0.1) << rate;
  }
  EXPECT_EQ(step_length(p99_20ms, 100'000), 1s);
  EXPECT_NEAR(base::to_seconds(step_length({.percentile = 0.999, .latency = 20ms}, 10'000)), 10.5, 1e-6);
}

/// A step at 1000/s for 10 s in which all went well: p99 10 ms.
sample::Recording good_step() {
  sample::Recording recording;
  recording.model = "open";
  recording.arrivals = "constant";
  recording.offered_per_s = 1000;
  recording.measured = 10s;
  recording.ledger.planned = 10'000;
  recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::ok)] = 10'000;
  recording.completed_in_window = 10'000;
  recording.latency.record(10ms, 10'000);
  recording.generator.busy_share = 0.3;
  return recording;
}

sample::Recording slow_step() {
  auto recording = good_step();
  recording.latency.reset();
  recording.latency.record(10ms, 9'800);
  recording.latency.record(30ms, 200);
  return recording;
}

TEST(JudgedStep, IsMetWhenNothingIsMissing) {
  const auto step = judge_step(good_step(), p99_20ms);
  EXPECT_EQ(step.verdict, "met");
  EXPECT_EQ(step.why, "");
  EXPECT_NEAR(base::to_seconds(step.latency), 0.010, 1e-5);
  EXPECT_EQ(step.planned, 10'000U);
  EXPECT_EQ(step.length, 10s);
  EXPECT_EQ(step.achieved_per_s, 1000);
}

TEST(JudgedStep, IsMissedByItsPercentile) {
  const auto step = judge_step(slow_step(), p99_20ms);
  EXPECT_EQ(step.verdict, "missed");
  EXPECT_THAT(step.why, HasSubstr("p99 was 30.0 ms"));
  EXPECT_EQ(judge_step(slow_step(), {.percentile = 0.9, .latency = 20ms}).verdict, "met");
}

TEST(JudgedStep, IsMissedByASingleError) {
  auto recording = good_step();
  recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::ok)] -= 1;
  recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::timed_out)] += 1;
  const auto step = judge_step(recording, p99_20ms);
  EXPECT_EQ(step.verdict, "missed");
  EXPECT_EQ(step.errors, 1U);
  EXPECT_THAT(step.why, HasSubstr("1 requests got no right answer"));
}

TEST(JudgedStep, IsMissedWhenLessThan99PerCentOfTheRateWereAnswered) {
  auto recording = good_step();
  recording.completed_in_window = 9'900;
  EXPECT_EQ(judge_step(recording, p99_20ms).verdict, "met");
  recording.completed_in_window = 9'899;
  const auto step = judge_step(recording, p99_20ms);
  EXPECT_EQ(step.verdict, "missed");
  EXPECT_THAT(step.why, HasSubstr("% of the rate were answered"));
}

TEST(JudgedStep, IsMissedByAPercentileThatIsOnlyALowerBound) {
  auto recording = good_step();
  for (int i = 0; i < 200; ++i) recording.latency.record_at_least(1ms);
  EXPECT_EQ(judge_step(recording, p99_20ms).verdict, "missed");
}

TEST(JudgedStep, IsRefusedWhenItIsMissedWhileTheGeneratorHadNothingLeft) {
  auto recording = slow_step();
  recording.generator.busy_share = 0.95;
  EXPECT_EQ(judge_step(recording, p99_20ms).verdict, "refused");
  recording = slow_step();
  recording.late_generator.record(3ms, 101);
  const auto late = judge_step(recording, p99_20ms);
  EXPECT_EQ(late.verdict, "refused");
  EXPECT_THAT(late.why, HasSubstr("the generator could not keep the rate (p99 was"));
  auto good = good_step();
  good.generator.busy_share = 0.95;
  EXPECT_EQ(judge_step(good, p99_20ms).verdict, "met") << "what held all the same has held";
}

TEST(JudgedStep, IsRefusedFromWhereTheCalibrationShowedTheGeneratorsEnd) {
  auto recording = slow_step();
  recording.generator.busy_share = 0.85;
  EXPECT_EQ(judge_step(recording, p99_20ms).verdict, "missed") << "90 % are assumed";
  EXPECT_EQ(judge_step(recording, p99_20ms, 0.82).verdict, "refused");
  recording.generator.busy_share = 0.93;
  EXPECT_EQ(judge_step(recording, p99_20ms, 0.94).verdict, "missed");
}

TEST(JudgedStep, ThatWasCutShortIsMissedAndWhatWasStillToComeIsNoError) {
  auto recording = good_step();
  recording.interrupted = true;
  recording.ledger.planned = 10'050;
  recording.ledger.in_flight = 40;
  recording.ledger.unsent = 10;
  const auto step = judge_step(recording, p99_20ms);
  EXPECT_EQ(step.verdict, "missed");
  EXPECT_TRUE(step.cut_short);
  EXPECT_EQ(step.errors, 0U);
}

sample::Window window(std::uint64_t ok, base::Nanoseconds p50, base::Nanoseconds p99) {
  return {.begin = {}, .length = 125ms, .measured = true, .ok = ok, .failed = 0, .p50 = p50, .p99 = p99, .max = p99};
}

TEST(LostStep, IsKnownOnceMoreAreBeyondThanMayBe) {
  LostStep slow{p99_20ms, 10'000};                   // 100 may be beyond
  EXPECT_FALSE(slow.after(window(100, 30ms, 40ms))); // 50 of them at least
  EXPECT_FALSE(slow.after(window(100, 30ms, 40ms)));
  EXPECT_TRUE(slow.after(window(100, 30ms, 40ms)));
  LostStep tail{p99_20ms, 10'000};
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(tail.after(window(100, 1ms, 30ms))) << i; // one in a hundred
  EXPECT_TRUE(tail.after(window(100, 1ms, 30ms)));
  LostStep good{p99_20ms, 10'000};
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(good.after(window(100, 10ms, 20ms)));
}

TEST(LostStep, IsLostByOneErrorButNotInItsWarmUp) {
  LostStep step{p99_20ms, 10'000};
  auto failing = window(100, 1ms, 1ms);
  failing.failed = 1;
  failing.measured = false;
  EXPECT_FALSE(step.after(failing));
  failing.measured = true;
  EXPECT_TRUE(step.after(failing));
}

} // namespace
} // namespace reqbench::run
