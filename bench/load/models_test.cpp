// Every load model in virtual time: what it sends when, and that its books balance whatever happens to it.
#include "load/worker_test_bench.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <tuple>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;
using base::Instant;
using base::Nanoseconds;
using sample::Outcome;

LoadPlan with(Model model, int connections, Nanoseconds warm_up, Nanoseconds measure) {
  auto plan = closed(connections, warm_up, measure);
  plan.model = std::move(model);
  return plan;
}

Model open_in(std::vector<schedule::Stretch> stretches) {
  Model model;
  model.kind = Model::Kind::open;
  model.stretches = std::move(stretches);
  return model;
}

Model held(Nanoseconds heartbeat) {
  Model model;
  model.kind = Model::Kind::held;
  model.heartbeat = heartbeat;
  return model;
}

Model churning(int requests_per_connection, Model model = {}) {
  model.requests_per_connection = requests_per_connection;
  return model;
}

std::vector<Nanoseconds> sends_of(const Bench &bench) {
  std::vector<Nanoseconds> offsets;
  for (const auto &[slot, at] : bench.engine.sent) offsets.push_back(at - bench.begin);
  return offsets;
}

// --- ramps and steps ---

TEST(Ramp, IsSentAsItWasAsked) {
  Bench bench{with(open_in({schedule::parse_ramp("1k..3k/2s").value()}), 8, 500ms, 2s)};
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.ok(), 4000U);
  EXPECT_EQ(recording.offered_per_s, 2000);
  EXPECT_EQ(recording.arrivals, "constant");
  // The warm-up runs at the rate with which the ramp begins.
  EXPECT_EQ(recording.warm_up_ledger.ok(), 500U);
  EXPECT_LE(recording.late_generator.max(), 1us);
  // 1500 of them in the ramp's first half.
  EXPECT_EQ(std::ranges::count_if(sends_of(bench), [](Nanoseconds at) { return at < 1500ms; }), 2000);
}

TEST(Ramp, BeginsAtTheMeasureEdgeWheneverTheWarmUpEnds) {
  auto plan = with(open_in({schedule::parse_ramp("1k..3k/2s").value()}), 8, 5s, 2s);
  plan.until_steady = true;
  plan.window = 25ms;
  Bench bench{plan};
  const auto recording = bench.run();
  EXPECT_TRUE(recording.steady);
  EXPECT_LT(recording.warm_up, 1s);
  EXPECT_EQ(recording.ledger.ok(), 4000U);
  EXPECT_NEAR(static_cast<double>(recording.warm_up_ledger.ok()), base::to_seconds(recording.warm_up) * 1000, 1);
}

TEST(Steps, AreSentOneAfterTheOther) {
  Bench bench{with(open_in(schedule::parse_steps("1k+4k+2k", 500ms).value()), 8, 0ms, 1500ms)};
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.ok(), 3500U);
  EXPECT_EQ(recording.ledger.planned, 3500U);
  const auto sends = sends_of(bench);
  EXPECT_EQ(std::ranges::count_if(sends, [](Nanoseconds at) { return at < 500ms; }), 500);
  EXPECT_EQ(std::ranges::count_if(sends, [](Nanoseconds at) { return at < 1s; }), 2500);
}

TEST(Steps, HaveFiguresOfTheirOwn) {
  Bench bench{with(open_in(schedule::parse_steps("1k+2k", 500ms).value()), 1, 100ms, 1s)};
  // One connection and 800 µs an answer: enough for the first step; in the second 1250 of 2000 a second.
  bench.answer_after(800us);
  const auto recording = bench.run();
  ASSERT_EQ(recording.stretches.size(), 2U);
  const auto &[calm, crowded] = std::tie(recording.stretches[0], recording.stretches[1]);
  EXPECT_EQ(calm.from_per_s, 1000);
  EXPECT_EQ(calm.to_per_s, 1000);
  EXPECT_EQ(calm.length, 500ms);
  EXPECT_EQ(calm.planned, 500U);
  EXPECT_EQ(calm.ok, 500U);
  EXPECT_LE(calm.max, 802us);
  EXPECT_EQ(crowded.planned, 1000U);
  EXPECT_EQ(crowded.ok, recording.ledger.ok() - 500);
  EXPECT_EQ(crowded.latency.censored(), recording.ledger.unsent + recording.ledger.in_flight);
  EXPECT_GT(crowded.p50, 50ms);
  EXPECT_TRUE(crowded.p99_at_least);
  EXPECT_EQ(crowded.max, recording.latency.max());
}

