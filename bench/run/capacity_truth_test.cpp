// The search on real sockets, against a pool of 8 × 10 ms whose capacity is known: 800/s when the arrivals are evenly
// spaced, and what a long simulation of the queue says when chance spaces them.
#include "run/capacity.hpp"

#include "load/load_test_bench.hpp"
#include "load/scripted_server.hpp"
#include "run/simulated_pool.hpp"

#include "base/units.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace reqbench::run {
namespace {

using namespace std::chrono_literals;

/// First come, first served; the first that is free takes it.
load::ScriptedServer::Script pool_of_8() {
  return [free = std::array<base::Instant, 8>{}](std::uint64_t, base::Instant received) mutable {
    auto &next = *std::ranges::min_element(free);
    next = std::max(next, received) + 10ms;
    return next;
  };
}

result::CapacityRecord search_pool(schedule::Arrivals arrivals, double percentile, base::Nanoseconds limit,
                                   std::uint64_t seed = 1) {
  load::ScriptedServer server{pool_of_8()};
  CapacityPlan plan;
  plan.load = load::short_plan(64, 1s);
  plan.load.warm_up = 200ms;
  plan.load.seed = seed * 100;
  plan.objective = {.percentile = percentile, .latency = limit, .arrivals = std::string{to_string(arrivals)}};
  plan.closed_per_s = 800;
  const base::StopFlag stop;
  auto record = search_capacity(server.endpoint(), load::hello_shots(), plan, stop);
  EXPECT_TRUE(record) << record.error().message();
  for (const auto &step : record->steps)
    std::printf("  %.1f/s for %s: %s %s\n", step.rate_per_s, base::format_duration(step.length).c_str(),
                step.verdict.c_str(), step.why.c_str());
  return *std::move(record);
}

/// A percentile that needs few requests, so that the test is short. The figures of bench/README.md are those of the
/// tests below it (`scripts/dev capacity`), which take two to three minutes a launch and want a quiet machine.
TEST(CapacityTruth, OfAPoolUnderConstantArrivalsIsItsThroughput) {
  const auto record = search_pool(schedule::Arrivals::constant, 0.90, 40ms);
  ASSERT_TRUE(record.rate_per_s) << record.ended;
  EXPECT_LE(record.steps.size(), 12U);
  EXPECT_GT(*record.rate_per_s, 800 * 0.90) << "a busy machine may lose a step, and no more";
  EXPECT_LT(*record.rate_per_s, 800 * 1.03);
  for (const auto &step : record.steps) EXPECT_TRUE(step.verdict != "met" || step.rate_per_s < 800 * 1.03);
}

TEST(CapacityTruth, DISABLED_FigureUnderConstantArrivals) {
  const auto record = search_pool(schedule::Arrivals::constant, 0.99, 20ms);
  ASSERT_TRUE(record.rate_per_s) << record.ended;
  std::printf("%.1f/s of 800\n", *record.rate_per_s);
  EXPECT_NEAR(*record.rate_per_s, 800, 800 * 0.03);
}

TEST(CapacityTruth, DISABLED_FigureUnderPoissonArrivals) {
  base::Random random{1};
  const double truth = SimulatedPool::capacity(0.99, 0.020, random);
  double sum = 0;
  constexpr int launches = 2;
  for (int launch = 0; launch < launches; ++launch) {
    const auto record = search_pool(schedule::Arrivals::poisson, 0.99, 20ms, static_cast<std::uint64_t>(launch));
    ASSERT_TRUE(record.rate_per_s) << record.ended;
    sum += std::log(*record.rate_per_s);
  }
  std::printf("%.1f/s of M/D/8's %.1f\n", std::exp(sum / launches), truth);
  EXPECT_NEAR(std::exp(sum / launches), truth, truth * 0.03);
}

TEST(CapacityTruth, HearsTheWishToStop) {
  load::ScriptedServer server{pool_of_8()};
  CapacityPlan plan;
  plan.load = load::short_plan(8, 1s);
  plan.objective.percentile = 0.99;
  plan.objective.latency = 20ms;
  plan.closed_per_s = 100;
  base::StopFlag stop;
  stop.request();
  const auto begin = base::now();
  const auto record = search_capacity(server.endpoint(), load::hello_shots(), plan, stop);
  EXPECT_LT(base::now() - begin, 10s) << "a step at this rate lasts 60 s";
  ASSERT_TRUE(record);
  EXPECT_EQ(record->ended, "interrupted");
  EXPECT_FALSE(record->rate_per_s);
}

} // namespace
} // namespace reqbench::run
