#include "load/worker.hpp"

#include "load/worker_test_bench.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;
using base::Instant;
using base::Nanoseconds;
using sample::Outcome;

/// Latency and service time are stored at 0.1 %.
void expect_near(Nanoseconds got, Nanoseconds expected) {
  EXPECT_NEAR(static_cast<double>(got.count()), static_cast<double>(expected.count()),
              static_cast<double>(expected.count()) * 0.001);
}

TEST(ClosedLoad, SendsAgainWhenItsAnswerCame) {
  Bench bench{closed(4, 200ms, 1s)};
  bench.answer_after(5ms);
  const auto recording = bench.run();
  // 4 connections × 1 s ÷ 5 ms
  EXPECT_EQ(recording.ledger.planned, 800U);
  EXPECT_EQ(recording.ledger.ok(), 800U);
  EXPECT_EQ(recording.warm_up_ledger.planned, 160U);
  EXPECT_EQ(recording.completed_in_window, 800U);
  EXPECT_EQ(recording.achieved_per_s(), 800.0);
  EXPECT_EQ(recording.latency.min(), 5ms);
  EXPECT_EQ(recording.latency.max(), 5ms);
  EXPECT_EQ(recording.service_time.max(), 5ms);
  EXPECT_EQ(recording.measured, 1s);
  EXPECT_EQ(recording.model, "closed");
  EXPECT_EQ(recording.offered_per_s, 0.0);
  EXPECT_EQ(recording.connections_seen.opened, 4U);
  EXPECT_EQ(recording.connections_seen.reused, 4U * 240U - 4U);
  EXPECT_EQ(recording.generator.slow_path, 0U);
  EXPECT_EQ(recording.generator.by_thread.size(), 1U);
  EXPECT_GT(recording.generator.loop_delay.count(), 0U);
  EXPECT_EQ(recording.generator.loop_delay.max(), 0ms) << "no time passes while it works";
  EXPECT_EQ(recording.warm_up_latency.count(), 160U);
  ASSERT_EQ(recording.seconds.size(), 2U) << "what is left of the drain holds no time";
  EXPECT_FALSE(recording.seconds[0].measured);
  EXPECT_EQ(recording.seconds[0].length, 200ms);
  EXPECT_TRUE(recording.seconds[1].measured);
  EXPECT_EQ(recording.seconds[1].length, 1s);
  EXPECT_EQ(recording.seconds[1].ok, recording.completed_in_window);
  EXPECT_EQ(recording.seconds[1].max, 5ms);
}

TEST(ClosedLoad, ShowsAFreezeInItsMaximum) {
  Bench bench{closed(1, 0ms, 2s)};
  bench.freeze(500500us, 1000500us, 1ms);
  const auto recording = bench.run();
  // Sent at 0, 1, …, 500 ms; the last is answered at 1001.5 ms; then at 1001.5, 1002.5, …, 1999.5 ms.
  EXPECT_EQ(recording.ledger.planned, 501U + 999U);
  EXPECT_EQ(recording.latency.max(), 501500us);
  expect_near(recording.latency.quantile(0.99), 1ms);
}

TEST(OpenLoad, PlansExactlyTheRate) {
  struct Row {
    double rate;
    Nanoseconds warm_up, measure;
  };
  for (const auto &row : {Row{1000, 0ms, 1s}, Row{1000, 250ms, 1s}, Row{333, 0ms, 3s}, Row{0.5, 0ms, 4s}}) {
    Bench bench{open(row.rate, 2, row.warm_up, row.measure)};
    bench.answer_after(100us);
    const auto recording = bench.run();
    const auto expected = std::llround(row.rate * base::to_seconds(row.measure));
    EXPECT_EQ(recording.ledger.planned, static_cast<std::uint64_t>(expected)) << row.rate;
    EXPECT_EQ(recording.ledger.ok(), recording.ledger.planned) << row.rate;
    EXPECT_EQ(recording.offered_per_s, row.rate);
    EXPECT_EQ(recording.model, "open");
    // A look takes a virtual microsecond: so late at most is a request sent.
    EXPECT_LE(recording.late_generator.max(), 1us) << row.rate;
    EXPECT_EQ(recording.late_no_connection.max(), 0us) << row.rate;
    EXPECT_LE(recording.latency.max(), 101us) << row.rate;
  }
}