TEST(Steps, CountAnAnswerInTheStepInWhichItCame) {
  // Enough for 1250 a second: what the crowded step asks too much is answered in the calm one behind it.
  Bench bench{with(open_in(schedule::parse_steps("1k+2k+200", 500ms).value()), 1, 100ms, 1500ms)};
  bench.answer_after(800us);
  const auto recording = bench.run();
  ASSERT_EQ(recording.stretches.size(), 3U);
  const auto &[calm, crowded, after] = std::tie(recording.stretches[0], recording.stretches[1], recording.stretches[2]);
  EXPECT_NEAR(static_cast<double>(calm.completed), 500, 2);
  EXPECT_NEAR(static_cast<double>(crowded.completed), 625, 2);
  EXPECT_NEAR(static_cast<double>(after.completed), 475, 2);
  EXPECT_EQ(crowded.ok, 1000U);
  EXPECT_EQ(after.ok, 100U);
}

TEST(Poisson, IsDrawnFromTheSeedAndCountedExactly) {
  const auto run = [](std::uint64_t seed) {
    auto plan = with(open_at(base::Rate{1000}, 2s, schedule::Arrivals::poisson), 8, 100ms, 2s);
    plan.seed = seed;
    Bench bench{plan};
    return bench.run();
  };
  const auto recording = run(1);
  EXPECT_EQ(recording.arrivals, "poisson");
  EXPECT_EQ(recording.ledger.planned, recording.ledger.ok());
  EXPECT_NEAR(static_cast<double>(recording.ledger.planned), 2000, 3 * std::sqrt(2000.0));
  EXPECT_EQ(recording.ledger, run(1).ledger);
  EXPECT_NE(recording.ledger, run(2).ledger);
}

// --- held ---

TEST(Held, AsksOverEachConnectionOnceAHeartbeat) {
  Bench bench{with(held(1s), 100, 0ms, 3s)};
  const auto recording = bench.run();
  EXPECT_EQ(recording.model, "held");
  EXPECT_EQ(recording.ledger.planned, 300U);
  EXPECT_EQ(recording.ledger.ok(), 300U);
  EXPECT_EQ(recording.offered_per_s, 100);
  EXPECT_EQ(recording.arrivals, "");
  // In turn, so each waits a heartbeat from one to the next; staggered, so none asks with another.
  ASSERT_EQ(bench.engine.sent.size(), 300U);
  for (std::size_t i = 100; i < 300; ++i) {
    EXPECT_EQ(bench.engine.sent[i].first, bench.engine.sent[i - 100].first);
    EXPECT_NEAR(base::to_seconds(bench.engine.sent[i].second - bench.engine.sent[i - 1].second), 0.01, 2e-6);
  }
}

TEST(Held, WithoutAHeartbeatIsSilent) {
  Bench bench{with(held(0s), 100, 100ms, 1s)};
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger, sample::Ledger{});
  EXPECT_EQ(recording.connections_seen.opened, 100U);
  EXPECT_TRUE(bench.engine.sent.empty());
  EXPECT_EQ(recording.measured, 1s);
}

