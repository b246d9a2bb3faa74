#include "sample/seconds.hpp"

#include "sample/recorder.hpp"

#include <gtest/gtest.h>

namespace reqbench::sample {
namespace {

using base::Instant;
using base::Nanoseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant start{std::chrono::hours{2}};

/// An answer at each of these moments, which took so long.
void answer(Recorder &recorder, std::initializer_list<int> at_ms, Nanoseconds took, Outcome outcome = Outcome::ok) {
  for (const int ms : at_ms) {
    const Instant now = start + milliseconds{ms};
    Sample sample = recorder.plan(now - took);
    sample.sent = sample.first_byte = sample.intended;
    recorder.end(sample, outcome, now);
  }
}

/// Warm-up from 0, measure from 1.3 s, drain from 3.8 s to 4 s.
Recorder begun(Nanoseconds window) {
  Recorder recorder{window, 100};
  recorder.begin_phase(Phase::warm_up, start);
  recorder.begin_phase(Phase::measure, start + milliseconds{1300});
  recorder.begin_phase(Phase::drain, start + milliseconds{3800});
  return recorder;
}

Recording done(Recorder &&recorder) {
  recorder.begin_phase(Phase::done, start + seconds{4});
  return std::move(recorder).take();
}

struct Expected {
  int begin_ms, length_ms;
  bool measured;
};

void expect_seconds(const Recording &recording, std::initializer_list<Expected> expected) {
  ASSERT_EQ(recording.seconds.size(), expected.size());
  const auto *second = recording.seconds.data();
  for (const auto &[begin_ms, length_ms, measured] : expected) {
    EXPECT_EQ(second->begin, milliseconds{begin_ms});
    EXPECT_EQ(second->length, milliseconds{length_ms});
    EXPECT_EQ(second->measured, measured) << begin_ms;
    ++second;
  }
}

TEST(Seconds, begin_anew_with_each_phase) {
  expect_seconds(done(begun(milliseconds{125})), {{0, 1000, false},
                                                  {1000, 300, false},
                                                  {1300, 1000, true},
                                                  {2300, 1000, true},
                                                  {3300, 500, true},
                                                  {3800, 200, false}});
}

TEST(Seconds, are_made_of_whole_windows) {
  // Of 400 ms: 1300, 1700, 2100 | 2500, 2900 | 3300, 3700 (cut at 3800).
  const auto recording = done(begun(milliseconds{400}));
  expect_seconds(recording, {{0, 1200, false},
                             {1200, 100, false},
                             {1300, 1200, true},
                             {2500, 800, true},
                             {3300, 500, true},
                             {3800, 200, false}});
}

TEST(Seconds, hold_what_ended_in_them_and_together_what_ended_in_the_measure_window) {
  Recorder recorder = begun(milliseconds{125});
  answer(recorder, {900, 1100, 1299}, milliseconds{1});
  answer(recorder, {1300, 1700, 2299}, milliseconds{1});
  answer(recorder, {2300}, milliseconds{1});
  answer(recorder, {2400}, milliseconds{1}, Outcome::reset);
  answer(recorder, {3799}, milliseconds{1});
  const auto recording = done(std::move(recorder));
  std::vector<std::uint64_t> ok, failed;
  std::uint64_t measured = 0;
  for (const auto &second : recording.seconds) {
    ok.push_back(second.ok);
    failed.push_back(second.failed);
    if (second.measured) measured += second.ok;
  }
  EXPECT_EQ(ok, (std::vector<std::uint64_t>{1, 2, 3, 1, 1, 0}));
  EXPECT_EQ(failed, (std::vector<std::uint64_t>{0, 0, 0, 1, 0, 0}));
  EXPECT_EQ(measured, recording.completed_in_window);
}

// Eight windows of the second: seven with 1 answer of 1 ms each, one with 93 of 10 ms. The mean of the windows' medians
// is 2.1 ms; half of the second's answers took 10 ms.
TEST(Seconds, have_the_percentiles_of_their_answers_not_the_mean_of_their_windows) {
  Recorder recorder = begun(milliseconds{125});
  answer(recorder, {1310, 1430, 1560, 1680, 1810, 1930, 2060}, milliseconds{1});
  for (int i = 0; i < 93; ++i) answer(recorder, {2200}, milliseconds{10});
  const auto second = done(std::move(recorder)).seconds.at(2);
  EXPECT_EQ(second.ok, 100u);
  EXPECT_EQ(second.p50, milliseconds{10});
  EXPECT_EQ(second.p99, milliseconds{10});
  EXPECT_EQ(second.max, milliseconds{10});
}

} // namespace
} // namespace reqbench::sample
