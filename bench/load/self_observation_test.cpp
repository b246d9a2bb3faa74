#include "load/self_observation.hpp"

#include <gtest/gtest.h>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;
using base::Instant;
using base::Nanoseconds;

constexpr Instant begin{1h};
Instant moment(Nanoseconds offset) { return begin + offset; }

/// A measured observation; nothing is told of it before.
SelfObservation measured() {
  SelfObservation self;
  self.begin_measure();
  return self;
}

sample::GeneratorUsage done(SelfObservation &self, Nanoseconds window = 1s) {
  self.end_measure(window);
  return self.usage();
}

TEST(SelfObservation, TheDelayOfAQuietWaitIsWhatItSleptTooLong) {
  auto self = measured();
  self.wait(moment(0ms), moment(10ms), false);
  self.look(moment(13ms));
  const auto delay = done(self).loop_delay;
  EXPECT_EQ(delay.count(), 1U);
  EXPECT_EQ(delay.max(), 3ms);
}

TEST(SelfObservation, TheDelayOfWorkIsTheTimeFromTheFirstEventToTheNextLook) {
  auto self = measured();
  self.wait(moment(0ms), moment(10ms), false);
  for (const auto stamp : {4ms, 5ms, 6ms}) self.event(moment(stamp));
  self.look(moment(7ms));
  const auto delay = done(self).loop_delay;
  EXPECT_EQ(delay.count(), 1U);
  EXPECT_EQ(delay.max(), 3ms);
}

TEST(SelfObservation, AWaitThatLastedTooLongIsDelayAlsoWhenSomethingCameMeanwhile) {
  auto self = measured();
  self.wait(moment(0ms), moment(10ms), false);
  self.event(moment(25ms));
  self.look(moment(26ms));
  EXPECT_NEAR(base::to_seconds(done(self).loop_delay.max()), 0.016, 1e-9);
}

TEST(SelfObservation, AWaitThatEndedEarlyWithoutAWordIsNoDelay) {
  auto self = measured();
  self.wait(moment(0ms), moment(10ms), false);
  self.look(moment(4ms));
  EXPECT_EQ(done(self).loop_delay.max(), 0ns);
}

TEST(SelfObservation, AGapOverAnEdgeOfTheWindowLiesInIt) {
  // The edges are followed after the look where nothing came, and before it with the stamp of what came.
  for (const bool came : {false, true}) {
    SelfObservation self;
    self.wait(moment(0ms), moment(10ms), false);
    if (!came) self.look(moment(2010ms));
    self.begin_measure();
    if (came) self.end_measure(1s);
    if (came) self.event(moment(2010ms));
    if (came) self.look(moment(2010ms));
    const auto delay = came ? self.usage().loop_delay : done(self).loop_delay;
    EXPECT_EQ(delay.count(), 1U) << came;
    EXPECT_NEAR(base::to_seconds(delay.max()), 2.0, 0.02) << came;
  }
}

TEST(SelfObservation, AGapOfASpinOverAnEdgeLiesInTheWindow) {
  SelfObservation self;
  self.wait(moment(0us), moment(0us), true);
  self.look(moment(1us));
  self.wait(moment(1us), moment(1us), true);
  self.look(moment(2s)); // for all of the window the machine stood still
  self.begin_measure();
  self.end_measure(1s);
  EXPECT_EQ(self.usage().loop_delay.count(), 1U);
  EXPECT_NEAR(base::to_seconds(self.usage().loop_delay.max()), 2.0, 0.02);
  self = SelfObservation{};
  self.begin_measure();
  self.wait(moment(0us), moment(0us), true);
  self.look(moment(700ms)); // over its end alone
  EXPECT_NEAR(base::to_seconds(done(self).loop_delay.max()), 0.7, 0.01);
}