TEST(Held, OpensAgainWhatTheServerClosesAndCountsItLost) {
  Bench bench{with(held(1s), 10, 0ms, 2s)};
  // An idle connection is closed 300 ms after it was made.
  bench.engine.acts_on_connection = [](Instant at) {
    return std::vector{VirtualEngine::Act{.at = at + 300ms, .closes = 0}};
  };
  const auto recording = bench.run();
  EXPECT_GT(recording.connections_seen.lost, 10U * 4U);
  EXPECT_GE(recording.connections_seen.opened, recording.connections_seen.lost);
  EXPECT_EQ(recording.ledger.planned, 20U);
  EXPECT_EQ(recording.ledger.difference(), 0);
}

// --- churn ---

TEST(Churn, ClosesInOrderAfterSoManyAnswers) {
  Bench bench{with(churning(3), 1, 0ms, 1s)};
  bench.answer_after(10ms);
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.planned, 100U);
  EXPECT_EQ(recording.ledger.ok(), 100U);
  EXPECT_EQ(recording.requests_per_connection, 3);
  // 100 = 33 × 3 + 1; each of the 33 was replaced at once.
  EXPECT_EQ(recording.connections_seen.opened, 34U);
  EXPECT_EQ(recording.connections_seen.reused, 66U);
  EXPECT_EQ(recording.connections_seen.lost, 0U);
}

TEST(Ramp, TellsItsFiguresInTenSlices) {
  auto plan = open(1000, 64, 0ms, 1s);
  plan.model.stretches = {{base::Rate{1000}, base::Rate{2000}, 1s}};
  Bench bench{plan};
  const auto recording = bench.run();
  ASSERT_EQ(recording.stretches.size(), 10U);
  EXPECT_EQ(recording.stretches[0].from_per_s, 1000);
  EXPECT_EQ(recording.stretches[9].to_per_s, 2000);
  std::uint64_t planned = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    const auto &slice = recording.stretches[i];
    EXPECT_EQ(slice.length, 100ms);
    // A tenth of a second at the mean of its two rates.
    EXPECT_NEAR(static_cast<double>(slice.planned), (slice.from_per_s + slice.to_per_s) / 20, 1) << i;
    planned += slice.planned;
  }
  EXPECT_EQ(planned, recording.ledger.planned);
}

TEST(Churn, OfAClosedLoadCountsFromWhenItsConnectionBeganToConnect) {
  Bench bench{with(churning(1), 1, 0ms, 1s)};
  bench.answer_after(10ms);
  bench.engine.connect_takes = [](Instant) { return 15ms; };
  const auto recording = bench.run();
  // The first goes over the connection of the beginning; 39 more at 10, 35, … 960 ms; at 985 ms another begins, is
  // connected at 1000 ms, and is under way: it ends in the drain, at 1010 ms.
  EXPECT_EQ(recording.ledger.ok(), 41U);
  EXPECT_EQ(recording.ledger.unsent, 0U);
  EXPECT_EQ(recording.ledger.planned, 41U);
  EXPECT_EQ(recording.latency.min(), 10ms);
  EXPECT_EQ(recording.latency.max(), 25ms);
  EXPECT_EQ(recording.service_time.max(), 10ms);
  EXPECT_EQ(recording.connect.min(), 15ms);
}

TEST(Churn, OfAnOpenLoadCountsFromWhenRequestsWereDue) {
  Bench bench{with(churning(1, open_at(base::Rate{100}, 1s)), 1, 0ms, 1s)};
  bench.answer_after(1ms);
  bench.engine.connect_takes = [](Instant) { return 4ms; };
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.ok(), 100U);
  EXPECT_EQ(recording.connections_seen.opened, 101U); // the last was opened for a request that never came
  EXPECT_LE(recording.latency.max(), 1002us);         // the next connection is there in time
}

