#include "statistics/summary.hpp"

#include "statistics/cells.hpp"
#include "statistics/made_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::statistics {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Estimate &metric(const Cell *cell, Metric which) { return cell->metrics[static_cast<std::size_t>(which)]; }

TEST(MetricTable, HasARowForEachMetricInOrder) {
  for (std::size_t i = 0; i < metric_table.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(metric_table[i].metric), i);
    EXPECT_EQ(&row(metric_table[i].metric), &metric_table[i]);
  }
}

TEST(MetricTable, HasTheBandsOfTheDesign) {
  EXPECT_DOUBLE_EQ(row(Metric::throughput).band, 0.03);
  EXPECT_DOUBLE_EQ(row(Metric::server_cpu).band, 0.03);
  EXPECT_DOUBLE_EQ(row(Metric::memory_loaded).band, 0.05);
  EXPECT_DOUBLE_EQ(row(Metric::latency_p50).band, 0.05);
  EXPECT_DOUBLE_EQ(row(Metric::latency_p99).band, 0.10);
}

TEST(MetricTable, CallsOnlyRatesBetterWhenHigher) {
  for (const auto &each : metric_table)
    EXPECT_EQ(each.higher_is_better, each.metric == Metric::throughput || each.metric == Metric::capacity);
}

TEST(ValueOf, HasNothingToSayOfATrialThatDoesNotCount) {
  auto run = MadeRun{}.closed().make();
  auto &trial = run.trials[0];
  trial.failure = "died";
  for (const auto &each : metric_table) EXPECT_FALSE(value_of(each.metric, trial, trial.loads[0])) << each.name;
  trial.failure.clear();
  trial.loads[0].recording.interrupted = true;
  for (const auto &each : metric_table) EXPECT_FALSE(value_of(each.metric, trial, trial.loads[0])) << each.name;
}

TEST(ValueOf, HasNothingToSayOfWhatWasNotMeasured) {
  const result::TrialRecord trial;
  const result::LoadRecord load;
  for (const auto &each : metric_table) EXPECT_FALSE(value_of(each.metric, trial, load)) << each.name;
}

TEST(ValueOf, TakesThePeakFromWhicheverReadingHoldsIt) {
  auto run = MadeRun{}.closed().make();
  auto &trial = run.trials[0];
  const auto peak = [&] { return value_of(Metric::memory_peak, trial, trial.loads[0]); };
  for (auto phase : {&result::MemoryByPhase::warm, &result::MemoryByPhase::loaded, &result::MemoryByPhase::after}) {
    auto &memory = *(trial.memory.*phase);
    const auto usual = memory.rss_peak_sum;
    memory.rss_peak_sum = 1'000'000'000; // also when the process that held it is gone in the later readings
    EXPECT_EQ(peak(), 1e9);
    memory.rss_peak_sum = usual;
  }
  trial.memory.idle->rss_peak_sum = 1'000'000'000;
  EXPECT_LT(*peak(), 1e9) << "that of start-up, before the marks were reset";
}

TEST(ValueOf, GivesAPercentileOnlyWithTenSamplesBeyondIt) {
  auto run = MadeRun{}.closed().make();
  auto &trial = run.trials[0];
  auto &latency = trial.loads[0].recording.latency;
  latency.reset();
  latency.record(std::chrono::milliseconds{1}, 999);
  EXPECT_FALSE(value_of(Metric::latency_p99, trial, trial.loads[0])); // ⌈989.01⌉ = 990: 9 lie beyond
  latency.record(std::chrono::milliseconds{1});
  EXPECT_TRUE(value_of(Metric::latency_p99, trial, trial.loads[0])); // 1,000 − 990 = 10
}

TEST(ValueOf, GivesNoPercentileThatIsOnlyKnownAsAtLeast) {
  auto run = MadeRun{}.closed().make();
  auto &trial = run.trials[0];
  for (int i = 0; i < 500; ++i) trial.loads[0].recording.latency.record_at_least(std::chrono::seconds{2});
  EXPECT_TRUE(value_of(Metric::latency_p50, trial, trial.loads[0]));
  EXPECT_FALSE(value_of(Metric::latency_p99, trial, trial.loads[0]));
}

