// Known throughputs in, known steps of the order out. Intervals by hand: mean of the logs ± t(0.975, 2) · s ÷ √3 with
// t = 4.302652729911275, as powers of e.
#include "statistics/neighbours.hpp"

#include "statistics/made_run.hpp"
#include "statistics/summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ranges>

namespace reqbench::statistics {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsEmpty;

/// "a ÷ b: faster", in order.
std::vector<std::string> told(const Summary &summary, const std::string &load = "closed") {
  std::vector<std::string> steps;
  for (const auto *step : order_of(summary.neighbour_ratios, "json", load))
    steps.push_back(step->server + " ÷ " + step->baseline + ": " + std::string{to_string(step->verdict)} +
                    (taken_by_holm(*step) ? " by Holm" : ""));
  return steps;
}

/// Each step of the ladder has the ratios 1.05, 1.06 and 1.07: p against the band is 1 − t ÷ √(t² + 2) = 0.034 with
/// t = (0.058239 − log 1.03) ÷ 0.005446 = 5.27 and 2 degrees of freedom, so alone it is faster, as one of two it is
/// not.
MadeRun ladder(const std::vector<std::string> &best_first) {
  auto run = MadeRun{}.blocks(3).closed();
  std::vector<double> rates{100'000, 100'000, 100'000};
  for (const auto &server : std::views::reverse(best_first)) {
    run.throughput(server, rates);
    for (std::size_t i = 0; i < 3; ++i) rates[i] *= 1.05 + 0.01 * static_cast<double>(i);
  }
  return run;
}

TEST(Neighbours, AreTheRatiosOfEachServerToTheNextInTheOrder) {
  // The machine is twice as fast in block 2: pairing takes that out.
  const auto summary = summarize(MadeRun{}
                                     .servers({"base", "b", "a"})
                                     .blocks(3)
                                     .closed()
                                     .throughput("base", {1000, 2000, 1000})
                                     .throughput("b", {2000, 4000, 2000})
                                     .throughput("a", {3000, 6200, 3200})
                                     .make());
  const auto order = order_of(summary.neighbour_ratios, "json", "closed");
  ASSERT_EQ(order.size(), 2u);
  const auto &first = *order[0];
  EXPECT_EQ(first.server, "a");
  EXPECT_EQ(first.baseline, "b");
  EXPECT_THAT(first.by_block, ElementsAre(DoubleNear(1.5, 1e-12), DoubleNear(1.55, 1e-12), DoubleNear(1.6, 1e-12)));
  EXPECT_NEAR(first.ratio.value, 1.5494621789991565, 1e-12);
  EXPECT_NEAR(first.ratio.interval->low, 1.4300982176480443, 1e-9);
  EXPECT_NEAR(first.ratio.interval->high, 1.6787889212932883, 1e-9);
  EXPECT_EQ(first.verdict, Verdict::faster);
  EXPECT_EQ(order[1]->server, "b");
  EXPECT_EQ(order[1]->baseline, "base");
  EXPECT_NEAR(order[1]->ratio.value, 2, 1e-12);
}

TEST(Neighbours, HaveTheWordsOfTheBand) {
  const auto summary = summarize(MadeRun{}
                                     .servers({"base", "a", "b", "c"})
                                     .blocks(3)
                                     .closed()
                                     .throughput("base", {100'000, 100'000, 100'000})
                                     .throughput("c", {1'000'000, 1'000'000, 1'000'000})
                                     .throughput("b", {1'010'000, 1'000'000, 995'000})   // within 3 % of c
                                     .throughput("a", {1'030'200, 1'050'000, 1'074'600}) // 0.978 to 1.127 of b
                                     .make());
  EXPECT_THAT(told(summary), ElementsAre("a ÷ b: undecided", "b ÷ c: tie", "c ÷ base: faster"));
}

TEST(Neighbours, WithoutTheBaselineAreAFamilyOfTheirOwn) {
  // b ÷ base has the same p as a ÷ b, and does not count beside it.
  EXPECT_THAT(told(summarize(ladder({"a", "b", "base"}).servers({"base", "a", "b"}).make())),
              ElementsAre("a ÷ b: faster", "b ÷ base: faster"));
  EXPECT_THAT(told(summarize(ladder({"a", "b", "c", "base"}).servers({"base", "a", "b", "c"}).make())),
              ElementsAre("a ÷ b: undecided by Holm", "b ÷ c: undecided by Holm", "c ÷ base: faster"));
}

TEST(Neighbours, OfTheBaselineHaveTheWordThatItsOwnRatioHas) {
  // c ÷ base and d ÷ base: p = 0.034 and a step more below the baseline, as far: both are taken by Holm there.
  const auto summary = summarize(ladder({"above", "base", "below"}).servers({"base", "above", "below"}).make());
  ASSERT_EQ(summary.ratio("above", "json", "closed", Metric::throughput)->verdict, Verdict::undecided);
  EXPECT_THAT(told(summary), ElementsAre("above ÷ base: undecided by Holm", "base ÷ below: undecided by Holm"));
  const auto &mirrored = *order_of(summary.neighbour_ratios, "json", "closed")[1];
  const auto &own = *summary.ratio("below", "json", "closed", Metric::throughput);
  EXPECT_NEAR(mirrored.ratio.value, 1 / own.ratio.value, 1e-12);
  EXPECT_NEAR(mirrored.ratio.interval->low, 1 / own.ratio.interval->high, 1e-12);
  EXPECT_EQ(own.alone, Verdict::slower);
  EXPECT_EQ(mirrored.alone, Verdict::faster);
}

TEST(Neighbours, LeaveOutThePairsSecondMemberAndWhatIsInvalid) {
  auto run = ladder({"a", "b", "base", "base (again)"}).servers({"base", "base (again)", "a", "b"}).make();
  EXPECT_THAT(told(summarize(run)), ElementsAre("a ÷ b: faster", "b ÷ base: faster"));
  auto cells = make_cells(run);
  for (auto &cell : cells) cell.invalid = cell.server == "b";
  const auto ratios = make_ratios(run, cells);
  const auto order = order_of(ratios.neighbours, "json", "closed");
  ASSERT_EQ(order.size(), 1u);
  EXPECT_EQ(order[0]->server, "a");
  EXPECT_EQ(order[0]->baseline, "base");
}

TEST(Neighbours, LeaveOutAServerThatWasMeasuredBeforeItWasExcluded) {
  auto run = ladder({"a", "b", "base"}).servers({"base", "a", "b"}).make();
  run.record.servers.back().skipped = "answers wrongly: keep_alive"; // as a resumed run may find
  EXPECT_THAT(told(summarize(run)), ElementsAre("a ÷ base: faster"));
}

TEST(Neighbours, SetATunedServerOnlyAgainstItsKind) {
  auto run = ladder({"tuned", "a", "b", "base"}).servers({"base", "a", "b", "tuned"}).make();
  for (auto &server : run.record.servers) server.framework = server.name;
  auto &tuned = run.record.servers.back();
  tuned.variant = "tuned";
  EXPECT_THAT(told(summarize(run)), ElementsAre("a ÷ b: faster", "b ÷ base: faster"));
  tuned.framework = "b";
  tuned.language = "b";
  EXPECT_THAT(told(summarize(run)), ElementsAre("a ÷ b: faster", "b ÷ base: faster"))
      << "of its sibling it has another ratio, whose word is corrected among siblings";
  run = ladder({"b", "tuned", "a", "base"}).servers({"base", "a", "b", "tuned"}).make();
  for (auto &server : run.record.servers) server.framework = server.name;
  run.record.servers.back().variant = "tuned";
  run.record.servers.back().framework = run.record.servers.back().language = "b";
  EXPECT_THAT(told(summarize(run)), ElementsAre("b ÷ a: faster", "a ÷ base: faster"))
      << "a sibling between two does not part them";
}

TEST(Neighbours, CarryTheCpuOfThePairAtTheCommonRate) {
  const auto summary = summarize(ladder({"a", "b", "base"})
                                     .servers({"base", "a", "b"})
                                     .closed(512, "closed:512")
                                     .open(1000)
                                     .each_load([](const result::TrialRecord &trial, result::LoadRecord &load) {
                                       if (trial.server == "a" && load.name == "common") load.server_cpu /= 4;
                                     })
                                     .make());
  std::vector<const Ratio *> cpu;
  for (const auto &ratio : summary.neighbour_ratios)
    if (ratio.metric == Metric::server_cpu) cpu.push_back(&ratio);
  ASSERT_EQ(cpu.size(), 2u) << "once, whatever the number of closed loads";
  EXPECT_EQ(cpu[0]->server + cpu[0]->baseline + cpu[0]->load, "abcommon");
  EXPECT_NEAR(cpu[0]->ratio.value, 0.25, 1e-9);
}

TEST(Neighbours, OfAChurnThatIsAskedFirstDoNotDecideWhoseCpuIsTold) {
  auto run = ladder({"a", "b", "base"}).servers({"base", "a", "b"}).closed(64, "churn:1").open(1000).make();
  auto &loads = run.record.loads;
  std::swap(loads[0], loads[1]);
  loads[0].requests_per_connection = 1;
  for (auto &trial : run.trials) // under a churn b is the best
    for (auto &load : trial.loads)
      if (load.name == "churn:1" && trial.server == "b") load.recording.completed_in_window *= 9;
  const auto summary = summarize(run);
  ASSERT_THAT(told(summary, "churn:1"), ElementsAre("b ÷ a: faster", "a ÷ base: faster"));
  std::vector<std::string> cpu;
  for (const auto &ratio : summary.neighbour_ratios)
    if (ratio.metric == Metric::server_cpu) cpu.push_back(ratio.server + " ÷ " + ratio.baseline);
  EXPECT_THAT(cpu, ElementsAre("a ÷ b", "b ÷ base"));
}

TEST(Closest, IsTheStepNearestToOneAndNearestOfAllWhereTheGeneratorBoundBoth) {
  Ratio far, near, withheld;
  far.ratio.value = 3;
  near.ratio.value = 0.96;
  withheld.withheld = true;
  EXPECT_EQ(closest(std::vector<const Ratio *>{&far, &near}), &near);
  EXPECT_EQ(closest(std::vector<const Ratio *>{&far, &near, &withheld}), &withheld);
  EXPECT_EQ(closest(std::vector<const Ratio *>{}), nullptr);
}

TEST(Neighbours, OfOneServerThereAreNone) {
  EXPECT_THAT(summarize(MadeRun{}.servers({"base"}).closed().make()).neighbour_ratios, IsEmpty());
  EXPECT_THAT(summarize(MadeRun{}.servers({"base", "a"}).open(1000).make()).neighbour_ratios, IsEmpty());
}

} // namespace
} // namespace reqbench::statistics