TEST(SelfObservation, AGapBesideTheWindowIsNotOfIt) {
  SelfObservation self;
  self.wait(moment(0ms), moment(10ms), false);
  self.look(moment(900ms));
  self.wait(moment(900ms), moment(910ms), false);
  self.begin_measure();
  self.look(moment(910ms));
  self.wait(moment(910ms), moment(920ms), false);
  self.look(moment(920ms));
  self.end_measure(20ms);
  self.wait(moment(920ms), moment(930ms), false);
  self.look(moment(2000ms));
  EXPECT_EQ(self.usage().loop_delay.count(), 2U);
  EXPECT_EQ(self.usage().loop_delay.max(), 0ms);
}

TEST(SelfObservation, ASpinCountsOnceByItsLongestLook) {
  auto self = measured();
  const auto look_for = [&](Nanoseconds from, Nanoseconds to) {
    self.wait(moment(from), moment(from), true);
    self.look(moment(to));
  };
  look_for(0us, 1us);
  look_for(1us, 5001us); // the machine was busy elsewhere
  look_for(5001us, 5002us);
  self.wait(moment(5002us), moment(5002us), true);
  self.event(moment(5003us));
  self.look(moment(5010us));
  const auto usage = done(self);
  EXPECT_EQ(usage.loop_delay.count(), 1U);
  EXPECT_EQ(usage.loop_delay.max(), 5ms);
  // The look that brought an event was work.
  EXPECT_NEAR(usage.cpu_spin_s, 0.005002, 1e-9);
}

TEST(SelfObservation, AFreshWaitBeginsAFreshGap) {
  auto self = measured();
  self.wait(moment(0ms), moment(1ms), false);
  self.look(moment(9ms));
  self.wait(moment(9ms), moment(10ms), false);
  self.look(moment(10ms));
  const auto delay = done(self).loop_delay;
  EXPECT_EQ(delay.count(), 2U);
  EXPECT_EQ(delay.min(), 0ns);
  EXPECT_EQ(delay.max(), 8ms);
}

TEST(SelfObservation, LookingAgainWithoutAWaitTellsNothing) {
  auto self = measured();
  self.look(moment(0ms));
  self.wait(moment(0ms), moment(1ms), false);
  self.look(moment(1ms));
  self.look(moment(50ms));
  EXPECT_EQ(done(self).loop_delay.count(), 1U);
}

TEST(SelfObservation, OnlyTheMeasureWindowIsTold) {
  SelfObservation self;
  self.wait(moment(0ms), moment(1ms), true);
  self.look(moment(5ms));
  self.wait(moment(5ms), moment(6ms), false);
  self.look(moment(8ms));
  self.wait(moment(8ms), moment(9ms), true);
  self.begin_measure();
  self.end_measure(1s);
  self.wait(moment(9ms), moment(10ms), false);
  self.look(moment(20ms));
  const auto usage = self.usage();
  EXPECT_EQ(usage.loop_delay.count(), 0U);
  EXPECT_EQ(usage.cpu_spin_s, 0);
}

TEST(SelfObservation, OfWhatWasNeverMeasuredIsNothing) {
  SelfObservation self;
  self.end_measure(0s);
  const auto usage = self.usage();
  EXPECT_EQ(usage.busy_share, 0);
  EXPECT_EQ(usage.threads, 1);
  EXPECT_EQ(usage.by_thread.size(), 1U);
}

TEST(SelfObservation, TellsTheCpuOfItsOwnThread) {
  auto self = measured();
  // Until the kernel has booked 20 ms to this thread, however long that takes.
  const auto enough = [] {
    timespec cpu{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
    return std::chrono::seconds{cpu.tv_sec} + Nanoseconds{cpu.tv_nsec};
  };
  for (const auto from = enough(); enough() - from < 20ms;) continue;
  const auto usage = done(self, 100ms);
  ASSERT_EQ(usage.by_thread.size(), 1U);
  const auto &thread = usage.by_thread.front();
  EXPECT_GE(thread.user_s + thread.system_s, 0.019);
  EXPECT_EQ(thread.user_s, usage.cpu_user_s);
  EXPECT_EQ(thread.system_s, usage.cpu_system_s);
  EXPECT_NEAR(thread.busy_share, (thread.user_s + thread.system_s) / 0.1, 1e-9);
  EXPECT_EQ(thread.busy_share, usage.busy_share);
}

} // namespace
} // namespace reqbench::load