TEST(Churn, ShowsAServerThatTakesNoConnections) {
  auto plan = with(churning(1), 2, 0ms, 100ms);
  plan.timeout = 1s;
  plan.drain = 10ms;
  Bench bench{plan};
  bench.answer_after(10ms);
  bench.engine.connect_takes = [&](Instant at) -> std::optional<Nanoseconds> {
    if (bench.begin == Instant{} || at < bench.begin + 50ms) return 0ms;
    return std::nullopt;
  };
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.ok(), 10U);
  EXPECT_EQ(recording.ledger.unsent, 2U); // since 50 ms each waits for a connection
  EXPECT_EQ(recording.latency.max(), 50ms + recording.drained);
  EXPECT_EQ(recording.latency.censored(), 2U);
}

TEST(Churn, GoesOnWhenTheServerClosesAsWell) {
  Bench bench{with(churning(1), 1, 0ms, 100ms)};
  bench.engine.acts_on_request = [&](Instant at) {
    return std::vector<VirtualEngine::Act>{{.at = at + 10ms, .says = bench.engine.answer},
                                           {.at = at + 10ms, .closes = 0}};
  };
  const auto recording = bench.run();
  EXPECT_EQ(recording.ledger.ok(), 10U);
  EXPECT_EQ(recording.connections_seen.lost, 0U);
}

// --- where connections come from ---

