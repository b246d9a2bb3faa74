#include "load/load_test_bench.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;
using connection::TestPeer;
using Talk = TestPeer::Talk;

ON_EACH_ENGINE(TruthOfALoad);

// The machine may be busy with other things: times have a lower bound that physics gives, and a generous upper one.
constexpr auto slack = 400ms;

/// Answers at once, but the `stalling`-th request of all halts every connection for half a second.
TestPeer::Script freezes_once(int stalling) {
  struct Gate {
    std::mutex mutex;
    int requests = 0;
  };
  auto gate = std::make_shared<Gate>();
  return [gate, stalling](Talk &talk) {
    while (talk.read_request()) {
      {
        const std::lock_guard closed{gate->mutex};
        if (++gate->requests == stalling) talk.wait(500ms);
      }
      talk.send(connection::answer("hello"));
    }
  };
}

TEST_P(TruthOfALoad, ClosedShowsAFreezeInItsMaximum) {
  const TestPeer peer{freezes_once(100)};
  const auto recording = load_on(peer.endpoint(), short_plan(4, 800ms));
  EXPECT_GE(recording.latency.max(), 500ms);
  EXPECT_LE(recording.latency.max(), 500ms + slack);
  // One request a connection was out, no more.
  EXPECT_EQ(recording.latency.count_above(450ms), 4U);
  EXPECT_EQ(recording.ledger.difference(), 0);
}

TEST_P(TruthOfALoad, OpenCountsEveryRequestThatFellDueInAFreeze) {
  const TestPeer peer{freezes_once(100)};
  auto plan = short_plan(4, 1s);
  plan.model = open_at(base::Rate{500}, plan.measure);
  const auto recording = load_on(peer.endpoint(), plan);
  EXPECT_EQ(recording.ledger.planned, 500U);
  expect_answered(recording.ledger);
  // 250 fell due in the freeze and waited 500, 498, … ms: p99 (the 495th of 500) waited at least 490 ms, and half of
  // the 250 at least 250 ms.
  EXPECT_GE(recording.latency.quantile(0.99), 485ms);
  EXPECT_LE(recording.latency.quantile(0.99), 490ms + slack);
  EXPECT_GE(recording.latency.count_above(245ms), 120U);
  EXPECT_GE(recording.latency.max(), 495ms);
  // Counted from the send, only those four that were out show it.
  EXPECT_GE(recording.service_time.count_above(245ms), 4U);
  EXPECT_LE(recording.service_time.count_above(245ms), 8U);
  EXPECT_GE(recording.late_no_connection.max(), 450ms);
}

TEST_P(TruthOfALoad, AFixedDelayIsTheLatency) {
  const TestPeer peer{[](Talk &talk) {
    while (talk.read_request()) {
      talk.wait(5ms);
      talk.send(connection::answer("hello"));
    }
  }};
  for (const bool open : {false, true}) {
    auto plan = short_plan(4, 300ms);
    if (open) plan.model = open_at(base::Rate{100}, plan.measure);
    const auto recording = load_on(peer.endpoint(), plan);
    EXPECT_GE(recording.latency.min(), 5ms);
    EXPECT_LE(recording.latency.quantile(0.5), 5ms + 15ms);
    EXPECT_GE(recording.service_time.min(), 5ms);
    EXPECT_GE(recording.first_byte.min(), 4900us); // stored at 1 %
    EXPECT_LE(recording.ledger.planned, open ? 30U : 4U * 60U);
  }
}

TEST_P(TruthOfALoad, AThousandASecondForASecondAreAThousand) {
  const TestPeer peer{connection::always(connection::answer("hello"))};
  for (const int threads : {1, 3}) {
    auto plan = short_plan(7, 1s);
    plan.model = open_at(base::Rate{1000}, plan.measure);
    plan.warm_up = 50ms;
    plan.threads = threads;
    const auto recording = load_on(peer.endpoint(), plan);
    EXPECT_EQ(recording.ledger.planned, 1000U);
    expect_answered(recording.ledger);
    EXPECT_EQ(recording.warm_up_ledger.planned, 50U);
    EXPECT_EQ(recording.connections, 7);
    EXPECT_EQ(recording.connections_seen.opened, 7U);
    EXPECT_DOUBLE_EQ(recording.offered_per_s, 1000);
    EXPECT_EQ(recording.generator.threads, threads);
    EXPECT_EQ(recording.generator.by_thread.size(), static_cast<std::size_t>(threads));
    EXPECT_EQ(recording.generator.processors, static_cast<int>(base::allowed_cpus().size()));
    EXPECT_GE(recording.generator.steal_s, 0);
    EXPECT_LE(recording.generator.steal_s, 1.5 * recording.generator.processors);
  }
}

/// What the seconds hold, whatever became of single answers on a machine that is busy.
TEST_P(TruthOfALoad, TheSecondsOfAllThreadsHoldEveryAnswerOfTheMeasureWindow) {
  const TestPeer peer{connection::always(connection::answer("hello"))};
  auto plan = short_plan(6, 2500ms);
  plan.model = open_at(base::Rate{400}, plan.measure);
  plan.warm_up = 150ms;
  plan.threads = 3;
  const auto recording = load_on(peer.endpoint(), plan);
  std::vector<base::Nanoseconds> lengths;
  std::uint64_t ok = 0;
  for (const auto &second : recording.seconds) {
    if (!second.measured) continue;
    lengths.push_back(second.length);
    ok += second.ok;
    EXPECT_LE(second.p50, second.p99);
    EXPECT_LE(second.p99, second.max);
  }
  EXPECT_EQ(lengths, (std::vector<base::Nanoseconds>{1s, 1s, 500ms}));
  EXPECT_EQ(ok, recording.completed_in_window);
}

