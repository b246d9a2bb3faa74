// The search against servers whose capacity is known: exact ones, noisy ones, and a queue that is simulated.
#include "run/capacity_search.hpp"

#include "base/random.hpp"
#include "run/simulated_pool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace reqbench::run {
namespace {

using Verdict = StepVerdict;
using Server = std::function<Verdict(double rate)>;

struct Found {
  std::optional<double> capacity;
  bool at_least = false;
  std::string ended;
  std::vector<std::pair<double, Verdict>> steps;
};

Found search(double closed_per_s, const Server &server) {
  CapacitySearch search{closed_per_s};
  Found found;
  while (const auto rate = search.next()) {
    found.steps.emplace_back(*rate, server(*rate));
    search.tell(found.steps.back().second);
  }
  found.capacity = search.capacity();
  found.at_least = search.at_least();
  found.ended = search.ended();
  return found;
}

Server exact(double capacity) {
  return [=](double rate) { return rate <= capacity ? Verdict::met : Verdict::missed; };
}

TEST(CapacitySearch, FindsTheRungBelowAnExactCapacityWhereverItLies) {
  for (double capacity = 0.12; capacity < 1.09; capacity *= 1.013) {
    const auto found = search(1000, exact(1000 * capacity));
    ASSERT_TRUE(found.capacity) << capacity;
    EXPECT_LE(*found.capacity, 1000 * capacity);
    EXPECT_GT(*found.capacity, 1000 * capacity / 1.0201) << "the rung above was lost";
    EXPECT_FALSE(found.at_least) << capacity;
    EXPECT_EQ(found.ended, "the rate above was lost");
    EXPECT_LE(found.steps.size(), 10U) << "7 to find the place, the rate and the rung above once more";
  }
}

TEST(CapacitySearch, BeginsInTheMiddleOfALadderFrom110To10PerCent) {
  std::map<double, int> rates;
  for (double capacity = 1; capacity < 1200; capacity *= 1.005)
    for (const auto &[rate, verdict] : search(1000, exact(capacity)).steps) ++rates[rate];
  EXPECT_NEAR(rates.rbegin()->first, 1100, 1e-6);
  EXPECT_NEAR(rates.begin()->first, 100, 2);
  double before = 0;
  for (const auto &[rate, count] : rates) {
    EXPECT_TRUE(before == 0 || std::fabs(rate / before - 1.02) < 1e-9) << rate;
    before = rate;
  }
  EXPECT_EQ(search(1000, exact(500)).steps[0].first, search(1000, exact(900)).steps[0].first);
}

TEST(CapacitySearch, SaysThatAServerHoldsMoreThanTheLadderHas) {
  const auto found = search(1000, exact(5000));
  EXPECT_NEAR(*found.capacity, 1100, 1e-6);
  EXPECT_TRUE(found.at_least);
  EXPECT_EQ(found.ended, "the highest rate of the ladder held twice");
}

TEST(CapacitySearch, SaysThatNoRateHeld) {
  const auto found = search(1000, exact(50));
  EXPECT_FALSE(found.capacity);
  EXPECT_FALSE(found.at_least);
  EXPECT_EQ(found.ended, "the lowest rate of the ladder was lost");
  EXPECT_LE(found.steps.size(), 8U);
}

TEST(CapacitySearch, OfAServerWithoutAGoodputHasNoStep) {
  for (const double closed : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    const auto found = search(closed, exact(10));
    EXPECT_TRUE(found.steps.empty());
    EXPECT_FALSE(found.capacity);
    EXPECT_EQ(found.ended, "a closed load had no right answer");
  }
}

/// Above `limit` the generator has nothing left.
Server bound_above(double limit, double capacity) {
  return [=](double rate) { return rate > limit ? Verdict::refused : exact(capacity)(rate); };
}

TEST(CapacitySearch, RefusesWhatTheGeneratorBoundAndCallsTheRestALowerBound) {
  const auto found = search(1000, bound_above(700, 900));
  ASSERT_TRUE(found.capacity);
  EXPECT_LE(*found.capacity, 700);
  EXPECT_GT(*found.capacity, 700 / 1.05);
  EXPECT_TRUE(found.at_least);
  const auto below = search(1000, bound_above(700, 400));
  EXPECT_FALSE(below.at_least) << "a server that is lost before the generator is measured as ever";
  EXPECT_NEAR(*below.capacity, 400, 400 * 0.0201);
}

TEST(CapacitySearch, AsksOnceMoreWhereTheGeneratorStumbledOnce) {
  int step = 0;
  const auto found = search(1000, [&](double rate) { return step++ == 1 ? Verdict::refused : exact(800)(rate); });
  EXPECT_EQ(found.steps[1].first, found.steps[2].first);
  EXPECT_NEAR(*found.capacity, 800, 800 * 0.0201);
  EXPECT_FALSE(found.at_least);
}

TEST(CapacitySearch, IsNotDeceivedByOneLostStep) {
  for (int lost = 0; lost < 9; ++lost) {
    int step = 0;
    const auto found = search(1000, [&](double rate) { return step++ == lost ? Verdict::missed : exact(800)(rate); });
    ASSERT_TRUE(found.capacity) << lost;
    const bool is_found = *found.capacity > 800 / 1.05;
    EXPECT_TRUE(is_found || found.at_least) << lost << ": " << *found.capacity;
  }
}

TEST(CapacitySearch, AsksForNoRateThatIsDecided) {
  base::Random random{13};
  for (int run = 0; run < 2000; ++run) {
    std::map<double, std::pair<int, int>> told; // met, lost
    CapacitySearch search{1000};
    while (const auto rate = search.next()) {
      auto &[met, lost] = told[*rate];
      EXPECT_LT(met, 2) << "it held twice";
      EXPECT_LT(lost, 2) << "it was lost twice";
      const bool holds = random.unit() < 1 / (1 + std::exp((*rate / 600 - 1) / 0.02));
      ++(holds ? met : lost);
      search.tell(holds ? Verdict::met : Verdict::missed);
    }
  }
}

TEST(CapacitySearch, EndsWithWhatItPromisesWhateverItIsTold) {
  base::Random random{7};
  for (int run = 0; run < 5000; ++run) {
    const double hold = random.unit(), refuse = random.unit() / 2;
    const auto found = search(1000, [&](double) {
      if (random.unit() < refuse) return Verdict::refused;
      return random.unit() < hold ? Verdict::met : Verdict::missed;
    });
    EXPECT_LE(found.steps.size(), 12U);
    EXPECT_FALSE(found.ended.empty());
    if (!found.capacity) continue;
    std::map<double, int> met, other;
    for (const auto &[rate, verdict] : found.steps) ++(verdict == Verdict::met ? met : other)[rate];
    EXPECT_GE(met[*found.capacity], 2);
    if (found.ended != "the rate above was lost") continue;
    const auto above = other.upper_bound(*found.capacity);
    ASSERT_NE(above, other.end());
    EXPECT_NEAR(above->first / *found.capacity, CapacitySearch::ratio, 1e-9);
    const bool was_met = met.contains(above->first), room_was_left = found.steps.size() < 12;
    EXPECT_GE(above->second, room_was_left && !was_met ? 2 : 1);
  }
}

TEST(CapacitySearch, IsRightOnTheWholeWhereVerdictsAreNoisy) {
  base::Random random{11};
  constexpr double truth = 800, spread = 0.01; // half of the steps at the truth are lost, 12 % at 2 % below it
  double sum = 0;
  int none = 0;
  constexpr int searches = 500;
  for (int run = 0; run < searches; ++run) {
    const auto found = search(1000, [&](double rate) {
      const double holds = 1 / (1 + std::exp((rate / truth - 1) / spread));
      return random.unit() < holds ? Verdict::met : Verdict::missed;
    });
    if (!found.capacity) {
      ++none;
      continue;
    }
    EXPECT_NEAR(*found.capacity, truth, truth * 0.10);
    sum += std::log(*found.capacity / truth);
  }
  EXPECT_LE(none, searches / 20);
  EXPECT_NEAR(std::exp(sum / (searches - none)), 1, 0.03);
}

/// 8 × 10 ms, and the objective p99 < 20 ms.
Server pool(bool poisson, base::Random &random) {
  return [=, &random](double rate) {
    const SimulatedPool pool{.rate = rate, .poisson = poisson, .requests = 10'500};
    return pool.quantile(0.99, random) <= 0.020 ? Verdict::met : Verdict::missed;
  };
}

TEST(CapacitySearch, OfAPoolUnderConstantArrivalsIsItsThroughput) {
  base::Random random{3};
  const auto found = search(800, pool(false, random));
  EXPECT_NEAR(*found.capacity, 800, 800 * 0.03);
}

TEST(CapacitySearch, OfAPoolUnderPoissonArrivalsIsThatOfItsLongSimulation) {
  base::Random random{5};
  const double low = SimulatedPool::capacity(0.99, 0.020, random);
  double sum = 0;
  constexpr int launches = 10;
  for (int launch = 0; launch < launches; ++launch) {
    const auto found = search(800, pool(true, random));
    ASSERT_TRUE(found.capacity);
    sum += std::log(*found.capacity / low);
  }
  EXPECT_LT(low, 780) << "chance brings queues that evenly spaced arrivals do not have";
  EXPECT_NEAR(std::exp(sum / launches), 1, 0.03) << "of " << low << "/s";
}

} // namespace
} // namespace reqbench::run