TEST(OpenLoad, CountsAFreezeFromWhenRequestsWereDue) {
  Bench bench{open(1000, 1, 0ms, 2s)};
  bench.freeze(499500us, 999500us, 10us);
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.planned, 2000U);
  // The request due at 500 + k ms is answered at 999.5 + 0.01 (k + 1) ms, as long as the backlog lasts: 505 of them.
  // Of 2000, p99 is the 1980th and p90 the 1800th: k = 20 and k = 200.
  EXPECT_NEAR(base::to_seconds(recording.latency.max()), 0.49951, 3e-6);
  expect_near(recording.latency.quantile(0.99), 479710us);
  expect_near(recording.latency.quantile(0.90), 301510us);
  EXPECT_LE(recording.latency.quantile(0.50), 12us);
  // Only one of them was out during the freeze: this is what a load without due times would have told.
  EXPECT_LE(recording.service_time.quantile(0.99), 12us);
  EXPECT_NEAR(base::to_seconds(recording.service_time.max()), 0.49951, 3e-6);
  // The server's doing, not ours.
  EXPECT_NEAR(base::to_seconds(recording.late_no_connection.max()), 0.49851, 3e-6);
  EXPECT_LE(recording.late_generator.max(), 1us);
  EXPECT_FALSE(sample::generator_late(recording));
}

/// Stolen once, so long after the beginning and for so long.
void steal(Bench &bench, base::Nanoseconds after, base::Nanoseconds length) {
  bench.engine.stolen = [&bench, after, length, stolen = false](Instant now) mutable {
    if (stolen || bench.begin == Instant{} || now < bench.begin + after) return base::Nanoseconds{0};
    stolen = true;
    return length;
  };
}

TEST(OpenLoad, BooksItsOwnLatenessApart) {
  Bench bench{open(1000, 100, 0ms, 1s)};
  bench.answer_after(100us);
  steal(bench, 300ms, 30ms);
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.ok(), 1000U);
  EXPECT_NEAR(base::to_seconds(recording.late_generator.max()), 0.030, 0.001);
  EXPECT_EQ(recording.late_no_connection.max(), 0us);
  // 28 of the 30 requests that fell due meanwhile left over 2 ms late: more than 1 % of 1000.
  EXPECT_TRUE(sample::generator_late(recording));
  EXPECT_NEAR(base::to_seconds(recording.generator.loop_delay.max()), 0.030, 0.001);
  EXPECT_LE(recording.generator.loop_delay.quantile(0.99), 1ms);
}

TEST(OpenLoad, WhatFellDueInAHoldUpIsLateByOurDoingHoweverFewConnectionsThereAre) {
  Bench bench{open(1000, 2, 0ms, 1s)};
  bench.answer_after(100us);
  steal(bench, 300ms, 30ms);
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.ok(), 1000U);
  // Two leave at once, the others follow over the same two connections: all of the lateness is ours.
  EXPECT_TRUE(sample::generator_late(recording));
  EXPECT_NEAR(base::to_seconds(recording.late_generator.max()), 0.030, 0.001);
  EXPECT_GE(recording.late_generator.count_above(2ms), 27U);
  // But of the one or two that fell due while the others were caught up with.
  EXPECT_LE(recording.late_no_connection.count_above(100us), 2U);
}

TEST(OpenLoad, AHoldUpBehindABacklogOfTheServersIsNotOurDoing) {
  Bench bench{open(1000, 2, 0ms, 1s)};
  bench.freeze(100ms, 500ms, 100us);
  steal(bench, 300ms, 30ms);
  const auto recording = bench.run();
  EXPECT_FALSE(sample::generator_late(recording));
  EXPECT_NEAR(base::to_seconds(recording.late_no_connection.max()), 0.398, 0.003);
}

TEST(OpenLoad, TakesTheLongestIdleConnection) {
  Bench bench{open(1000, 3, 0ms, 10ms)};
  bench.answer_after(100us);
  (void)bench.run();
  ASSERT_EQ(bench.engine.sent.size(), 10U);
  for (std::size_t i = 3; i < 10; ++i) EXPECT_EQ(bench.engine.sent[i].first, bench.engine.sent[i - 3].first) << i;
}

