#include "sample/recording.hpp"

#include <gtest/gtest.h>

namespace reqbench::sample {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

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
  for (const auto histogram :
       {&Recording::latency, &Recording::service_time, &Recording::first_byte, &Recording::connect,
        &Recording::failed_latency, &Recording::late_no_connection, &Recording::late_generator})
    (recording.*histogram).record(milliseconds{n}, count);
  recording.bytes = {count, 2 * count};
  recording.connections_seen = {3 * count, 4 * count, 5 * count};
  recording.generator = {"epoll", n, 0.5 * n, 0.25 * n, 0.125 * n, count, 0.1 * n, 7 * count, 9 * count, "why"};
  recording.windows = {{{}, milliseconds{125}, true, 10 * count, count, milliseconds{n}, milliseconds{9 - n}, {}}};
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
  for (const auto histogram :
       {&Recording::latency, &Recording::service_time, &Recording::first_byte, &Recording::connect,
        &Recording::failed_latency, &Recording::late_no_connection, &Recording::late_generator}) {
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

TEST(Recording, windows_add_up_by_position_and_keep_the_larger_percentile) {
  Recording sum = worker(1), longer = worker(3);
  longer.windows.push_back({milliseconds{125}, milliseconds{60}, false, 5, 0, {}, {}, {}});
  merge(sum, longer);
  ASSERT_EQ(sum.windows.size(), 2u);
  EXPECT_EQ(sum.windows[0].ok, 40u);
  EXPECT_EQ(sum.windows[0].failed, 4u);
  EXPECT_EQ(sum.windows[0].p50, milliseconds{3});
  EXPECT_EQ(sum.windows[0].p99, milliseconds{8});
  EXPECT_EQ(sum.windows[1].ok, 5u);
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

} // namespace
} // namespace reqbench::sample
