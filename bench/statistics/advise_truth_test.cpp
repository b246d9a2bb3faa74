// What an answer of few launches is worth where the truth is known: launches differ log-normally, each finds the rung
// of the search's ladder at or below what it can do, and the answer is made by advise() itself.
#include "statistics/advise.hpp"

#include "statistics/simulation.hpp"

#include <gtest/gtest.h>

namespace reqbench::statistics {
namespace {

using namespace std::chrono_literals;

constexpr double asked = 2500, rung = 1.02;

double found_on_ladder(double capacity) { return std::pow(rung, std::floor(std::log(capacity) / std::log(rung))); }

/// The share of `experiments` whose upper end reaches the instances that are truly kept busy.
double share_enough(int launches, double spread, bool by_rungs) {
  constexpr int experiments = 4000;
  auto random = base::Random::stream(simulated::seed, "advise", static_cast<std::uint64_t>(launches));
  auto run = MadeRun{}.servers({"one"}).workloads({"json"}).blocks(launches).closed().make();
  run.record.slo = result::Objective{0.99, 20ms};
  const auto summary = summarize(run);
  int enough = 0;
  for (int i = 0; i < experiments; ++i) {
    const double true_capacity = 1000 * std::pow(rung, random.unit()); // anywhere between two rungs
    for (auto &trial : run.trials) {
      const double capacity = true_capacity * std::exp(spread * simulated::normal(random));
      trial.capacity.emplace().rate_per_s = by_rungs ? found_on_ladder(capacity) : capacity;
    }
    const auto needs = advise(run, summary, {asked, *run.record.slo, {{"json", 1.0}}});
    enough += needs[0].basis == Basis::measured && needs[0].instances.interval->high >= asked / true_capacity ? 1 : 0;
  }
  return static_cast<double>(enough) / experiments;
}

class AdviseCoverage : public testing::TestWithParam<double> {};

// One end of a 95 % interval: 97.5 % promised; the standard error of 4,000 experiments is 0.25 %.
TEST_P(AdviseCoverage, TheUpperEndOfThreeLaunchesReachesTheTruthIn39Of40) {
  EXPECT_NEAR(share_enough(least_launches, GetParam(), false), 0.975, 0.01);
}

// The ladder rounds a capacity down, so a need up; where launches lie closer than its rungs, three often agree.
TEST_P(AdviseCoverage, TheLadderOfTheSearchTakesNothingFromIt) {
  EXPECT_GE(share_enough(least_launches, GetParam(), true), 0.965);
}

INSTANTIATE_TEST_SUITE_P(Spreads, AdviseCoverage, testing::Values(0.005, 0.02, 0.1, 0.4));

TEST(AdviseCoverage, TwoLaunchesAreNeverAnAnswer) { EXPECT_EQ(share_enough(2, 0.02, true), 0); }

} // namespace
} // namespace reqbench::statistics