TEST(ValueOf, TheCapacityIsWhatTheLaunchFound) {
  auto run = MadeRun{}.closed().make();
  auto &trial = run.trials[0];
  EXPECT_FALSE(value_of(Metric::capacity, trial, trial.loads[0]));
  trial.capacity = result::CapacityRecord{};
  EXPECT_FALSE(value_of(Metric::capacity, trial, trial.loads[0])) << "no rate held";
  trial.capacity->rate_per_s = 790;
  EXPECT_EQ(value_of(Metric::capacity, trial, trial.loads[0]), 790);
}

TEST(ValueOf, MemoryPerConnectionIsWhatEachOfThemAdded) {
  auto run = MadeRun{}.closed(50).make();
  auto &trial = run.trials[0];
  auto &load = trial.loads[0];
  EXPECT_FALSE(value_of(Metric::memory_per_connection, trial, load));
  load.held_memory = result::HeldMemory{.before = {.pss = 1000}, .held = {.pss = 6000}};
  EXPECT_EQ(value_of(Metric::memory_per_connection, trial, load), 100);
  load.held_memory->held.pss = 900;
  EXPECT_FALSE(value_of(Metric::memory_per_connection, trial, load)) << "it fell, and no ratio is made of that";
}

TEST(Cells, StandInTheOrderOfWorkloadsLoadsAndServers) {
  const auto summary =
      summarize(MadeRun{}.servers({"b", "a"}).workloads({"w", "v"}).blocks(1).closed().open(10).make());
  std::vector<std::string> places;
  for (const auto &cell : summary.cells) places.push_back(cell.workload + " " + cell.load + " " + cell.server);
  EXPECT_THAT(places, ElementsAre("w closed b", "w closed a", "w common b", "w common a", "v closed b", "v closed a",
                                  "v common b", "v common a"));
}

TEST(Cells, AreOnlyThoseThatATrialSpeaksOf) {
  auto run = MadeRun{}.servers({"a", "b"}).workloads({"w", "v"}).closed().make();
  std::erase_if(run.trials, [](const auto &trial) { return trial.server == "b" && trial.workload == "v"; });
  const auto summary = summarize(run);
  EXPECT_EQ(summary.cells.size(), 3u);
  EXPECT_EQ(summary.cell("b", "v", "closed"), nullptr);
  EXPECT_EQ(summary.ratio("b", "v", "closed", Metric::throughput), nullptr);
  EXPECT_NE(summary.ratio("b", "w", "closed", Metric::throughput), nullptr);
}

TEST(Cells, WhoseTrialsAllFailedStandEmpty) {
  const auto summary = summarize(MadeRun{}
                                     .closed()
                                     .each_trial([](result::TrialRecord &trial) {
                                       if (trial.server == "cpp_beast") trial.failure = "died";
                                     })
                                     .make());
  const auto *cell = summary.cell("cpp_beast", "json", "closed");
  ASSERT_NE(cell, nullptr);
  EXPECT_EQ(cell->launches, 0);
  EXPECT_EQ(cell->failed, 3);
  EXPECT_EQ(cell->limiter, Limiter::unknown);
  for (const auto &estimate : cell->metrics) EXPECT_EQ(estimate.n, 0);
  EXPECT_THAT(summary.ratios, IsEmpty());
}

TEST(Cells, LeaveOutALoadThatWasInterrupted) {
  const auto summary = summarize(MadeRun{}
                                     .closed()
                                     .each_load([](const result::TrialRecord &trial, result::LoadRecord &load) {
                                       load.recording.interrupted = trial.block == 3;
                                     })
                                     .make());
  EXPECT_EQ(summary.cell("cpp_beast", "json", "closed")->launches, 2);
}

TEST(Cells, SumLedgersAndCountMarks) {
  const auto summary = summarize(MadeRun{}
                                     .closed()
                                     .each_trial([](result::TrialRecord &trial) {
                                       trial.marks = {"wrong answers"};
                                       if (trial.block == 2) trial.marks.push_back("not steady");
                                     })
                                     .make());
  const auto *cell = summary.cell("cpp_beast", "json", "closed");
  EXPECT_EQ(cell->ledger.planned, 3u * 2000);
  EXPECT_EQ(cell->ledger.ok(), 3u * 2000);
  EXPECT_EQ(cell->latency.count(), 3u * 2000);
  EXPECT_EQ(cell->service_time.count(), 3u * 2000);
  EXPECT_THAT(cell->marks, ElementsAre("not steady (1 of 3)", "wrong answers (3 of 3)"));
}

