#include "cli/live_line.hpp"

#include "report/text.hpp"

#include <gtest/gtest.h>

namespace reqbench::cli {
namespace {

using namespace std::chrono_literals;
using base::Instant;
using sample::Phase;

const Instant begin{1h};

load::LoadPlan ten_seconds() {
  load::LoadPlan plan;
  plan.warm_up = 1s;
  plan.measure = 10s;
  return plan;
}

sample::Window second(std::uint64_t ok, std::uint64_t failed) {
  return {
      .begin = {}, .length = 1s, .measured = true, .ok = ok, .failed = failed, .p50 = 402us, .p99 = 1200us, .max = 2ms};
}

std::string told(const load::LiveFeed &feed, const load::LoadPlan &plan, base::Nanoseconds after = 0ms,
                 std::size_t width = 80) {
  return live_text(feed.read(), plan, begin + after, width);
}

TEST(LiveLine, TellsRatePercentilesErrorsAndTimeLeft) {
  load::LiveFeed feed;
  feed.on_phase(Phase::warm_up, begin);
  feed.on_window(second(100'000, 2));
  feed.on_phase(Phase::measure, begin + 1s);
  feed.on_window(second(151'000, 3));
  EXPECT_EQ(told(feed, ten_seconds(), 4s), "measuring · 151 k/s · p50 402 µs · p99 1.20 ms · 5 errors · 7 s left");
}

TEST(LiveLine, TellsThePhase) {
  load::LiveFeed feed;
  EXPECT_EQ(told(feed, ten_seconds()), "connecting");
  feed.on_phase(Phase::warm_up, begin);
  EXPECT_EQ(told(feed, ten_seconds(), 1ms), "warming up · 11 s left");
  feed.on_phase(Phase::measure, begin + 1s);
  EXPECT_EQ(told(feed, ten_seconds(), 1001ms), "measuring · 10 s left");
  EXPECT_EQ(told(feed, ten_seconds(), 20s), "measuring · 0 s left");
  feed.on_phase(Phase::drain, begin + 11s);
  EXPECT_EQ(told(feed, ten_seconds(), 11s), "waiting for the last answers");
}

TEST(LiveLine, HasNoPercentileOfASecondWithoutAnAnswer) {
  load::LiveFeed feed;
  feed.on_phase(Phase::warm_up, begin);
  feed.on_window({.begin = {}, .length = 1s, .measured = false, .ok = 0, .failed = 1, .p50 = {}, .p99 = {}, .max = {}});
  EXPECT_EQ(told(feed, ten_seconds(), 1s), "warming up · 0/s · 1 error · 10 s left");
}

TEST(LiveLine, EstimatesAllWorkersFromTheFirst) {
  load::LiveFeed feed;
  auto plan = ten_seconds();
  plan.connections = 10;
  plan.threads = 3; // worker 0 has 4 of the 10 connections
  const auto told_of_a_second = [&] {
    feed.begin(plan);
    feed.on_phase(Phase::warm_up, begin);
    feed.on_window(second(300, 3));
    return told(feed, plan, 1s);
  };
  EXPECT_EQ(told_of_a_second(), "warming up · 750/s · p50 402 µs · p99 1.20 ms · 8 errors · 10 s left");
  plan.model.kind = load::Model::Kind::open; // and each third request
  EXPECT_EQ(told_of_a_second(), "warming up · 900/s · p50 402 µs · p99 1.20 ms · 9 errors · 10 s left");
}

TEST(LiveLine, FitsEveryWidthAndKeepsTheRateLongest) {
  load::LiveFeed feed;
  feed.on_phase(Phase::warm_up, begin);
  feed.on_window(second(151'000, 0));
  for (std::size_t width = 0; width < 100; ++width)
    EXPECT_LE(report::width(told(feed, ten_seconds(), 1s, width)), width);
  EXPECT_EQ(told(feed, ten_seconds(), 1s, 60), "151 k/s · p50 402 µs · p99 1.20 ms · 0 errors · 10 s left");
  EXPECT_EQ(told(feed, ten_seconds(), 1s, 45), "151 k/s · p99 1.20 ms · 0 errors · 10 s left");
  EXPECT_EQ(told(feed, ten_seconds(), 1s, 20), "151 k/s · 0 errors");
  EXPECT_EQ(told(feed, ten_seconds(), 1s, 10), "151 k/s");
  EXPECT_EQ(told(feed, ten_seconds(), 1s, 3), "");
}

} // namespace
} // namespace reqbench::cli
