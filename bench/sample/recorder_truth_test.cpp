// Loads whose every latency is known beforehand: what the recorder tells must be what arithmetic tells.
#include "sample/recorder.hpp"

#include <gtest/gtest.h>

namespace reqbench::sample {
namespace {

using base::Instant;
using base::Nanoseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant start{std::chrono::hours{3}};

double ms(Nanoseconds duration) { return static_cast<double>(duration.count()) / 1e6; }

/// 1000 requests a second for 10 s, each on a connection of its own, answered 1 ms after it was sent; but from 2 s to
/// 3 s the server is frozen, and answers what came in the meantime at 3.001 s. `timeout` gives up what waits longer.
Recording frozen_for_a_second(Nanoseconds timeout) {
  Recorder recorder{milliseconds{250}, 100};
  recorder.begin_phase(Phase::warm_up, start);
  recorder.begin_phase(Phase::measure, start);
  recorder.begin_phase(Phase::drain, start + seconds{10});
  for (int k = 0; k < 10'000; ++k) {
    const Instant due = start + milliseconds{k};
    const Instant answered = (k >= 2000 && k < 3000 ? start + seconds{3} : due) + milliseconds{1};
    Sample sample = recorder.plan(due);
    sample.sent = due;
    sample.first_byte = answered;
    if (answered - due > timeout)
      recorder.end(sample, Outcome::timed_out, due + timeout);
    else
      recorder.end(sample, Outcome::ok, answered);
  }
  recorder.begin_phase(Phase::done, start + seconds{11});
  return std::move(recorder).take();
}

// Of 10 000 latencies 9 000 are 1 ms and 1 000 are 2, 3, … 1001 ms. The 9 900th is the 900th of those: 901 ms.
TEST(RecorderTruth, a_server_frozen_for_a_second_shows_in_the_percentiles_exactly) {
  const Recording recording = frozen_for_a_second(seconds{5});
  EXPECT_EQ(recording.ledger.planned, 10'000u);
  EXPECT_EQ(recording.ledger.ok(), 10'000u);
  EXPECT_EQ(recording.latency.count(), 10'000u);
  EXPECT_NEAR(ms(recording.latency.quantile(0.50)), 1, 0.001);
  EXPECT_NEAR(ms(recording.latency.quantile(0.90)), 1, 0.001);
  EXPECT_NEAR(ms(recording.latency.quantile(0.95)), 501, 0.501);
  EXPECT_NEAR(ms(recording.latency.quantile(0.99)), 901, 0.901);
  EXPECT_EQ(recording.latency.max(), milliseconds{1001});
  // (9 000 × 1 + the sum of 2 … 1001) ÷ 10 000 = (9 000 + 501 500) ÷ 10 000
  EXPECT_NEAR(recording.latency.mean_ns() / 1e6, 51.05, 0.051);
  EXPECT_FALSE(recording.latency.quantile_is_at_least(1));
}

// Those that would have waited longer than 500 ms are given up: latencies 501 … 1001 ms are "at least 500 ms", 501 of
// them, so p50 to p90 are exact and everything from the 9 500th of 10 000 on is a lower bound.
TEST(RecorderTruth, what_was_given_up_bounds_the_percentiles_from_below) {
  const Recording recording = frozen_for_a_second(milliseconds{500});
  EXPECT_EQ(recording.ledger.timed_out(), 501u);
  EXPECT_EQ(recording.ledger.difference(), 0);
  EXPECT_EQ(recording.latency.censored(), 501u);
  EXPECT_EQ(recording.latency.count(), 10'000u);
  EXPECT_FALSE(recording.latency.quantile_is_at_least(0.90));
  EXPECT_FALSE(recording.latency.quantile_is_at_least(0.949));
  EXPECT_TRUE(recording.latency.quantile_is_at_least(0.95));
  EXPECT_EQ(recording.latency.max(), milliseconds{500});
  EXPECT_EQ(recording.service_time.count(), 9'499u);
}

// Answered in [0 s, 10 s): all but the last, which is answered at its end. A second of answers is missing from 2.001 s.
TEST(RecorderTruth, throughput_counts_what_came_back_and_the_windows_show_the_hole) {
  const Recording recording = frozen_for_a_second(seconds{5});
  EXPECT_EQ(recording.completed_in_window, 9'999u);
  EXPECT_DOUBLE_EQ(recording.achieved_per_s(), 999.9);
  ASSERT_EQ(recording.windows.size(), 44u);
  EXPECT_EQ(recording.windows[0].ok, 249u);
  EXPECT_EQ(recording.windows[7].ok, 250u);
  EXPECT_EQ(recording.windows[8].ok, 1u);
  EXPECT_EQ(recording.windows[9].ok, 0u);
  EXPECT_EQ(recording.windows[11].ok, 0u);
  EXPECT_EQ(recording.windows[12].ok, 1249u);
  EXPECT_EQ(recording.windows[12].max, milliseconds{1001});
  EXPECT_TRUE(recording.windows[39].measured);
  EXPECT_FALSE(recording.windows[40].measured);
  EXPECT_EQ(recording.windows[40].ok, 1u);
}

} // namespace
} // namespace reqbench::sample