TEST(OpenLoad, BooksTheSpinApart) {
  Bench bench{open(1000, 1, 0ms, 1s)};
  bench.answer_after(100us);
  const auto recording = bench.run();
  // Before each of 1000 due times it looks for 60 µs.
  EXPECT_NEAR(recording.generator.cpu_spin_s, 0.060, 0.005);
  Bench without{closed(1, 0ms, 100ms)};
  EXPECT_EQ(without.run().generator.cpu_spin_s, 0.0);
}

TEST(OpenLoad, BooksNoSendAsSpinning) {
  // Every gap of 20 µs is spun through, but for the 5 µs of its send.
  Bench bench{open(50'000, 64, 100ms, 200ms)};
  bench.engine.send_takes = [](Instant) { return 5us; };
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.ok(), 10'000U);
  EXPECT_GT(recording.generator.cpu_spin_s, 0.1);
  EXPECT_LE(recording.generator.cpu_spin_s, 0.150);
}

TEST(OpenLoad, ATurnOfManySendsDoesNotMakeTheNextOneLate) {
  Bench bench{open(1'000, 64, 100ms, 200ms)};
  bench.engine.send_takes = [](Instant) { return 55us; };
  EXPECT_LE(bench.run().late_generator.max(), 2us);
}

TEST(OpenLoad, CountsItsOwnParsingAsItsOwn) {
  // One connection, and an answer that has to be parsed just as the next request falls due.
  Bench bench{open(1'000, 1, 0ms, 100ms)};
  bench.answer_after(1ms - 1us);
  bench.shots.front().answer = {};
  const auto recording = bench.run();
  EXPECT_EQ(recording.generator.slow_path, recording.ledger.ok());
  EXPECT_EQ(recording.late_no_connection.count_above(1us), 0U);
}

TEST(ClosedLoad, ASendThatFailsBeyondTheEdgeIsBookedOnce) {
  Bench bench{closed(1, 0ms, 100ms)};
  const auto is_last = [&](Instant sent) { return sent >= bench.begin + 99ms; };
  bench.engine.send_takes = [&](Instant sent) { return is_last(sent) ? 5ms : 0ms; };
  bench.engine.send_error = [&](Instant sent) { return is_last(sent) ? ECONNRESET : 0; };
  bench.engine.connect_error = [&](Instant now) {
    return now > bench.begin + 50ms && bench.begin != Instant{} ? ECONNREFUSED : 0;
  };
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.difference(), 0);
  EXPECT_EQ(recording.ledger.ended[static_cast<std::size_t>(Outcome::reset)], 1U);
}

TEST(OpenLoad, CountsWhatWasNeverSentAsAtLeastItsAge) {
  auto plan = open(1000, 2, 0ms, 1s);
  plan.drain = 300ms;
  plan.timeout = 10s;
  Bench bench{plan};
  bench.engine.answers_at = [](Instant) { return std::nullopt; };
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.planned, 1000U);
  EXPECT_EQ(recording.ledger.in_flight, 2U);
  EXPECT_EQ(recording.ledger.unsent, 998U);
  EXPECT_EQ(recording.ledger.difference(), 0);
  EXPECT_EQ(recording.latency.count(), 1000U);
  EXPECT_EQ(recording.latency.censored(), 1000U);
  EXPECT_TRUE(recording.latency.quantile_is_at_least(0.5));
  EXPECT_EQ(recording.latency.max(), 1300ms);
  EXPECT_EQ(recording.late_no_connection.censored(), 998U);
}

TEST(Load, CountsATimeoutFromTheSend) {
  auto plan = closed(1, 0ms, 1s);
  plan.timeout = 100ms;
  Bench bench{plan};
  bench.engine.answers_at = [](Instant) { return std::nullopt; };
  const auto recording = bench.run();
  // At 0, then on fresh connections: a silent server never gave a right answer, so pauses of 1, 2, 4, … ms lie between:
  // 100 ms each + 1 + 2 + 4 + 8 + 16 + 32 + 64 → the 8th begins at 827 ms, the 9th (pause 100 ms) after the end.
  EXPECT_EQ(recording.ledger.planned, 8U);
  EXPECT_EQ(recording.ledger.timed_out(), 8U);
  EXPECT_EQ(recording.latency.censored(), 8U);
  EXPECT_EQ(recording.connections_seen.lost, 8U);
  EXPECT_EQ(recording.ledger.difference(), 0);
}

TEST(Load, DrainsWithoutSendingAndEndsWhenNothingIsInFlight) {
  auto plan = closed(3, 0ms, 100ms);
  plan.drain = 10s;
  Bench bench{plan};
  bench.answer_after(70ms);
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.planned, 6U);
  EXPECT_EQ(recording.ledger.ok(), 6U);
  EXPECT_EQ(recording.completed_in_window, 3U);
  EXPECT_EQ(recording.drained, 40ms);
}

TEST(Load, CountsWhatIsStillOutWhenTheDrainIsOver) {
  auto plan = closed(3, 0ms, 100ms);
  plan.drain = 10ms;
  Bench bench{plan};
  bench.answer_after(70ms);
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.planned, 6U);
  EXPECT_EQ(recording.ledger.ok(), 3U);
  EXPECT_EQ(recording.ledger.in_flight, 3U);
  EXPECT_EQ(recording.latency.censored(), 3U);
  EXPECT_EQ(recording.ledger.difference(), 0);
}

TEST(Load, CountsEachRefusedAttemptOfAClosedLoad) {
  Bench bench{closed(1, 0ms, 300ms)};
  bench.answer_after(10ms);
  // The server dies at 50 ms: the connection is lost and every further one refused.
  bench.engine.answers_at = [&](Instant sent) -> std::optional<Instant> {
    if (sent >= bench.begin + 50ms) return std::nullopt;
    return sent + 10ms;
  };
  bench.engine.connect_error = [&](Instant now) {
    return now >= bench.begin + 50ms && bench.begin != Instant{} ? ECONNREFUSED : 0;
  };
  bench.plan.timeout = 10ms;
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.ok(), 5U);
  EXPECT_EQ(recording.ledger.timed_out(), 1U);
  // Attempts at 60 ms, then after pauses of 1, 2, 4, 8, 16, 32, 64 and 100 ms: 61, 63, 67, 75, 91, 123, 187, 287 ms.
  EXPECT_EQ(recording.ledger.of(Outcome::refused), 9U);
  EXPECT_EQ(recording.ledger.difference(), 0);
}

TEST(Load, LetsDueRequestsWaitForARefusingServer) {
  Bench bench{open(1000, 1, 0ms, 100ms)};
  bench.plan.timeout = 10ms;
  bench.engine.answers_at = [](Instant) { return std::nullopt; };
  bench.engine.connect_error = [&](Instant) { return bench.begin == Instant{} ? 0 : ECONNREFUSED; };
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.planned, 100U);
  EXPECT_EQ(recording.ledger.timed_out(), 1U);
  EXPECT_EQ(recording.ledger.unsent, 99U);
  EXPECT_EQ(recording.ledger.of(Outcome::refused), 0U);
}