TEST(Cells, CountNoMarkOfAnotherLoadOfTheTrial) {
  const auto summary =
      summarize(MadeRun{}
                    .closed()
                    .open(10)
                    .each_trial([](result::TrialRecord &trial) { trial.marks = {"generator late in common"}; })
                    .make());
  EXPECT_THAT(summary.cell("cpp_beast", "json", "closed")->marks, IsEmpty());
  EXPECT_THAT(summary.cell("cpp_beast", "json", "common")->marks, ElementsAre("generator late in common (3 of 3)"));
}

TEST(Cells, DoNotTrustABlockNumberBeyondThePlan) {
  const auto summary =
      summarize(MadeRun{}.closed().each_trial([](result::TrialRecord &trial) { trial.block -= 1; }).make());
  EXPECT_EQ(metric(summary.cell("cpp_beast", "json", "closed"), Metric::throughput).n, 2);
}

TEST(Limiter, IsTheSideThatHadNoProcessorLeft) {
  EXPECT_EQ(limiter_of(0.90, 0.89, false), Limiter::server);
  EXPECT_EQ(limiter_of(0.89, 0.90, false), Limiter::generator);
  EXPECT_EQ(limiter_of(0.95, 0.95, true), Limiter::both);
  EXPECT_EQ(limiter_of(0.95, 0.10, true), Limiter::server);
  EXPECT_EQ(limiter_of(0.50, 0.50, true), Limiter::schedule);
  EXPECT_EQ(limiter_of(0.50, 0.50, false), Limiter::unknown);
}

TEST(Limiter, IsOneThreadOfTheServerWhereTheOthersHadTimeLeft) {
  EXPECT_EQ(limiter_of(0.55, 0.30, false, {}, 0.90), Limiter::server_thread);
  EXPECT_EQ(limiter_of(0.55, 0.30, false, {}, 0.89), Limiter::unknown);
  EXPECT_EQ(limiter_of(0.95, 0.30, false, {}, 0.95), Limiter::server);
  EXPECT_EQ(limiter_of(0.55, 0.95, false, {}, 0.95), Limiter::both);
}

TEST(Limiter, HasAWordForEach) {
  std::vector<std::string> words;
  for (const auto each : {Limiter::server, Limiter::server_thread, Limiter::generator, Limiter::both, Limiter::schedule,
                          Limiter::unknown})
    words.emplace_back(to_string(each));
  EXPECT_THAT(words, ElementsAre("server", "one server thread", "generator", "both", "schedule", "unknown"));
}

TEST(Limiter, OfAnOpenLoadIsTheScheduleOnlyWhenTheRateWasAnswered) {
  const auto limiter = [](std::uint64_t answers) {
    const auto summary = summarize(
        MadeRun{}
            .open(1000)
            .each_load([&](const auto &, result::LoadRecord &load) { load.recording.completed_in_window = answers; })
            .make());
    return summary.cell("cpp_beast", "json", "common")->limiter;
  };
  EXPECT_EQ(limiter(1980), Limiter::schedule); // of 2,000 asked: 99 %
  EXPECT_EQ(limiter(1979), Limiter::unknown);
}

/// The compared server answers `ratio` times what the baseline does; each is bound by the generator or by itself.
Ratio bound(double ratio, bool server_is_bound, bool baseline_is_bound) {
  const auto run = MadeRun{}
                       .servers({"base", "other"})
                       .closed()
                       .throughput("base", {10000})
                       .throughput("other", {10000 * ratio})
                       .each_load([&](const result::TrialRecord &trial, result::LoadRecord &load) {
                         const bool by_generator = trial.server == "base" ? baseline_is_bound : server_is_bound;
                         load.recording.generator.busy_share = by_generator ? 0.97 : 0.3;
                         load.server_cpu = std::chrono::milliseconds{by_generator ? 1000 : 1990};
                       })
                       .make();
  return *summarize(run).ratio("other", "json", "closed", Metric::throughput);
}

