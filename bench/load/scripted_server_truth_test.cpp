// What a load reports, held against the stamps of the server that it loaded: counts exactly, times within 5 ms. A
// hiccup of the machine may spoil one run of a scene; a wrong generator spoils its repetition too.
#include "load/truth_scenarios.hpp"

#include "base/units.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;
using base::Nanoseconds;
using testing::IsEmpty;

ON_EACH_ENGINE(TruthOfAScript);

constexpr Nanoseconds tolerance = 5ms;

/// What is not as it should be in one run.
class Complaints {
public:
  void equal(std::string_view what, std::uint64_t seen, std::uint64_t expected) {
    if (seen != expected)
      all_.push_back(std::string{what} + ": " + std::to_string(seen) + " instead of " + std::to_string(expected));
  }
  void near(std::string_view what, Nanoseconds seen, Nanoseconds truth, Nanoseconds within = tolerance) {
    if (std::chrono::abs(seen - truth) > within)
      all_.push_back(std::string{what} + ": " + base::format_duration(seen) + " instead of " +
                     base::format_duration(truth));
  }
  const std::vector<std::string> &all() const { return all_; }

private:
  std::vector<std::string> all_;
};

template <class Look> void expect_in_one_of_two(Scene scene, EngineKind engine, Look look) {
  scene.plan.engine = engine;
  SCOPED_TRACE(scene.name);
  std::vector<std::string> seen;
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto played = play(scene);
    Complaints complaints;
    EXPECT_EQ(played.recording.ledger.difference(), 0);
    look(played, complaints);
    seen = complaints.all();
    if (seen.empty()) return;
  }
  EXPECT_THAT(seen, IsEmpty());
}

/// Every request that was planned was read by the server, answered, and booked, at its true latency.
void expect_true(const Scene &scene, const Played &played, Complaints &complaints) {
  const auto &ledger = played.recording.ledger;
  complaints.equal("right answers", ledger.ok(), ledger.planned);
  complaints.equal("requests that the server read", played.deeds.size(), ledger.planned);
  complaints.equal("latencies", played.recording.latency.count(), ledger.planned);
  if (scene.rate > 0)
    complaints.equal("planned", ledger.planned,
                     static_cast<std::uint64_t>(std::llround(scene.rate * base::to_seconds(scene.plan.measure))));
  const auto truth = true_latencies(scene, played);
  for (const double p : told_quantiles)
    complaints.near("p" + base::format_significant(p * 100, 4), played.recording.latency.quantile(p),
                    quantile(truth, p));
}

TEST_P(TruthOfAScript, AConstantDelayIsEveryPercentile) {
  for (const auto &scene : {closed_scene("closed", 4, 500ms, [] { return after(5ms); }),
                            open_scene("open", 200, 16, 500ms, [] { return after(5ms); })})
    expect_in_one_of_two(scene, GetParam(), [&](const Played &played, Complaints &complaints) {
      expect_true(scene, played, complaints);
      for (const double p : {0.5, 0.75, 0.9}) complaints.near("percentile", played.recording.latency.quantile(p), 5ms);
      EXPECT_GE(played.recording.latency.min(), 5ms);
      EXPECT_GE(played.recording.service_time.min(), 5ms);
    });
}

TEST_P(TruthOfAScript, OneInAHundredIsOnePercent) {
  const auto scene = open_scene("open", 500, 64, 1s, [] { return one_in(100, 100ms); });
  expect_in_one_of_two(scene, GetParam(), [&](const Played &played, Complaints &complaints) {
    expect_true(scene, played, complaints);
    const auto &latency = played.recording.latency;
    complaints.equal("slow answers", latency.count_above(90ms), 5);
    complaints.near("p98.9", latency.quantile(0.989), 0ms, 50ms); // what the others took is the machine's
    complaints.near("p99.1", latency.quantile(0.991), 100ms);
  });
}

/// Latencies by arithmetic: of `planned` requests at a constant rate, those that fell due in the freeze waited for its
/// rest. What is left over when it ends is worked off in `backlog`.
Nanoseconds by_arithmetic(double p, double planned, double rate, Nanoseconds freeze) {
  const double beyond = (1 - p) * planned / rate; // seconds of the freeze whose requests waited longer
  return std::max(Nanoseconds{0}, freeze - base::from_seconds(beyond));
}