TEST(Load, WarmsUpUntilSteadyAndTellsEachEdge) {
  auto plan = closed(1, 5s, 200ms);
  plan.until_steady = true;
  plan.window = 25ms;
  Bench bench{plan};
  const auto recording = bench.run();
  EXPECT_TRUE(recording.steady);
  // Eight windows of 25 ms, and the 20 ms by which the edge is announced ahead.
  EXPECT_GE(recording.warm_up, 220ms);
  EXPECT_LE(recording.warm_up, 240ms);
  ASSERT_EQ(bench.phases.size(), 4U);
  EXPECT_EQ(bench.phases[0], std::pair(Phase::warm_up, Nanoseconds{0}));
  EXPECT_EQ(bench.phases[1], std::pair(Phase::measure, recording.warm_up));
  EXPECT_EQ(bench.phases[2], std::pair(Phase::drain, recording.warm_up + 200ms));
  EXPECT_EQ(bench.phases[3].first, Phase::done);
}

TEST(Load, KeepsAndMarksALoadThatNeverBecomesSteady) {
  auto plan = closed(1, 1s, 200ms);
  plan.until_steady = true;
  plan.window = 25ms;
  Bench bench{plan};
  // Each answer takes 1 % longer than that of a millisecond before: goodput falls without end.
  bench.engine.answers_at = [&](Instant sent) {
    return sent + Nanoseconds{static_cast<std::int64_t>(1e5 * std::exp(3 * base::to_seconds(sent - bench.begin)))};
  };
  const auto recording = bench.run();
  EXPECT_FALSE(recording.steady);
  EXPECT_EQ(recording.warm_up, 1s);
  EXPECT_EQ(recording.measured, 200ms);
}