TEST(BoundRatio, IsPlainWhenNeitherServerWasBoundByTheGenerator) {
  EXPECT_EQ(bound(2, false, false).verdict, Verdict::faster);
  EXPECT_EQ(bound(1, false, false).verdict, Verdict::tie);
  EXPECT_EQ(bound(0.5, false, false).verdict, Verdict::slower);
  EXPECT_FALSE(bound(2, false, false).lower_bound || bound(2, false, false).upper_bound);
}

TEST(BoundRatio, IsALowerBoundThatIsNeverSlowerOrATie) {
  for (const double ratio : {2.0, 1.0, 0.5}) {
    const auto made = bound(ratio, true, false);
    EXPECT_TRUE(made.lower_bound && !made.upper_bound && !made.withheld) << ratio;
    EXPECT_EQ(made.verdict, ratio > 1 ? Verdict::faster : Verdict::undecided) << ratio;
    EXPECT_NEAR(made.ratio.value, ratio, 1e-9);
  }
}

TEST(BoundRatio, IsAnUpperBoundThatIsNeverFasterOrATie) {
  for (const double ratio : {2.0, 1.0, 0.5}) {
    const auto made = bound(ratio, false, true);
    EXPECT_TRUE(made.upper_bound && !made.lower_bound && !made.withheld) << ratio;
    EXPECT_EQ(made.verdict, ratio < 1 ? Verdict::slower : Verdict::undecided) << ratio;
  }
}

TEST(BoundRatio, IsWithheldWhenTheGeneratorBoundBoth) {
  const auto made = bound(2, true, true);
  EXPECT_TRUE(made.withheld && !made.lower_bound && !made.upper_bound);
  EXPECT_EQ(made.verdict, Verdict::undecided);
  EXPECT_EQ(made.ratio.n, 0);
}

TEST(Ratios, OfThroughputAreMadeOfClosedLoadsOnly) {
  const auto summary = summarize(MadeRun{}.closed().open(500).make());
  EXPECT_NE(summary.ratio("cpp_beast", "json", "closed", Metric::throughput), nullptr);
  EXPECT_EQ(summary.ratio("cpp_beast", "json", "common", Metric::throughput), nullptr);
  EXPECT_NE(summary.ratio("cpp_beast", "json", "common", Metric::server_cpu), nullptr);
}

TEST(Ratios, OfTheSelfPairStandApartAndEnterNoOtherFamily) {
  const auto summary =
      summarize(MadeRun{}.servers({"base", "base (again)", "other"}).closed().throughput("other", {2000}).make());
  EXPECT_FALSE(summary.self_ratios.empty());
  for (const auto &ratio : summary.self_ratios) EXPECT_EQ(ratio.server, "base (again)");
  for (const auto &ratio : summary.ratios) EXPECT_EQ(ratio.server, "other");
}

TEST(Ratios, AreNoneWithoutTheBaseline) {
  auto run = MadeRun{}.closed().make();
  std::erase_if(run.trials, [](const auto &trial) { return trial.server == "python_fastapi"; });
  EXPECT_THAT(summarize(run).ratios, IsEmpty());
}

TEST(Ratios, GiveNoVerdictOnALoadInWhichTheGeneratorWasLate) {
  const auto summary = summarize(MadeRun{}
                                     .servers({"base", "other"})
                                     .open(10000)
                                     .each_load([](const result::TrialRecord &trial, result::LoadRecord &load) {
                                       if (trial.server == "base") return;
                                       load.server_cpu *= 2;
                                       load.recording.late_generator.record(std::chrono::milliseconds{3}, 500);
                                     })
                                     .each_trial([](result::TrialRecord &trial) {
                                       if (trial.server == "other") trial.memory.idle->pss *= 2;
                                     })
                                     .make());
  EXPECT_TRUE(summary.cell("other", "json", "common")->invalid);
  EXPECT_EQ(summary.cell("other", "json", "common")->late, 3);
  EXPECT_EQ(summary.ratio("other", "json", "common", Metric::server_cpu)->verdict, Verdict::undecided);
  EXPECT_EQ(summary.ratio("other", "json", "common", Metric::memory_idle)->verdict, Verdict::slower);
}