Nanoseconds backlog(const Played &played, std::size_t frozen_at, std::size_t fell_due) {
  if (played.deeds.size() < frozen_at + fell_due) return {};
  return played.deeds[frozen_at + fell_due - 1].answered - played.deeds[frozen_at].answered;
}

TEST_P(TruthOfAScript, AnOpenLoadShowsTheWholeStall) {
  constexpr double rate = 500;
  const auto scene = open_scene("open", rate, 16, 2s, [] { return frozen_at(500, 500ms); });
  expect_in_one_of_two(scene, GetParam(), [&](const Played &played, Complaints &complaints) {
    expect_true(scene, played, complaints);
    for (const double p : {0.8, 0.9, 0.99, 0.999, 1.0})
      complaints.near("by arithmetic, p" + base::format_significant(p * 100, 4), played.recording.latency.quantile(p),
                      by_arithmetic(p, 1000, rate, 500ms), tolerance + backlog(played, 500, 250));
    complaints.near("the wait for a connection", played.recording.late_no_connection.max(), 500ms - 32ms, 15ms);
    EXPECT_LE(played.recording.service_time.count_above(250ms), 17U); // from the send only those that were out show it
  });
}

TEST_P(TruthOfAScript, AClosedLoadShowsTheStallOncePerConnection) {
  const auto scene = closed_scene("closed", 4, 1s, [] { return frozen_at(500, 500ms); });
  expect_in_one_of_two(scene, GetParam(), [&](const Played &played, Complaints &complaints) {
    expect_true(scene, played, complaints);
    complaints.equal("long waits", played.recording.latency.count_above(450ms), 4);
    complaints.near("the longest", played.recording.latency.max(), 500ms);
    EXPECT_LT(played.recording.latency.quantile(0.99), 250ms) << "p99 cannot show it: the load sent nothing meanwhile";
  });
}

TEST_P(TruthOfAScript, AFreezeOfTwoSecondsIsInEveryPercentileItReaches) {
  constexpr double rate = 200;
  const auto scene = open_scene("open", rate, 8, 3s, [] { return frozen_at(100, 2s); });
  expect_in_one_of_two(scene, GetParam(), [&](const Played &played, Complaints &complaints) {
    expect_true(scene, played, complaints);
    for (const double p : {0.5, 0.9, 0.99, 1.0})
      complaints.near("by arithmetic, p" + base::format_significant(p * 100, 4), played.recording.latency.quantile(p),
                      by_arithmetic(p, 600, rate, 2s), tolerance + backlog(played, 100, 400));
  });
}

TEST_P(TruthOfAScript, AFreezeBeyondTheTimeoutIsCountedAtLeast) {
  auto scene = open_scene("open", 200, 8, 1s, [] { return frozen_at(100, 2s); });
  scene.plan.timeout = scene.plan.drain = 200ms;
  expect_in_one_of_two(scene, GetParam(), [](const Played &played, Complaints &complaints) {
    const auto &ledger = played.recording.ledger;
    complaints.equal("planned", ledger.planned, 200);
    complaints.equal("right answers", ledger.ok(), 100);
    complaints.equal("the others", ledger.timed_out() + ledger.unsent + ledger.in_flight, 100);
    complaints.equal("at least", played.recording.latency.censored(), 100);
    complaints.equal("latencies", played.recording.latency.count(), 200);
    EXPECT_FALSE(played.recording.latency.quantile_is_at_least(0.5));
    EXPECT_TRUE(played.recording.latency.quantile_is_at_least(0.9));
    EXPECT_GE(played.recording.latency.quantile(0.99), 200ms);
  });
}

TEST_P(TruthOfAScript, AKnownDistributionIsWhatIsSeen) {
  constexpr std::size_t count = 600;
  const auto scene = open_scene("open", 400, 128, 1500ms, [] { return exponentially(count, 10ms); });
  expect_in_one_of_two(scene, GetParam(), [&](const Played &played, Complaints &complaints) {
    expect_true(scene, played, complaints);
    for (const double p : {0.1, 0.5, 0.75, 0.9, 0.95, 0.99})
      complaints.near("p" + base::format_significant(p * 100, 4), played.recording.latency.quantile(p),
                      exponential(p - 0.5 / count, 10ms));
  });
}

} // namespace
} // namespace reqbench::load