TEST(Load, CanBeWarmUpOnly) {
  Bench bench{closed(2, 300ms, 0ms)};
  const auto recording = bench.run();
  EXPECT_EQ(recording.warm_up_ledger.ok(), 600U);
  EXPECT_EQ(recording.ledger, sample::Ledger{});
  EXPECT_EQ(recording.measured, 0ms);
}

TEST(Load, StopsWhenAskedWithWholeBooks) {
  struct Row {
    Phase in;
    bool measured;
  };
  for (const auto &row : {Row{Phase::warm_up, false}, Row{Phase::measure, true}}) {
    Bench bench{closed(2, 1h, 1h)};
    bench.plan.warm_up = row.measured ? 100ms : 1h;
    bench.on_phase = [&](Phase phase) {
      if (phase == row.in) bench.stop.request();
    };
    const auto recording = bench.run();
    EXPECT_TRUE(recording.interrupted);
    EXPECT_EQ(recording.measured > 0ms, row.measured);
    EXPECT_LE(bench.engine.now() - bench.begin, 200ms);
    EXPECT_EQ(recording.ledger.difference(), 0);
    EXPECT_EQ(recording.warm_up_ledger.difference(), 0);
  }
}

TEST(Load, StopsInItsDrainAndSaysSo) {
  Bench bench{closed(2, 0ms, 100ms)};
  bench.plan.drain = bench.plan.timeout = 1h;
  bench.engine.answers_at = [](Instant) { return std::nullopt; };
  bench.on_phase = [&](Phase phase) {
    if (phase == Phase::drain) bench.stop.request();
  };
  const auto recording = bench.run();
  EXPECT_TRUE(recording.interrupted);
  EXPECT_LE(bench.engine.now() - bench.begin, 200ms);
  EXPECT_EQ(recording.ledger.in_flight, 2U);
  EXPECT_EQ(recording.ledger.difference(), 0);
}

/// 100 requests whose answers have a body of 100 bytes.
struct LargeAnswers : Bench {
  LargeAnswers() : Bench{closed(1, 0ms, 100ms)} {
    const std::string header = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    engine.answer = header + std::string(100, 'x');
    shots.front().expect = {};
    shots.front().expect.body = workload::BodyRule::text;
    shots.front().expect.text = std::string(100, 'x');
    shots.front().answer = connection::AnswerTemplate::learn(engine.answer);
    plan.check_in_full_below = 99;
    plan.check_in_full_each = 4;
  }
};

TEST(Load, ComparesTheAskedShareOfLargeAnswersInFull) {
  LargeAnswers bench;
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.ok(), 100U);
  EXPECT_EQ(recording.generator.checked_by_length, 75U);
  LargeAnswers wrong; // in a byte that only a full comparison sees
  wrong.engine.answer.back() = 'y';
  const auto told = wrong.run();
  EXPECT_EQ(told.ledger.of(Outcome::bad_body), 25U);
  EXPECT_EQ(told.ledger.ok(), 75U);
  EXPECT_EQ(told.generator.checked_by_length, 75U);
}

TEST(Load, ComparesAtPlacesThatAServerCannotGuess) {
  LargeAnswers bench; // every fourth answer is wrong, and one of four is compared in full
  const auto wrong = bench.engine.answer.substr(0, bench.engine.answer.size() - 1) + "y";
  bench.engine.acts_on_request = [&](Instant sent) {
    return std::vector<VirtualEngine::Act>{
        {sent + 1ms, bench.engine.sent.size() % 4 == 2 ? wrong : bench.engine.answer}};
  };
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.ended[static_cast<std::size_t>(Outcome::bad_body)] + recording.ledger.ok(), 100U);
  EXPECT_GT(recording.ledger.ended[static_cast<std::size_t>(Outcome::bad_body)], 0U);
  EXPECT_LT(recording.ledger.ended[static_cast<std::size_t>(Outcome::bad_body)], 25U);
}