TEST(Cells, AreInvalidWhenTheGeneratorWasLateInMoreThanAThirdOfTheTrials) {
  const auto invalid = [](int late_blocks, int blocks = 3) {
    const auto summary = summarize(MadeRun{}
                                       .blocks(blocks)
                                       .open(1000)
                                       .each_load([&](const result::TrialRecord &trial, result::LoadRecord &load) {
                                         if (trial.block <= late_blocks)
                                           load.recording.late_generator.record(std::chrono::milliseconds{3}, 100);
                                       })
                                       .make());
    return summary.cell("cpp_beast", "json", "common")->invalid;
  };
  EXPECT_FALSE(invalid(0));
  EXPECT_FALSE(invalid(1));
  EXPECT_TRUE(invalid(2));
  EXPECT_FALSE(invalid(3, 10));
  EXPECT_TRUE(invalid(4, 10));
}

TEST(Cells, AverageStartUpGeometricallyAndMemoryArithmetically) {
  const auto run = MadeRun{}
                       .closed()
                       .each_trial([](result::TrialRecord &trial) {
                         const bool last = trial.block == 3;
                         trial.start_up = std::chrono::milliseconds{last ? 800 : 100};
                         trial.memory.idle->pss = last ? 800 : 100;
                       })
                       .make();
  const auto summary = summarize(run);
  const auto *cell = summary.cell("cpp_beast", "json", "closed");
  EXPECT_NEAR(metric(cell, Metric::start_up).value, 200e6, 1); // the cube root of 100 × 100 × 800
  EXPECT_NEAR(metric(cell, Metric::memory_idle).value, 1000.0 / 3, 1e-9);
}

/// go_fast answers 2, 2.1 and 2.2 times what go_plain does; py_base is the baseline of both.
result::Run with_siblings() {
  auto run = MadeRun{}
                 .servers({"py_base", "go_plain", "go_fast"})
                 .closed()
                 .throughput("go_plain", {3000})
                 .throughput("go_fast", {6000, 6300, 6600})
                 .make();
  run.record.servers[2].variant = "tuned";
  return run;
}

const Ratio *sibling_throughput(const Summary &summary) {
  const auto found = std::ranges::find(summary.sibling_ratios, Metric::throughput, &Ratio::metric);
  return found == summary.sibling_ratios.end() ? nullptr : &*found;
}

TEST(Siblings, AreComparedByBlockLikeEveryOtherPair) {
  const auto summary = summarize(with_siblings());
  const auto *ratio = sibling_throughput(summary);
  ASSERT_NE(ratio, nullptr);
  EXPECT_EQ(ratio->server, "go_fast");
  EXPECT_EQ(ratio->baseline, "go_plain");
  EXPECT_THAT(ratio->by_block, ElementsAre(2.0, 2.1, 2.2));
  EXPECT_EQ(ratio->verdict, Verdict::faster);
  EXPECT_THAT(summarize(MadeRun{}.closed().make()).sibling_ratios, IsEmpty());
}

TEST(Siblings, ThatTheGeneratorBoundAreABoundWithItsWord) {
  auto run = with_siblings();
  for (auto &trial : run.trials)
    if (trial.server == "go_fast") trial.loads[0].recording.generator.busy_share = 0.97;
  const auto summary = summarize(run);
  const auto *ratio = sibling_throughput(summary);
  ASSERT_NE(ratio, nullptr);
  EXPECT_TRUE(ratio->lower_bound);
  EXPECT_EQ(ratio->verdict, Verdict::faster) << "at least twice as many is faster, whatever the rest";
}

TEST(Siblings, OfTheBaselineStandInItsOwnRatiosOnly) {
  auto run = with_siblings();
  run.record.baseline = "go_plain";
  const auto summary = summarize(run);
  EXPECT_THAT(summary.sibling_ratios, IsEmpty());
  EXPECT_NE(summary.ratio("go_fast", "json", "closed", Metric::throughput), nullptr);
}

TEST(Summary, OfAnEmptyRunIsEmpty) {
  const auto summary = summarize(result::Run{});
  EXPECT_THAT(summary.cells, IsEmpty());
  EXPECT_THAT(summary.ratios, IsEmpty());
  EXPECT_THAT(summary.findings, IsEmpty());
  EXPECT_FALSE(has_invalid(summary));
}

} // namespace
} // namespace reqbench::statistics
