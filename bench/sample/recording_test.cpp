#include "sample/recording.hpp"

#include <gtest/gtest.h>

namespace reqbench::sample {
namespace {

using base::Nanoseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// The next window, of 125 ms, with so many answers of that latency.
void add_window(Recording &recording, std::uint64_t answers, Nanoseconds latency) {
  Histogram histogram{Precision::one_percent};
  histogram.record(latency, answers);
  Window window{.begin = milliseconds{125} * static_cast<int>(recording.windows.size()), .length = milliseconds{125}};
  window.measured = true;
  window.ok = answers;
  window.failed = 1;
  window.set_latency(histogram);
  recording.windows.push_back(window);
  recording.window_latency.append(histogram);
}

/// One of two workers; `n` scales every figure.
Recording worker(int n) {
  const auto count = static_cast<std::uint64_t>(n);
  Recording recording;
  recording.model = "open";
  recording.connections = 32 * n;
  recording.offered_per_s = 500.0 * n;
  recording.warm_up = seconds{1};
  recording.measured = seconds{4};
  recording.drained = milliseconds{10 * n};
  recording.ledger.planned = 100 * count;
  recording.ledger.unsent = 100 * count;
  recording.warm_up_ledger.planned = 10 * count;
  recording.completed_in_window = 400 * count;
  for (const auto histogram : {&Recording::latency, &Recording::service_time, &Recording::first_byte,
                               &Recording::connect, &Recording::failed_latency, &Recording::warm_up_latency,
                               &Recording::lateness, &Recording::late_no_connection, &Recording::late_generator})
    (recording.*histogram).record(milliseconds{n}, count);
  recording.bytes = {count, 2 * count};
  recording.connections_seen = {3 * count, 4 * count, 5 * count};
  auto &usage = recording.generator;
  usage.engine = "epoll";
  usage.threads = n;
  usage.cpu_user_s = 0.5 * n;
  usage.cpu_system_s = 0.25 * n;
  usage.cpu_spin_s = 0.125 * n;
  usage.involuntary_switches = count;
  usage.busy_share = 0.1 * n;
  usage.slow_path = 7 * count;
  usage.checked_by_length = 9 * count;
  usage.engine_choice = "why";
  usage.loop_delay.record(milliseconds{n}, count);
  usage.steal_s = 0.01 * n;
  usage.processors = n;
  for (int i = 0; i < n; ++i) usage.by_thread.push_back({.user_s = 0.5, .busy_share = 0.1 * n});
  add_window(recording, 90 * count, milliseconds{n});
  return recording;
}

TEST(Recording, two_workers_of_a_load_add_up) {
  Recording sum = worker(1);
  merge(sum, worker(3));
  EXPECT_EQ(sum.model, "open");
  EXPECT_EQ(sum.connections, 128);
  EXPECT_EQ(sum.offered_per_s, 2000);
  EXPECT_EQ(sum.warm_up, seconds{1});
  EXPECT_EQ(sum.measured, seconds{4});
  EXPECT_EQ(sum.drained, milliseconds{30});
  EXPECT_EQ(sum.ledger.planned, 400u);
  EXPECT_EQ(sum.ledger.difference(), 0);
  EXPECT_EQ(sum.warm_up_ledger.planned, 40u);
  EXPECT_EQ(sum.completed_in_window, 1600u);
  EXPECT_EQ(sum.achieved_per_s(), 400);
  for (const auto histogram : {&Recording::latency, &Recording::service_time, &Recording::first_byte,
                               &Recording::connect, &Recording::failed_latency, &Recording::warm_up_latency,
                               &Recording::lateness, &Recording::late_no_connection, &Recording::late_generator}) {
    EXPECT_EQ((sum.*histogram).count(), 4u);
    EXPECT_EQ((sum.*histogram).max(), milliseconds{3});
  }
  EXPECT_EQ(sum.bytes.sent, 4u);
  EXPECT_EQ(sum.bytes.received, 8u);
  EXPECT_EQ(sum.connections_seen.opened, 12u);
  EXPECT_EQ(sum.connections_seen.reused, 16u);
  EXPECT_EQ(sum.connections_seen.lost, 20u);
}

TEST(Recording, the_generators_share_is_the_mean_over_its_threads) {
  Recording sum = worker(1);
  merge(sum, worker(3));
  EXPECT_EQ(sum.generator.threads, 4);
  EXPECT_EQ(sum.generator.cpu_user_s, 2);
  EXPECT_EQ(sum.generator.cpu_system_s, 1);
  EXPECT_EQ(sum.generator.cpu_spin_s, 0.5);
  EXPECT_EQ(sum.generator.involuntary_switches, 4u);
  EXPECT_EQ(sum.generator.slow_path, 28u);
  EXPECT_EQ(sum.generator.checked_by_length, 36u);
  EXPECT_EQ(sum.generator.engine_choice, "why");
  EXPECT_NEAR(sum.generator.busy_share, (0.1 * 1 + 0.3 * 3) / 4, 1e-12);
}

TEST(Recording, what_the_generator_saw_of_itself_is_kept_by_thread_and_in_all) {
  Recording sum = worker(1);
  merge(sum, worker(3));
  ASSERT_EQ(sum.generator.by_thread.size(), 4u);
  EXPECT_EQ(sum.generator.by_thread[0].busy_share, 0.1);
  EXPECT_EQ(sum.generator.by_thread[3].busy_share, 0.1 * 3);
  EXPECT_EQ(sum.generator.loop_delay.count(), 4u);
  EXPECT_EQ(sum.generator.loop_delay.max(), milliseconds{3});
  EXPECT_NEAR(sum.generator.steal_s, 0.04, 1e-12);
  EXPECT_EQ(sum.generator.processors, 3) << "they share them";
}

TEST(Recording, the_busiest_thread_tells_whether_the_generator_had_time_left) {
  Recording sum = worker(1);
  merge(sum, worker(3));
  sum.generator.steal_s = 0;
  EXPECT_NEAR(busiest_share(sum), 0.3, 1e-12);
  // Of 3 processors × 4 s the hypervisor took a quarter: what is left was used to 0.4.
  sum.generator.steal_s = 3;
  EXPECT_NEAR(busiest_share(sum), 0.4, 1e-12);
  sum.generator.by_thread.clear(); // a file that does not tell the threads apart
  EXPECT_NEAR(busiest_share(sum), sum.generator.busy_share / 0.75, 1e-12);
  sum.generator.steal_s = 12;
  EXPECT_LE(busiest_share(sum), 1);
  EXPECT_EQ(busiest_share(Recording{}), 0);
}

// The larger p50 of two windows, or their mean, would be 3 ms or 2 ms; 270 of their 360 answers took 3 ms, 90 took 1
// ms.
TEST(Recording, a_windows_percentiles_are_those_of_all_its_answers_not_of_one_worker) {
  Recording sum = worker(1), other = worker(3);
  merge(sum, other);
  EXPECT_EQ(sum.windows[0].p50, milliseconds{3});
  Recording few = worker(1);
  other = Recording{};
  add_window(other, 10, milliseconds{100});
  merge(few, other);
  EXPECT_NEAR(static_cast<double>(few.windows[0].p50.count()), 1e6, 1e4) << "90 of 100 answers";
  EXPECT_EQ(few.windows[0].p99, milliseconds{100});
  EXPECT_EQ(few.windows[0].max, milliseconds{100});
  EXPECT_EQ(few.windows[0].ok, 100u);
  EXPECT_EQ(few.windows[0].failed, 2u);
  EXPECT_TRUE(few.windows[0].measured);
}

TEST(Recording, windows_add_up_by_position_also_when_one_worker_has_more) {
  for (const bool first : {false, true}) {
    Recording shorter = worker(1), longer = worker(3);
    add_window(longer, 5, milliseconds{2});
    Recording &sum = first ? shorter : longer;
    merge(sum, first ? longer : shorter);
    ASSERT_EQ(sum.windows.size(), 2u);
    EXPECT_EQ(sum.windows[0].ok, 360u);
    EXPECT_EQ(sum.windows[1].ok, 5u);
    EXPECT_EQ(sum.windows[1].begin, milliseconds{125});
    EXPECT_EQ(sum.windows[1].length, milliseconds{125});
    EXPECT_EQ(sum.windows[1].max, milliseconds{2});
    EXPECT_EQ(sum.window_latency.size(), 2u);
  }
}

TEST(Recording, its_seconds_are_those_of_both_workers) {
  Recording sum = worker(1);
  merge(sum, worker(3));
  ASSERT_EQ(sum.seconds.size(), 1u);
  EXPECT_EQ(sum.seconds[0].ok, 360u);
  EXPECT_EQ(sum.seconds[0].p50, milliseconds{3});
}

TEST(Recording, is_steady_when_all_are_and_interrupted_when_any_is) {
  Recording sum = worker(1), other = worker(1);
  merge(sum, other);
  EXPECT_TRUE(sum.steady);
  EXPECT_FALSE(sum.interrupted);
  other.steady = false;
  other.interrupted = true;
  merge(sum, other);
  EXPECT_FALSE(sum.steady);
  EXPECT_TRUE(sum.interrupted);
}

TEST(Recording, poisson_arrivals_ask_for_what_fell_due) {
  auto recording = worker(1);
  EXPECT_EQ(recording.due_per_s(), 500);
  recording.arrivals = "poisson";
  recording.ledger.planned = 1960;
  EXPECT_EQ(recording.due_per_s(), 490);
  recording.measured = {};
  EXPECT_EQ(recording.due_per_s(), 500) << "nothing was measured";
}

TEST(Recording, nothing_measured_is_no_rate) { EXPECT_EQ(Recording{}.achieved_per_s(), 0); }

TEST(Recording, the_generator_is_late_when_more_than_1_percent_left_over_2_ms_late) {
  Recording recording;
  recording.ledger.planned = 1000;
  recording.late_generator.record(milliseconds{2}, 985);
  recording.late_generator.record(milliseconds{3}, 10);
  EXPECT_FALSE(generator_late(recording));
  recording.late_generator.record(milliseconds{3});
  EXPECT_TRUE(generator_late(recording));
  EXPECT_FALSE(generator_late(Recording{}));
}

TEST(StoodStill, IsHalfOfTheWindowWithoutALook) {
  Recording recording;
  recording.measured = std::chrono::seconds{1};
  EXPECT_FALSE(stood_still(recording));
  recording.generator.loop_delay.record(std::chrono::milliseconds{450});
  EXPECT_FALSE(stood_still(recording));
  recording.generator.loop_delay.record(std::chrono::milliseconds{510});
  EXPECT_TRUE(stood_still(recording));
  EXPECT_FALSE(stood_still(Recording{})) << "nothing was measured";
}

} // namespace
} // namespace reqbench::sample
