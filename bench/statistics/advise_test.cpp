#include "statistics/advise.hpp"

#include "statistics/made_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::statistics {
namespace {

using namespace std::chrono_literals;
using result::CapacityRecord;
using result::TrialRecord;
using testing::HasSubstr;

const result::Objective p99_20ms{0.99, 20ms};

Wish wish(double rate, std::vector<MixShare> mix = {{"json", 1.0}}) { return {rate, p99_20ms, std::move(mix)}; }

/// Each launch of `capacities` (server + workload → by block) found so much under the objective; 0 = no rate.
struct Searches {
  std::map<std::string, std::vector<double>> capacities;

  void operator()(TrialRecord &trial) const {
    const auto found = capacities.find(trial.server + " " + trial.workload);
    if (found == capacities.end()) return;
    CapacityRecord capacity;
    const double rate = found->second[static_cast<std::size_t>(trial.block - 1) % found->second.size()];
    capacity.closed_per_s = 3100;
    if (rate > 0) capacity.rate_per_s = rate;
    for (const double tried : {310.0, 900.0}) {
      auto &step = capacity.steps.emplace_back();
      step.rate_per_s = tried;
      step.verdict = tried <= rate ? "met" : "missed";
      step.why = tried <= rate ? "" : "p99 was 41 ms";
    }
    trial.capacity = capacity;
  }
};

result::Run searched_run(Searches searches, std::vector<std::string> servers = {"one"},
                         std::vector<std::string> workloads = {"json"}, int blocks = 3) {
  auto run = MadeRun{}
                 .servers(std::move(servers))
                 .workloads(std::move(workloads))
                 .blocks(blocks)
                 .closed()
                 .each_trial(std::move(searches))
                 .make();
  run.record.slo = p99_20ms;
  return run;
}

std::vector<Need> ask(const result::Run &run, const Wish &wanted) { return advise(run, summarize(run), wanted); }

TEST(Advise, DividesTheRateByTheCapacity) {
  const auto needs = ask(searched_run({{{"one json", {1000}}}}), wish(2500));
  ASSERT_EQ(needs.size(), 1U);
  EXPECT_EQ(needs[0].basis, Basis::measured);
  EXPECT_DOUBLE_EQ(needs[0].instances.value, 2.5);
  EXPECT_EQ(needs[0].instances.n, 3);
  EXPECT_EQ(needs[0].started, 3);
  EXPECT_EQ(needs[0].processors, 3);
  EXPECT_EQ(needs[0].memory_bytes.value, 3 * 50.0 * 1024 * 1024) << "each instance has its own";
  EXPECT_EQ(needs[0].limiter, Limiter::server);
  EXPECT_EQ(needs[0].why, "");
}

TEST(Advise, TakesTheUpperEndOfTheIntervalOverBlocks) {
  // 2000 ÷ (1000, 1250, 800): logs of 2, 1.6, 2.5 have the mean log 2, s = 0.223144; t(0.975, 2) = 4.302653.
  const auto needs = ask(searched_run({{{"one json", {1000, 1250, 800}}}}), wish(2000));
  const double half = 4.302653 * 0.2231436 / std::sqrt(3.0);
  EXPECT_NEAR(needs[0].instances.value, 2, 1e-9);
  EXPECT_NEAR(needs[0].instances.interval->low, 2 * std::exp(-half), 1e-5);
  EXPECT_NEAR(needs[0].instances.interval->high, 2 * std::exp(half), 1e-5);
  EXPECT_EQ(needs[0].started, 4) << "3.48 rounded up";
}

TEST(Advise, ANeedThatIsWholeIsNotRoundedUp) {
  EXPECT_EQ(ask(searched_run({{{"one json", {1000}}}}), wish(3000))[0].started, 3);
  EXPECT_EQ(ask(searched_run({{{"one json", {1000}}}}), wish(1))[0].started, 1);
}

TEST(Advise, CountsTheProcessorsOfAnInstance) {
  auto run = searched_run({{{"one json", {1000}}}});
  run.record.server_cpus = {1, 2};
  EXPECT_EQ(ask(run, wish(2500))[0].processors, 6);
}

TEST(Advise, AddsThePartsOfAMixBlockByBlock) {
  // 1000/s: 0.8 · 1000 ÷ 1000 + 0.2 · 1000 ÷ 100 = 2.8 in block 1, twice that in block 2.
  const auto run = searched_run({{{"one json", {1000, 500}}, {"one order", {100, 50}}}}, {"one"}, {"json", "order"}, 4);
  const auto needs = ask(run, wish(1000, {{"json", 0.8}, {"order", 0.2}}));
  EXPECT_NEAR(needs[0].instances.value, 2.8 * std::sqrt(2.0), 1e-9);
  EXPECT_EQ(needs[0].instances.n, 4);
}

TEST(Advise, ABlockThatLacksOnePartOfTheMixDoesNotCount) {
  // json met the objective in every launch of four, order in three.
  const auto run =
      searched_run({{{"one json", {1000}}, {"one order", {100, 100, 100, 0}}}}, {"one"}, {"json", "order"}, 4);
  const auto needs = ask(run, wish(1000, {{"json", 0.5}, {"order", 0.5}}));
  EXPECT_EQ(needs[0].basis, Basis::measured);
  EXPECT_EQ(needs[0].instances.n, 3);
  EXPECT_NEAR(needs[0].instances.value, 5.5, 1e-9);
  EXPECT_THAT(needs[0].why, HasSubstr("order: in 1 of 4 launches no rate met p99 < 20.0 ms"));
}

TEST(Advise, AServerThatMeetsTheObjectiveAtNoRateCannot) {
  const auto needs = ask(searched_run({{{"one json", {1000, 0, 0}}}}), wish(2000));
  EXPECT_EQ(needs[0].basis, Basis::cannot);
  EXPECT_EQ(needs[0].processors, 0);
  EXPECT_EQ(needs[0].why, "json: in 2 of 3 launches no rate met p99 < 20.0 ms; at 310/s: p99 was 41 ms");
}

TEST(Advise, ASearchThatEndedEarlierDoesNotSayThatAServerCannot) {
  auto run = searched_run({{{"one json", {0}}}});
  for (auto &trial : run.trials) {
    trial.capacity->closed_per_s = 2000; // a tenth of it was not tried
    trial.capacity->ended = "after 12 steps";
  }
  const auto needs = ask(run, wish(2000));
  EXPECT_EQ(needs[0].basis, Basis::unknown);
  EXPECT_EQ(needs[0].why, "json: in 3 of 3 launches the search ended without an answer (after 12 steps)");
}

TEST(Advise, OneLaunchOfManyThatAnsweredIsNoAnswer) {
  auto run = searched_run({{{"one json", {1000, 0, 0}}}});
  for (auto &trial : run.trials) trial.capacity->closed_per_s = 2000; // a tenth of it was not tried
  EXPECT_EQ(ask(run, wish(2000))[0].basis, Basis::unknown);
}

TEST(Advise, AnImpossibleNeedIsNotTold) {
  const auto needs = ask(searched_run({{{"one json", {0.001}}}}), wish(1e9));
  EXPECT_EQ(needs[0].basis, Basis::unknown);
  EXPECT_EQ(needs[0].processors, 0);
}

TEST(Advise, ASearchUnderOtherArrivalsIsNoSearchUnderThese) {
  auto run = searched_run({{{"one json", {1000}}}});
  run.record.slo->arrivals = "poisson";
  EXPECT_EQ(ask(run, wish(2000))[0].basis, Basis::unknown);
}

TEST(Advise, WhereNothingAboveWasLostItIsAtMost) {
  auto run = searched_run({{{"one json", {1000}}}});
  run.trials[1].capacity->at_least = true;
  EXPECT_TRUE(ask(run, wish(2000))[0].at_most);
}

TEST(Advise, TheCheapestComesFirstAndTheUnableLast) {
  const auto run =
      searched_run({{{"slow json", {100}}, {"never json", {0}}, {"fast json", {1000}}}}, {"slow", "never", "fast"});
  std::vector<std::string> order;
  for (const auto &need : ask(run, wish(2000))) order.push_back(need.server);
  EXPECT_THAT(order, testing::ElementsAre("fast", "slow", "never"));
}

TEST(Advise, TheSecondOfTheAaPairIsNoServerOfItsOwn) {
  const auto run = searched_run({{{"one json", {1000}}, {"one (again) json", {1000}}}}, {"one", "one (again)"});
  EXPECT_EQ(ask(run, wish(2000)).size(), 1U);
}

TEST(Advise, AFailedLaunchDoesNotCountAndIsTold) {
  auto run = searched_run({{{"one json", {1000, 1, 1000, 1000}}}}, {"one"}, {"json"}, 4);
  run.trials[1].failure = "it died";
  const auto need = ask(run, wish(2000))[0];
  EXPECT_NEAR(need.instances.value, 2, 1e-9);
  EXPECT_EQ(need.why, "json: in 1 of 4 launches nothing was searched (it died); the interval is of the others alone");
}

TEST(Advise, TwoLaunchesThatAgreeAreNoAnswer) {
  // They found the same rung: their interval would have no width at all.
  const auto need = ask(searched_run({{{"one json", {1000}}}}, {"one"}, {"json"}, 2), wish(2000))[0];
  EXPECT_EQ(need.basis, Basis::unknown);
  EXPECT_EQ(need.started, 0);
  EXPECT_EQ(need.why, "too few launches: 2 of at least 3");
}

TEST(Advise, TwoOfThreeLaunchesThatAnsweredAreTooFew) {
  const auto need = ask(searched_run({{{"one json", {1000, 0, 1000}}}}), wish(2000))[0];
  EXPECT_EQ(need.basis, Basis::unknown);
  EXPECT_THAT(need.why, testing::AllOf(HasSubstr("json: in 1 of 3 launches no rate met p99 < 20.0 ms"),
                                       HasSubstr("; too few launches: 2 of at least 3")));
}

TEST(Advise, CountsTheLaunchesWithoutAnAnswer) {
  // One met it at no rate, one ended earlier, one died: seven of ten are left.
  auto run =
      searched_run({{{"one json", {1000, 0, 0, 1000, 1000, 1000, 1000, 1000, 1000, 1000}}}}, {"one"}, {"json"}, 10);
  run.trials[2].capacity->closed_per_s = 2000; // a tenth of it was not tried
  run.trials[3].failure = "it died";
  const auto need = ask(run, wish(2000))[0];
  EXPECT_EQ(need.basis, Basis::measured);
  EXPECT_EQ(need.instances.n, 7);
  EXPECT_EQ(need.unanswered, 3);
  EXPECT_EQ(need.launches, 10);
}

/// Closed 1000/s in each block; open loads at 300 and 600/s.
MadeRun open_run() {
  return MadeRun{}
      .servers({"one"})
      .workloads({"json"})
      .blocks(3)
      .closed()
      .open(300, "rate:300")
      .open(600, "rate:600")
      .throughput("one", {1000});
}

void set_latency(result::LoadRecord &load, base::Nanoseconds latency) {
  auto &recording = load.recording;
  recording.latency = {};
  recording.latency.record(latency, 20000);
  recording.ledger = {};
  recording.ledger.planned = recording.ledger.ended[0] = 20000;
}

TEST(Advise, BoundsOfTwoLaunchesAreNoAnswerEither) {
  auto made = MadeRun{}.servers({"one"}).workloads({"json"}).blocks(2).closed().open(300, "rate:300");
  const auto run = made.each_load([](const TrialRecord &, result::LoadRecord &load) {
                         if (load.recording.model == "open") set_latency(load, 5ms);
                       })
                       .make();
  EXPECT_EQ(ask(run, wish(1500))[0].why, "too few launches: 2 of at least 3");
}

TEST(Advise, WithoutSearchesIsBoundedByWhatMetItAndByTheGoodput) {
  const auto run = open_run()
                       .each_load([](const TrialRecord &, result::LoadRecord &load) {
                         if (load.recording.model == "open") set_latency(load, load.name == "rate:600" ? 30ms : 5ms);
                       })
                       .make();
  const auto needs = ask(run, wish(1500));
  EXPECT_EQ(needs[0].basis, Basis::extrapolated);
  EXPECT_NEAR(needs[0].instances.interval->low, 1.5, 1e-9) << "1500 ÷ 1000, flat out";
  EXPECT_NEAR(needs[0].instances.interval->high, 5, 1e-9) << "1500 ÷ 300, the highest rate that met it";
  EXPECT_EQ(needs[0].started, 5);
}

TEST(Advise, ASearchUnderAnotherObjectiveIsNoSearchUnderThisOne) {
  auto run = open_run()
                 .each_trial(Searches{{{"one json", {800}}}})
                 .each_load([](const TrialRecord &, result::LoadRecord &load) {
                   if (load.recording.model == "open") set_latency(load, 5ms);
                 })
                 .make();
  run.record.slo = result::Objective{0.99, 10ms};
  EXPECT_EQ(ask(run, wish(1500))[0].basis, Basis::extrapolated);
  run.record.slo = result::Objective{0.999, 20ms};
  EXPECT_EQ(ask(run, wish(1500))[0].basis, Basis::extrapolated);
}

TEST(Advise, ARateThatFailedOneRequestDidNotMeetIt) {
  const auto run = open_run()
                       .each_load([](const TrialRecord &trial, result::LoadRecord &load) {
                         if (load.recording.model != "open") return;
                         set_latency(load, 5ms);
                         if (load.name == "rate:600" && trial.block == 2) {
                           --load.recording.ledger.ended[0];
                           ++load.recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::reset)];
                         }
                       })
                       .make();
  EXPECT_NEAR(ask(run, wish(1500))[0].instances.interval->high, 5, 1e-9);
}