TEST(Sources, AreTakenInTurn) {
  auto plan = with(churning(1), 2, 0ms, 30ms);
  plan.model.source_addresses = 3;
  Bench bench{plan};
  bench.answer_after(10ms);
  (void)bench.run();
  const std::vector<std::uint32_t> expected{0x7f000001, 0x7f000002, 0x7f000003, 0x7f000001, 0x7f000002, 0x7f000003};
  ASSERT_GE(bench.engine.sources.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(bench.engine.sources[i], expected[i]) << i;
}

TEST(Sources, AreTheKernelsChoiceWhereOneIsEnough) {
  Bench bench{closed(2, 0ms, 30ms)};
  (void)bench.run();
  EXPECT_EQ(bench.engine.sources, (std::vector<std::uint32_t>{0, 0}));
}

// --- opening many ---

TEST(Opening, GivesEachConnectionItsTime) {
  // One connection a millisecond: all of them take longer than the timeout of one.
  auto plan = closed(500, 0ms, 100ms);
  plan.timeout = 200ms;
  Bench bench{plan};
  Instant free_at{};
  bench.engine.connect_takes = [&](Instant at) {
    free_at = std::max(free_at, at) + 1ms;
    return free_at - at;
  };
  EXPECT_EQ(bench.run().connections_seen.opened, 500U);
}

TEST(Opening, GoesOnUnderLoadForThoseThatWereNotTaken) {
  auto plan = with(held(100ms), 10, 0ms, 1s);
  plan.timeout = 50ms;
  Bench bench{plan};
  int taken = 0;
  // The server takes three, then none until the load has begun.
  bench.engine.connect_takes = [&](Instant) -> std::optional<Nanoseconds> {
    if (taken >= 3 && bench.begin == Instant{}) return std::nullopt;
    ++taken;
    return 0ms;
  };
  const auto recording = bench.run();
  EXPECT_EQ(recording.connections_seen.opened, 10U);
  EXPECT_EQ(recording.ledger.ok(), 100U);
}

// --- mixed requests ---

TEST(Shots, AreDrawnByTheirWeight) {
  Bench bench{closed(1, 0ms, 10s)};
  bench.shots.push_back(bench.shots.front());
  bench.shots.back().expect.status = 500; // always answered wrongly, which tells how often it was drawn
  bench.shots.back().answer = {};
  bench.shots.back().weight = 1;
  bench.shots.front().weight = 3;
  const auto ledger = bench.run().ledger;
  // Binomial, p = ¼, of 10 000: 2500 ± 3 × 43.3.
  EXPECT_NEAR(static_cast<double>(ledger.of(Outcome::bad_status)), 2500, 130);
}

// --- whatever happens, the books balance ---

struct NamedModel {
  const char *name;
  Model model;
  std::optional<std::uint64_t> planned; ///< in the measure window, whatever happens; nothing = it depends
};

std::vector<NamedModel> models(Nanoseconds measure) {
  const base::Rate rate{500};
  return {
      {"closed", {}, {}},
      {"closed churn", churning(1), {}},
      {"closed churn of 3", churning(3), {}},
      {"open", open_at(rate, measure), 200},
      {"open churn", churning(2, open_at(rate, measure)), 200},
      {"poisson", open_at(rate, measure, schedule::Arrivals::poisson), {}},
      {"ramp", open_in({{base::Rate{200}, base::Rate{800}, measure}}), 200},
      {"steps", open_in(schedule::parse_steps("200+800", measure / 2).value()), 200},
      {"held", held(8ms), 200},
      {"held in silence", held(0ms), 0},
  };
}

/// The columns of a ledger.
struct Columns {
  std::uint64_t ok = 0, failed = 0, timed_out = 0, unsent = 0, in_flight = 0;
  bool operator==(const Columns &) const = default;
};

void PrintTo(const Columns &columns, std::ostream *out) {
  *out << "ok " << columns.ok << ", failed " << columns.failed << ", timed out " << columns.timed_out << ", unsent "
       << columns.unsent << ", in flight " << columns.in_flight;
}

struct Misfortune {
  const char *name;
  std::function<void(Bench &)> strike;
  std::set<Outcome> brings; ///< no other failure than these may be booked
  /// What becomes of the requests of the measure window, as time and pauses make it: a closed load has
  /// 4 connections × 400 ms ÷ 1 ms, an open one 500/s × 400 ms, and the misfortune strikes after 150 ms of them.
  Columns closed, churn, open;
};

/// From 200 ms after the beginning on.
bool struck(const Bench &bench, Instant at) { return bench.begin != Instant{} && at >= bench.begin + 200ms; }

using Act = VirtualEngine::Act;

/// From then on the server does this with each request, instead of answering after a millisecond.
std::function<void(Bench &)> then(std::function<std::vector<Act>(Bench &, Instant)> acts) {
  return [acts](Bench &bench) {
    bench.engine.acts_on_request = [&bench, acts](Instant at) {
      if (struck(bench, at)) return acts(bench, at);
      return std::vector<Act>{{.at = at + 1ms, .says = bench.engine.answer}};
    };
  };
}

void interrupt_in(Bench &bench, Phase wanted) {
  bench.on_phase = [&bench, wanted](Phase phase) {
    if (phase == wanted) bench.stop.request();
  };
}

std::vector<Misfortune> misfortunes() {
  return {
      {"none", [](Bench &) {}, {}, {1600, 0, 0, 0, 0}, {1600, 0, 0, 0, 0}, {200, 0, 0, 0, 0}},
      {"interrupted in the warm-up",
       [](Bench &b) { interrupt_in(b, Phase::warm_up); },
       {},
       {0, 0, 0, 0, 0},
       {0, 0, 0, 0, 0},
       {0, 0, 0, 0, 0}},
      {"interrupted in the window",
       [](Bench &b) { interrupt_in(b, Phase::measure); },
       {},
       {77, 0, 0, 0, 3},
       {77, 0, 0, 0, 3},
       {11, 0, 0, 0, 0}},
      {"interrupted in the drain",
       [](Bench &b) { interrupt_in(b, Phase::drain); },
       {},
       {1597, 0, 0, 0, 3},
       {1597, 0, 0, 0, 3},
       {200, 0, 0, 0, 0}},
      {"freezes for ever",
       then([](Bench &, Instant) { return std::vector<Act>{}; }),
       {Outcome::timed_out},
       {600, 0, 28, 0, 0},
       {600, 0, 28, 0, 0},
       {75, 0, 28, 97, 0}},
      {"freezes for a while",
       [](Bench &b) { b.freeze(200ms, 260ms, 1ms); },
       {Outcome::timed_out},
       {1356, 0, 8, 0, 0},
       {1348, 0, 8, 0, 0},
       {195, 0, 5, 0, 0}},
      {"dies",
       [](Bench &b) {
         then([](Bench &, Instant at) { return std::vector<Act>{{.at = at, .closes = ECONNRESET}}; })(b);
         b.engine.connect_error = [&b](Instant at) { return struck(b, at) ? ECONNREFUSED : 0; };
       },
       {Outcome::reset, Outcome::refused},
       {600, 40, 0, 0, 0},
       {600, 36, 0, 0, 0},
       {75, 4, 0, 121, 0}},
      {"takes no connections",
       [](Bench &b) {
         then([](Bench &, Instant at) { return std::vector<Act>{{.at = at + 1ms, .closes = 0}}; })(b);
         b.engine.connect_takes = [&b](Instant at) -> std::optional<Nanoseconds> {
           return struck(b, at) ? std::nullopt : std::optional{Nanoseconds{0}};
         };
       },
       {Outcome::closed_early, Outcome::refused},
       {600, 32, 0, 0, 0},
       {600, 28, 0, 0, 0},
       {75, 4, 0, 121, 0}},
      {"closes without an answer",
       then([](Bench &, Instant at) { return std::vector<Act>{{.at = at + 1ms, .closes = 0}}; }),
       {Outcome::closed_early},
       {600, 40, 0, 0, 0},
       {600, 36, 0, 0, 0},
       {75, 36, 0, 89, 0}},
      {"closes after an answer",
       then([](Bench &b, Instant at) {
         return std::vector<Act>{{.at = at + 1ms, .says = b.engine.answer}, {.at = at + 1ms, .closes = 0}};
       }),
       {Outcome::closed_early},
       {1600, 996, 0, 0, 0},
       {1600, 0, 0, 0, 0},
       {200, 0, 0, 0, 0}},
      {"closes what is idle",
       [](Bench &b) {
         b.engine.acts_on_connection = [](Instant at) { return std::vector<Act>{{.at = at + 7ms, .closes = 0}}; };
       },
       {Outcome::closed_early},
       {1372, 228, 0, 0, 0},
       {1600, 0, 0, 0, 0},
       {67, 133, 0, 0, 0}},
      {"resets in the midst of an answer",
       then([](Bench &b, Instant at) {
         return std::vector<Act>{{.at = at + 1ms, .says = b.engine.answer.substr(0, 10)},
                                 {.at = at + 2ms, .closes = ECONNRESET}};
       }),
       {Outcome::reset},
       {600, 40, 0, 0, 0},
       {600, 36, 0, 0, 0},
       {75, 36, 0, 89, 0}},
      {"sends rubbish",
       then([](Bench &, Instant at) {
         return std::vector<Act>{{.at = at + 1ms, .says = "\x16\x03\x01\x02 what?\r\n\r\n"}};
       }),
       {Outcome::malformed},
       {600, 40, 0, 0, 0},
       {600, 36, 0, 0, 0},
       {75, 36, 0, 89, 0}},
      {"answers twice",
       then([](Bench &b, Instant at) {
         return std::vector<Act>{{.at = at + 1ms, .says = b.engine.answer + b.engine.answer}};
       }),
       {Outcome::unasked},
       {600, 40, 0, 0, 0},
       {600, 36, 0, 0, 0},
       {75, 36, 0, 89, 0}},
      {"answers unasked",
       [](Bench &b) {
         b.engine.acts_on_connection = [&b](Instant at) {
           return std::vector<Act>{{.at = at + 5500us, .says = b.engine.answer}};
         };
       },
       {},
       {3200, 0, 0, 0, 0},
       {1600, 0, 0, 0, 0},
       {200, 0, 0, 0, 0}},
      {"answers wrongly",
       then([](Bench &, Instant at) {
         return std::vector<Act>{{.at = at + 1ms, .says = "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"}};
       }),
       {Outcome::bad_status},
       {600, 1000, 0, 0, 0},
       {600, 1000, 0, 0, 0},
       {75, 125, 0, 0, 0}},
      {"has no descriptors left for us",
       [](Bench &b) {
         then([](Bench &, Instant at) { return std::vector<Act>{{.at = at + 1ms, .closes = 0}}; })(b);
         b.engine.connect_error = [&b](Instant at) { return struck(b, at) ? EMFILE : 0; };
       },
       {Outcome::closed_early, Outcome::generator},
       {600, 40, 0, 0, 0},
       {600, 36, 0, 0, 0},
       {75, 4, 0, 121, 0}},
  };
}

void expect_balanced(const sample::Recording &recording) {
  const auto &ledger = recording.ledger;
  EXPECT_EQ(ledger.difference(), 0);
  EXPECT_EQ(recording.warm_up_ledger.difference(), 0);
  std::uint64_t planned = 0, in_latency = 0;
  for (const auto &stretch : recording.stretches) {
    planned += stretch.planned;
    in_latency += stretch.latency.count();
  }
  EXPECT_TRUE(recording.stretches.empty() || planned == ledger.planned);
  EXPECT_TRUE(recording.stretches.empty() || in_latency == recording.latency.count());
  // Each request of the window is in exactly one histogram, and each right answer in all of its kind.
  EXPECT_EQ(recording.latency.count(), ledger.ok() + ledger.timed_out() + ledger.unsent + ledger.in_flight);
  EXPECT_EQ(recording.latency.censored(), ledger.timed_out() + ledger.unsent + ledger.in_flight);
  EXPECT_EQ(recording.failed_latency.count(), ledger.failed());
  EXPECT_EQ(recording.service_time.count(), ledger.ok());
  EXPECT_EQ(recording.first_byte.count(), ledger.ok());
}

Columns columns_of(const sample::Ledger &ledger) {
  return {ledger.ok(), ledger.failed(), ledger.timed_out(), ledger.unsent, ledger.in_flight};
}

/// Those of the models whose sends can be foretold without drawing or integrating.
std::optional<Columns> expected(const Misfortune &misfortune, std::string_view model) {
  if (model == "closed") return misfortune.closed;
  if (model == "closed churn") return misfortune.churn;
  if (model == "open" || model == "held") return misfortune.open;
  return std::nullopt;
}

TEST(EveryModel, KeepsItsBooksWhateverHappens) {
  for (const auto &misfortune : misfortunes())
    for (const auto &[name, model, planned] : models(400ms)) {
      SCOPED_TRACE(std::string{name} + ", " + misfortune.name);
      auto plan = with(model, 4, 50ms, 400ms);
      plan.timeout = 30ms;
      plan.drain = 50ms;
      Bench bench{plan};
      misfortune.strike(bench);
      const auto recording = bench.run();
      expect_balanced(recording);
      if (const auto columns = expected(misfortune, name)) {
        EXPECT_EQ(columns_of(recording.ledger), *columns);
      }
      if (planned && !recording.interrupted) {
        EXPECT_EQ(recording.ledger.planned, *planned);
      }
      const bool silent = planned == 0U;
      if (!recording.interrupted && !silent) {
        EXPECT_GT(recording.ledger.ok(), 0U);
      }
      for (std::size_t i = 0; i < sample::outcome_count; ++i) {
        const auto outcome = static_cast<Outcome>(i);
        EXPECT_TRUE(outcome == Outcome::ok || recording.ledger.of(outcome) == 0 || misfortune.brings.contains(outcome))
            << sample::to_string(outcome) << ' ' << recording.ledger.of(outcome);
      }
      EXPECT_LE(bench.engine.now() - bench.begin, 50ms + 400ms + 50ms + 2ms);
    }
}

} // namespace
} // namespace reqbench::load