TEST(Load, ReadsWhatHasComeBeforeItCallsAnythingLate) {
  // The machine is elsewhere for a second; answers come within 50 ms, and would be late after 500.
  for (const bool is_open : {false, true}) {
    Bench bench{is_open ? open(190, 10, 0ms, 3s) : closed(8, 0ms, 3s)};
    bench.plan.timeout = 500ms;
    bench.answer_after(50ms);
    bool taken = false;
    bench.engine.stolen = [&](Instant now) {
      if (taken || bench.begin == Instant{} || now < bench.begin + 1s) return 0ms;
      taken = true;
      return 1000ms;
    };
    const auto recording = bench.run();
    EXPECT_TRUE(taken);
    EXPECT_EQ(recording.ledger.timed_out(), 0U) << is_open;
    EXPECT_EQ(recording.ledger.ok() + recording.ledger.unsent + recording.ledger.in_flight, recording.ledger.planned);
    if (!is_open) continue;
    // 190 requests fell due meanwhile; connections were free for them as far as the server is concerned.
    EXPECT_GT(recording.late_generator.count_above(100ms), 8U);
    EXPECT_GE(recording.generator.loop_delay.max(), 990ms);
  }
}

TEST(Load, ComparesEveryAnswerInFullThatIsNotLarger) {
  LargeAnswers bench;
  bench.plan.check_in_full_below = 100;
  EXPECT_EQ(bench.run().generator.checked_by_length, 0U);
  LargeAnswers all;
  all.plan.check_in_full_each = 1;
  EXPECT_EQ(all.run().generator.checked_by_length, 0U);
}

TEST(Load, DoesNotReuseAConnectionWhoseRequestIsNotWhollySent) {
  Bench partly{closed(1, 0ms, 100ms)};
  partly.engine.left_unsent = 1;
  const auto early = partly.run();
  EXPECT_EQ(early.ledger.ok(), 100U);
  EXPECT_EQ(early.connections_seen.lost, 100U);
  Bench nothing{closed(1, 0ms, 100ms)};
  nothing.engine.left_unsent = nothing.shots.front().bytes.size();
  const auto unasked = nothing.run();
  EXPECT_EQ(unasked.ledger.ok(), 0U);
  EXPECT_GT(unasked.ledger.of(Outcome::unasked), 0U);
  EXPECT_EQ(unasked.ledger.difference(), 0);
}

TEST(Load, DrawsItsRequestsFromTheSeed) {
  const auto draws = [](std::uint64_t seed) {
    auto plan = closed(1, 0ms, 100ms);
    plan.seed = seed;
    Bench bench{plan};
    bench.shots.push_back(bench.shots.front());
    bench.shots.back().expect.status = 500; // the second request is always answered wrongly
    bench.shots.back().answer = {};
    return bench.run().ledger;
  };
  EXPECT_EQ(draws(1), draws(1));
  EXPECT_GT(draws(1).ok(), 20U);
  EXPECT_GT(draws(1).of(Outcome::bad_status), 20U);
  EXPECT_NE(draws(1), draws(2));
}

TEST(Load, RefusesToBeginWithoutAServer) {
  auto plan = closed(2, 0ms, 1s);
  VirtualEngine engine{2};
  engine.connect_error = [](Instant) { return ECONNREFUSED; };
  const std::vector<Shot> shots(1);
  Edges edges;
  const base::StopFlag stop;
  Worker worker{{plan, shots, 0, 2}, engine, edges, nullptr};
  const auto opened = worker.open(stop);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind(), base::ErrorKind::server);
  EXPECT_NE(opened.error().message().find("opening connection 1 of 2: Connection refused"), std::string::npos);
}

TEST(Load, RefusesToBeginBeyondTheMachinesLimits) {
  auto plan = closed(2, 0ms, 1s);
  VirtualEngine engine{2};
  bool first = true;
  engine.connect_error = [&](Instant) { return std::exchange(first, false) ? 0 : EMFILE; };
  const std::vector<Shot> shots(1);
  Edges edges;
  const base::StopFlag stop;
  Worker worker{{plan, shots, 0, 2}, engine, edges, nullptr};
  const auto opened = worker.open(stop);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind(), base::ErrorKind::environment);
}

} // namespace
} // namespace reqbench::load