TEST_P(TruthOfALoad, AServerThatStopsAnsweringIsCountedAtLeast) {
  const TestPeer peer{[](Talk &talk) {
    for (int i = 0; i < 5 && talk.read_request(); ++i) talk.send(connection::answer("hello"));
    talk.wait(10s);
  }};
  auto plan = short_plan(2, 400ms);
  plan.model = open_at(base::Rate{100}, plan.measure);
  plan.timeout = 5s;
  plan.drain = 100ms;
  const auto recording = load_on(peer.endpoint(), plan);
  EXPECT_EQ(recording.ledger.planned, 40U);
  EXPECT_EQ(recording.ledger.ok(), 10U);
  EXPECT_EQ(recording.ledger.in_flight, 2U);
  EXPECT_EQ(recording.ledger.unsent, 28U);
  EXPECT_EQ(recording.latency.censored(), 30U);
  EXPECT_TRUE(recording.latency.quantile_is_at_least(0.99));
  // The first of them fell due at 100 ms and the books closed at 500 ms.
  EXPECT_GE(recording.latency.max(), 390ms);
}

TEST_P(TruthOfALoad, CountsItsBytes) {
  const TestPeer peer{connection::always(connection::answer("hello"))};
  auto plan = short_plan(1, 200ms);
  plan.model = open_at(base::Rate{100}, plan.measure);
  const auto recording = load_on(peer.endpoint(), plan);
  EXPECT_EQ(recording.ledger.planned, 20U);
  const auto sent = recording.ledger.planned - recording.ledger.unsent;
  EXPECT_EQ(recording.bytes.sent, sent * hello_shots().front().bytes.size());
  EXPECT_EQ(recording.bytes.received, recording.completed_in_window * connection::answer("hello").size());
}

TEST_P(TruthOfALoad, TellsTheObserverEveryEdgeInOrder) {
  const TestPeer peer{connection::always(connection::answer("hello"))};
  auto plan = short_plan(2, 100ms);
  plan.warm_up = 50ms;
  plan.threads = 2;
  std::vector<std::pair<Phase, base::Instant>> edges;
  const auto shots = hello_shots();
  const base::StopFlag stop;
  const auto recording = run_load(peer.endpoint(), shots, plan, stop,
                                  [&](Phase phase, base::Instant at) { edges.emplace_back(phase, at); });
  ASSERT_TRUE(recording);
  ASSERT_EQ(edges.size(), 4U);
  EXPECT_EQ(edges[0].first, Phase::warm_up);
  EXPECT_EQ(edges[1].first, Phase::measure);
  EXPECT_EQ(edges[1].second - edges[0].second, 50ms);
  EXPECT_EQ(edges[2].first, Phase::drain);
  EXPECT_EQ(edges[2].second - edges[1].second, 100ms);
  EXPECT_EQ(edges[3].first, Phase::done);
}

TEST_P(TruthOfALoad, LearnsItsTemplatesAndThenParsesNothing) {
  const TestPeer peer{connection::always(connection::answer("hello", "Server: peer\r\n"))};
  workload::Case wanted;
  wanted.name = "hello";
  wanted.method = "GET";
  wanted.target = "/";
  const auto shots = learn_shots(peer.endpoint(), {&wanted, 1}, 1s);
  ASSERT_TRUE(shots);
  EXPECT_TRUE(shots->front().answer.matches(connection::answer("hello", "Server: peer\r\n")));
  const base::StopFlag stop;
  const auto recording = run_load(peer.endpoint(), *shots, short_plan(2, 50ms), stop);
  ASSERT_TRUE(recording);
  EXPECT_GT(recording->ledger.ok(), 0U);
  EXPECT_EQ(recording->ledger.ok(), recording->ledger.planned);
  EXPECT_EQ(recording->generator.slow_path, 0U);
}

TEST_P(TruthOfALoad, ParsesAnswersThatVaryAndTellsTheShare) {
  const TestPeer peer{[](Talk &talk) {
    for (int i = 0; talk.read_request(); ++i) talk.send(connection::answer(std::to_string(i)));
  }};
  workload::Case wanted;
  wanted.method = "GET";
  wanted.target = "/";
  const auto shots = learn_shots(peer.endpoint(), {&wanted, 1}, 1s);
  ASSERT_TRUE(shots);
  const base::StopFlag stop;
  const auto recording = run_load(peer.endpoint(), *shots, short_plan(1, 50ms), stop);
  ASSERT_TRUE(recording);
  EXPECT_EQ(recording->ledger.ok(), recording->ledger.planned);
  // All but the very first answer, which is the one it learned.
  EXPECT_EQ(recording->generator.slow_path, recording->ledger.ok() - 1);
}

} // namespace
} // namespace reqbench::load