TEST(Advise, ARateAboveOneThatMissedProvesNothing) {
  const auto run = open_run()
                       .each_load([](const TrialRecord &, result::LoadRecord &load) {
                         if (load.recording.model == "open") set_latency(load, load.name == "rate:300" ? 30ms : 5ms);
                       })
                       .make();
  const auto needs = ask(run, wish(1500));
  EXPECT_EQ(needs[0].basis, Basis::unknown);
  EXPECT_THAT(needs[0].why, HasSubstr("its p99 was 30.0 ms"));
}

TEST(Advise, OpenLoadsThatAllMissedSayNothingOfLowerRates) {
  const auto run = open_run()
                       .each_load([](const TrialRecord &, result::LoadRecord &load) {
                         if (load.recording.model == "open") set_latency(load, 30ms);
                       })
                       .make();
  const auto needs = ask(run, wish(1500));
  EXPECT_EQ(needs[0].basis, Basis::unknown);
  EXPECT_THAT(needs[0].why, HasSubstr("json: at 300/s, the lowest rate measured, it missed p99 < 20.0 ms"));
}

TEST(Advise, TooFewSamplesBeyondThePercentileSayNothing) {
  const auto run = open_run()
                       .each_load([](const TrialRecord &, result::LoadRecord &load) {
                         if (load.recording.model != "open") return;
                         load.recording.latency = {};
                         load.recording.latency.record(5ms, 3000); // 9000 in all: 90 lie beyond p99
                       })
                       .make();
  EXPECT_THAT(ask(run, wish(1500))[0].why, HasSubstr("no open load of this run is long enough to tell its p99"));
}

TEST(Advise, AServerThatWasNotMeasuredIsUnknownForItsReason) {
  auto run = searched_run({{{"one json", {1000}}}}, {"one", "two"});
  std::erase_if(run.trials, [](const TrialRecord &trial) { return trial.server == "two"; });
  run.record.servers[1].skipped = "go is missing";
  EXPECT_EQ(ask(run, wish(2000))[1].why, "it was not measured: go is missing");
  run.record.servers[1].skipped.clear();
  run.record.servers[1].workloads = {"plaintext"};
  EXPECT_EQ(ask(run, wish(2000))[1].why, "json is not offered by it");
}

} // namespace
} // namespace reqbench::statistics
