#include "sample/recorder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

namespace {
std::uint64_t allocations = 0;
}

// Every allocation of this test program is counted, so that a test can say that none was made.
void *operator new(std::size_t size) {
  ++allocations;
  if (void *memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }

namespace reqbench::sample {
namespace {

using base::Instant;
using base::Nanoseconds;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Instant run_start{std::chrono::hours{5}};
Instant at(Nanoseconds offset) { return run_start + offset; }
Instant at_ms(int ms) { return run_start + milliseconds{ms}; }

/// Warm-up from 0, measure from 100 ms, drain from 300 ms; windows of 50 ms.
Recorder prepared(std::size_t room = 100) {
  Recorder recorder{milliseconds{50}, room};
  recorder.begin_phase(Phase::warm_up, at_ms(0));
  recorder.begin_phase(Phase::measure, at_ms(100));
  recorder.begin_phase(Phase::drain, at_ms(300));
  return recorder;
}

Recording recorded(Recorder &&recorder, int ms = 320) {
  recorder.begin_phase(Phase::done, at_ms(ms));
  return std::move(recorder).take();
}

/// Planned at `begin_ms`, sent 1 ms later, first byte 1 ms after that, ended at `end_ms`.
void request(Recorder &recorder, int begin_ms, int end_ms, Outcome outcome = Outcome::ok) {
  Sample sample = recorder.plan(at_ms(begin_ms));
  sample.sent = at_ms(begin_ms + 1);
  sample.first_byte = at_ms(begin_ms + 2);
  recorder.end(sample, outcome, at_ms(end_ms));
}

TEST(Recorder, a_request_belongs_to_the_phase_in_which_it_fell_due_whenever_it_ends) {
  Recorder recorder = prepared();
  request(recorder, 99, 110);
  request(recorder, 100, 299);
  request(recorder, 299, 310);
  const Recording recording = recorded(std::move(recorder));
  EXPECT_EQ(recording.warm_up_ledger.planned, 1u);
  EXPECT_EQ(recording.warm_up_ledger.ok(), 1u);
  EXPECT_EQ(recording.ledger.planned, 2u);
  EXPECT_EQ(recording.ledger.ok(), 2u);
  EXPECT_EQ(recording.ledger.difference(), 0);
  EXPECT_EQ(recording.latency.count(), 2u);
  EXPECT_EQ(recording.latency.max(), milliseconds{199});
  EXPECT_EQ(recording.latency.min(), milliseconds{11});
}

TEST(Recorder, counts_right_answers_inside_the_measure_window_whenever_sent) {
  Recorder recorder = prepared();
  request(recorder, 10, 99);
  request(recorder, 11, 100);
  request(recorder, 120, 299);
  request(recorder, 130, 300);
  request(recorder, 140, 200, Outcome::bad_body);
  EXPECT_EQ(recorded(std::move(recorder)).completed_in_window, 2u);
}

TEST(Recorder, keeps_the_four_times_of_a_right_answer_apart) {
  Recorder recorder = prepared();
  Sample sample = recorder.plan(at_ms(150));
  sample.sent = at_ms(157);
  sample.first_byte = at_ms(160);
  recorder.lateness(sample, at_ms(155));
  recorder.end(sample, Outcome::ok, at_ms(170));
  recorder.connected(microseconds{80});
  const Recording recording = recorded(std::move(recorder));
  EXPECT_EQ(recording.latency.max(), milliseconds{20});
  EXPECT_EQ(recording.service_time.max(), milliseconds{13});
  EXPECT_EQ(recording.first_byte.max(), milliseconds{3});
  EXPECT_EQ(recording.connect.max(), microseconds{80});
  EXPECT_EQ(recording.lateness.max(), recording.late_no_connection.max() + recording.late_generator.max());
  EXPECT_EQ(recording.late_no_connection.max(), milliseconds{5});
  EXPECT_EQ(recording.late_generator.max(), milliseconds{2});
  EXPECT_EQ(recording.failed_latency.count(), 0u);
}

TEST(Recorder, lateness_is_all_ours_when_a_connection_was_free_all_along) {
  Recorder recorder = prepared();
  Sample sample = recorder.plan(at_ms(150));
  sample.sent = at_ms(153);
  recorder.lateness(sample, at_ms(20));
  Sample warm = recorder.plan(at_ms(50));
  warm.sent = at_ms(90);
  recorder.lateness(warm, at_ms(20));
  const Recording recording = recorded(std::move(recorder));
  EXPECT_EQ(recording.late_no_connection.count(), 1u);
  EXPECT_EQ(recording.late_no_connection.max(), Nanoseconds{0});
  EXPECT_EQ(recording.late_generator.count(), 1u);
  EXPECT_EQ(recording.late_generator.max(), milliseconds{3});
}

TEST(Recorder, a_timed_out_request_enters_the_latency_as_at_least_its_age) {
  Recorder recorder = prepared();
  request(recorder, 110, 120);
  request(recorder, 120, 290, Outcome::timed_out);
  const Recording recording = recorded(std::move(recorder));
  EXPECT_EQ(recording.ledger.timed_out(), 1u);
  EXPECT_EQ(recording.latency.count(), 2u);
  EXPECT_EQ(recording.latency.censored(), 1u);
  EXPECT_EQ(recording.latency.max(), milliseconds{170});
  EXPECT_TRUE(recording.latency.quantile_is_at_least(0.99));
  EXPECT_FALSE(recording.latency.quantile_is_at_least(0.5));
  EXPECT_EQ(recording.service_time.count(), 1u);
  EXPECT_EQ(recording.failed_latency.count(), 0u);
}

TEST(Recorder, what_is_still_out_or_was_never_sent_enters_the_latency_too) {
  Recorder recorder = prepared();
  recorder.in_flight(recorder.plan(at_ms(200)), at_ms(320));
  recorder.unsent(recorder.plan(at_ms(220)), at_ms(320));
  recorder.in_flight(recorder.plan(at_ms(90)), at_ms(320));
  recorder.unsent(recorder.plan(at_ms(95)), at_ms(320));
  const Recording recording = recorded(std::move(recorder));
  EXPECT_EQ(recording.ledger.in_flight, 1u);
  EXPECT_EQ(recording.ledger.unsent, 1u);
  EXPECT_EQ(recording.ledger.difference(), 0);
  EXPECT_EQ(recording.warm_up_ledger.in_flight, 1u);
  EXPECT_EQ(recording.warm_up_ledger.unsent, 1u);
  EXPECT_EQ(recording.warm_up_ledger.difference(), 0);
  EXPECT_EQ(recording.latency.censored(), 2u);
  EXPECT_EQ(recording.latency.min(), milliseconds{100});
  EXPECT_EQ(recording.latency.max(), milliseconds{120});
}

TEST(Recorder, a_request_never_sent_is_the_servers_doing_until_a_connection_is_free) {
  Recorder recorder = prepared();
  recorder.unsent(recorder.plan(at_ms(200)), at_ms(320));
  recorder.unsent(recorder.plan(at_ms(210)), at_ms(320), at_ms(290));
  const Recording recording = recorded(std::move(recorder));
  EXPECT_EQ(recording.late_no_connection.max(), milliseconds{120});
  EXPECT_EQ(recording.late_no_connection.min(), milliseconds{80});
  EXPECT_EQ(recording.late_no_connection.censored(), 1u);
  EXPECT_EQ(recording.late_generator.count(), 1u);
  EXPECT_EQ(recording.late_generator.min_censored(), milliseconds{30});
}

TEST(Recorder, the_warm_up_has_a_latency_of_its_own) {
  Recorder recorder = prepared();
  request(recorder, 10, 17);
  request(recorder, 20, 80, Outcome::timed_out);
  request(recorder, 30, 35, Outcome::bad_body);
  recorder.in_flight(recorder.plan(at_ms(90)), at_ms(320));
  recorder.unsent(recorder.plan(at_ms(95)), at_ms(320));
  request(recorder, 110, 111);
  const Recording recording = recorded(std::move(recorder));
  EXPECT_EQ(recording.warm_up_latency.count(), 4u);
  EXPECT_EQ(recording.warm_up_latency.min(), milliseconds{7});
  EXPECT_EQ(recording.warm_up_latency.censored(), 3u);
  EXPECT_EQ(recording.warm_up_latency.max(), milliseconds{230});
  EXPECT_EQ(recording.latency.count(), 1u);
}

TEST(Recorder, failures_have_a_histogram_of_their_own) {
  for (std::size_t i = 0; i < outcome_count; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (outcome == Outcome::ok || outcome == Outcome::timed_out) continue;
    Recorder recorder = prepared();
    request(recorder, 110, 117, outcome);
    request(recorder, 10, 17, outcome);
    const Recording recording = recorded(std::move(recorder));
    EXPECT_EQ(recording.failed_latency.count(), 1u) << to_string(outcome);
    EXPECT_EQ(recording.failed_latency.max(), milliseconds{7});
    EXPECT_EQ(recording.latency.count(), 0u);
    EXPECT_EQ(recording.ledger.of(outcome), 1u);
    EXPECT_EQ(recording.warm_up_ledger.of(outcome), 1u);
  }
}

TEST(Recorder, counts_bytes_in_the_measure_window_and_connections_of_the_whole_load) {
  Recorder recorder = prepared();
  for (const int ms : {99, 100, 299, 300}) {
    recorder.bytes(10, 200, at_ms(ms));
    recorder.connected(microseconds{1});
    recorder.reused();
    recorder.lost();
  }
  recorder.reused();
  const Recording recording = recorded(std::move(recorder));
  EXPECT_EQ(recording.bytes.sent, 20u);
  EXPECT_EQ(recording.bytes.received, 400u);
  EXPECT_EQ(recording.connections_seen.opened, 4u);
  EXPECT_EQ(recording.connections_seen.reused, 5u);
  EXPECT_EQ(recording.connections_seen.lost, 4u);
}

TEST(Recorder, windows_follow_each_other_without_gap_and_hold_what_ended_in_them) {
  Recorder recorder = prepared();
  request(recorder, 0, 10);
  request(recorder, 20, 49);
  request(recorder, 30, 50);
  request(recorder, 60, 170, Outcome::reset);
  request(recorder, 160, 199);
  const Recording recording = recorded(std::move(recorder));
  ASSERT_EQ(recording.windows.size(), 7u);
  Nanoseconds edge{0};
  for (const Window &window : recording.windows) {
    EXPECT_EQ(window.begin, edge);
    edge += window.length;
  }
  EXPECT_EQ(edge, milliseconds{320});
  EXPECT_EQ(recording.windows[0].ok, 2u);
  EXPECT_EQ(recording.windows[0].max, milliseconds{29});
  EXPECT_NEAR(static_cast<double>(recording.windows[0].p50.count()), 10e6, 0.01 * 10e6);
  EXPECT_EQ(recording.windows[0].p99, milliseconds{29});
  EXPECT_EQ(recording.windows[1].ok, 1u);
  EXPECT_EQ(recording.windows[2].ok, 0u);
  EXPECT_EQ(recording.windows[2].max, Nanoseconds{0});
  EXPECT_EQ(recording.windows[3].ok, 1u);
  EXPECT_EQ(recording.windows[3].failed, 1u);
  EXPECT_EQ(recording.windows[3].max, milliseconds{39});
  EXPECT_EQ(recording.windows[6].length, milliseconds{20});
}

TEST(Recorder, each_phase_begins_a_window_so_that_the_measured_ones_hold_the_measure_phase) {
  Recorder recorder{milliseconds{50}, 100};
  recorder.begin_phase(Phase::warm_up, at_ms(0));
  recorder.begin_phase(Phase::measure, at_ms(70));
  recorder.begin_phase(Phase::drain, at_ms(210));
  for (const int ms : {69, 70, 119, 120, 209, 210}) request(recorder, 0, ms);
  const Recording recording = recorded(std::move(recorder), 250);
  std::vector<std::pair<Nanoseconds, std::uint64_t>> warm_up, measured, drain;
  for (const Window &window : recording.windows)
    (window.measured                   ? measured
     : window.begin < milliseconds{70} ? warm_up
                                       : drain)
        .emplace_back(window.begin, window.ok);
  using Windows = decltype(measured);
  EXPECT_EQ(warm_up, (Windows{{milliseconds{0}, 0}, {milliseconds{50}, 1}}));
  EXPECT_EQ(measured, (Windows{{milliseconds{70}, 2}, {milliseconds{120}, 1}, {milliseconds{170}, 1}}));
  EXPECT_EQ(drain, (Windows{{milliseconds{210}, 1}}));
  EXPECT_EQ(recording.completed_in_window, 4u);
}

TEST(Recorder, a_phase_told_only_when_it_has_begun_cuts_the_window_there_too) {
  Recorder recorder{milliseconds{50}, 100};
  recorder.begin_phase(Phase::warm_up, at_ms(0));
  request(recorder, 0, 60);
  recorder.begin_phase(Phase::measure, at_ms(70));
  request(recorder, 0, 75);
  recorder.begin_phase(Phase::drain, at_ms(220));
  const Recording recording = recorded(std::move(recorder), 220);
  ASSERT_EQ(recording.windows.size(), 5u);
  EXPECT_EQ(recording.windows[1].length, milliseconds{20});
  EXPECT_EQ(recording.windows[1].ok, 1u);
  EXPECT_EQ(recording.windows[2].ok, 1u);
}

TEST(Recorder, windows_beyond_the_room_are_added_to_the_last) {
  Recorder recorder = prepared(1); // and one a phase: 4
  for (int ms = 0; ms < 300; ms += 10) request(recorder, ms, ms + 5);
  const Recording recording = recorded(std::move(recorder));
  ASSERT_EQ(recording.windows.size(), 4u);
  EXPECT_EQ(recording.windows[1].ok, 5u);
  EXPECT_EQ(recording.windows[3].ok, 15u);
  EXPECT_EQ(recording.windows[3].length, milliseconds{170});
  EXPECT_EQ(recording.window_latency.size(), 4u);
}

TEST(Recorder, one_entry_for_three_equal_values_says_what_three_say) {
  // The same durations, told apart: the first by equal stamps, the second by a send 1 ns behind the plan.
  Recorder alike = prepared(), apart = prepared();
  for (int i = 1; i <= 100; ++i) {
    const Nanoseconds took{i * i * 997};
    for (auto *recorder : {&alike, &apart}) {
      const Nanoseconds late{recorder == &apart ? 1 : 0};
      Sample sample = recorder->plan(at_ms(110));
      sample.sent = at_ms(110) + late;
      sample.first_byte = at_ms(110) + late + took;
      recorder->end(sample, Outcome::ok, at_ms(110) + late + took);
    }
  }
  const Recording one = recorded(std::move(alike)), three = recorded(std::move(apart));
  const auto figures = [](const Histogram &histogram) { return to_json(histogram, histogram.precision()); };
  EXPECT_EQ(figures(one.service_time), figures(three.service_time));
  EXPECT_EQ(figures(one.first_byte), figures(three.first_byte));
  EXPECT_EQ(figures(one.latency), figures(three.service_time));
}

TEST(Recorder, shows_the_windows_that_have_ended_for_the_steady_state_rule) {
  Recorder recorder{milliseconds{50}, 100};
  recorder.begin_phase(Phase::warm_up, at_ms(0));
  request(recorder, 0, 10);
  EXPECT_TRUE(recorder.ended_windows(at_ms(49)).empty());
  ASSERT_EQ(recorder.ended_windows(at_ms(50)).size(), 1u);
  EXPECT_EQ(recorder.ended_windows(at_ms(149)).size(), 2u);
  EXPECT_EQ(recorder.ended_windows(at_ms(149))[0].ok, 1u);
}

TEST(Recorder, tells_how_long_each_phase_lasted) {
  const Recording recording = recorded(prepared());
  EXPECT_EQ(recording.warm_up, milliseconds{100});
  EXPECT_EQ(recording.measured, milliseconds{200});
  EXPECT_EQ(recording.drained, milliseconds{20});
}

TEST(Recorder, a_load_interrupted_in_warm_up_has_measured_nothing) {
  Recorder recorder{milliseconds{50}, 100};
  recorder.begin_phase(Phase::warm_up, at_ms(0));
  request(recorder, 10, 20);
  recorder.begin_phase(Phase::drain, at_ms(60));
  const Recording recording = recorded(std::move(recorder), 70);
  EXPECT_EQ(recording.warm_up, milliseconds{60});
  EXPECT_EQ(recording.measured, Nanoseconds{0});
  EXPECT_EQ(recording.drained, milliseconds{10});
  EXPECT_EQ(recording.ledger, Ledger{});
  EXPECT_EQ(recording.warm_up_ledger.ok(), 1u);
  EXPECT_EQ(recording.completed_in_window, 0u);
}

/// Of such a rate and so long.
StretchFigures stretch(double per_s, int ms) {
  StretchFigures figures;
  figures.from_per_s = figures.to_per_s = per_s;
  figures.length = milliseconds{ms};
  return figures;
}

TEST(Recorder, a_request_counts_in_the_stretch_in_which_it_fell_due_and_an_answer_in_that_in_which_it_came) {
  Recorder recorder{milliseconds{50}, 100, {stretch(1'000, 100), stretch(2'000, 100)}};
  recorder.begin_phase(Phase::warm_up, at_ms(0));
  recorder.begin_phase(Phase::measure, at_ms(100));
  recorder.begin_phase(Phase::drain, at_ms(300));
  request(recorder, 99, 150);                                         // due in the warm-up, answered in the first
  request(recorder, 100, 110);                                        // the first
  request(recorder, 199, 210);                                        // due in the first, answered in the second
  request(recorder, 200, 250, Outcome::bad_body);                     // the second, and not right
  request(recorder, 250, 310);                                        // due in the second, answered in the drain
  recorder.in_flight(recorder.plan(at_ms(260)), at_ms(320));          // never answered
  recorder.unsent(recorder.plan(at_ms(270)), at_ms(320), at_ms(300)); // never sent
  const Recording recording = recorded(std::move(recorder));
  ASSERT_EQ(recording.stretches.size(), 2u);
  const auto &first = recording.stretches[0], &second = recording.stretches[1];
  EXPECT_EQ(first.from_per_s, 1'000);
  EXPECT_EQ(first.planned, 2u);
  EXPECT_EQ(first.ok, 2u);
  EXPECT_EQ(first.completed, 2u);
  EXPECT_EQ(first.max, milliseconds{11});
  EXPECT_EQ(second.planned, 4u);
  EXPECT_EQ(second.ok, 1u);
  EXPECT_EQ(second.completed, 1u);
  EXPECT_EQ(second.latency.count(), 3u);
  EXPECT_TRUE(second.p99_at_least);
}

TEST(Recorder, one_stretch_alone_says_what_the_whole_says) {
  Recorder recorder{milliseconds{50}, 100, {stretch(1'000, 200)}};
  recorder.begin_phase(Phase::measure, at_ms(100));
  recorder.begin_phase(Phase::drain, at_ms(300));
  request(recorder, 110, 120);
  EXPECT_TRUE(recorded(std::move(recorder)).stretches.empty());
}

TEST(Recorder, allocates_nothing_after_its_construction) {
  Recorder recorder{milliseconds{50}, 200, {stretch(1, 10), stretch(2, 10)}};
  recorder.begin_phase(Phase::warm_up, at_ms(0));
  recorder.begin_phase(Phase::measure, at_ms(100));
  recorder.begin_phase(Phase::drain, at_ms(300));
  const std::uint64_t before = allocations;
  for (int ms = 0; ms < 300; ++ms) {
    request(recorder, ms, ms + 2, static_cast<Outcome>(ms % static_cast<int>(outcome_count)));
    Sample sample = recorder.plan(at_ms(ms));
    sample.sent = at_ms(ms + 4);
    recorder.lateness(sample, at_ms(ms + 1));
    recorder.bytes(1, 1, at_ms(ms));
    recorder.connected(at(microseconds{ms}) - run_start);
    if (ms % 2 == 0)
      recorder.in_flight(sample, at_ms(9'000));
    else
      recorder.unsent(sample, at_ms(9'000), at_ms(8'000));
    recorder.ended_windows(at_ms(ms));
  }
  recorder.begin_phase(Phase::done, at_ms(9'000));
  recorder.ended_windows(at_ms(9'000));
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(std::move(recorder).take().ledger.difference(), 0);
}

TEST(Histogram, packed_has_given_its_buckets_back) {
  Histogram histogram;
  histogram.record(milliseconds{1});
  const auto before = allocations;
  histogram.record(milliseconds{1});
  EXPECT_EQ(allocations, before);
  histogram.pack();
  const auto packed = allocations;
  histogram.record(milliseconds{1});
  EXPECT_GT(allocations, packed);
}

TEST(RecorderDeathTest, work_out_of_order_is_a_bug) {
  Recorder recorder = prepared();
  EXPECT_DEATH(recorder.plan(at_ms(300)), "once the drain has begun");
  EXPECT_DEATH(recorder.begin_phase(Phase::measure, at_ms(120)), "begins once");
  EXPECT_DEATH(std::move(recorder).take(), "when its load is done");
  EXPECT_DEATH((Recorder{Nanoseconds{0}, 1}), "windows that last");
}

} // namespace
} // namespace reqbench::sample
