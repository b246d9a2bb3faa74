// Known trials in, known figures out. Expected intervals by scipy (see interval_truth_test.cpp for the command).
#include "statistics/summary.hpp"

#include "statistics/made_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace reqbench::statistics {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;

MadeRun two_servers() { return MadeRun{}.servers({"python_fastapi", "cpp_beast"}).blocks(3).closed(); }

const Estimate &metric(const Cell *cell, Metric which) { return cell->metrics[static_cast<std::size_t>(which)]; }

TEST(Ratio, PairsTheServersByBlockAndTakesTheGeometricMean) {
  // The machine is twice as fast in block 2 and half as fast in block 3: pairing takes that out of the ratio.
  const auto run =
      two_servers().throughput("python_fastapi", {1000, 2000, 500}).throughput("cpp_beast", {2000, 4200, 950}).make();
  const auto summary = summarize(run);
  const auto *ratio = summary.ratio("cpp_beast", "json", "closed", Metric::throughput);
  ASSERT_NE(ratio, nullptr);
  EXPECT_THAT(ratio->by_block, ElementsAre(DoubleEq(2.0), DoubleEq(2.1), DoubleEq(1.9)));
  EXPECT_EQ(ratio->ratio.n, 3);
  EXPECT_NEAR(ratio->ratio.value, 1.9983319425122112, 1e-12);
  EXPECT_NEAR(ratio->ratio.interval->low, 1.7647151650959607, 1e-12);
  EXPECT_NEAR(ratio->ratio.interval->high, 2.262875409838437, 1e-12);
  EXPECT_EQ(ratio->verdict, Verdict::faster);
  EXPECT_EQ(ratio->baseline, "python_fastapi");
}

TEST(Ratio, PairsByBlockWhateverTheOrderOfTheTrials) {
  auto run =
      two_servers().throughput("python_fastapi", {1000, 2000, 500}).throughput("cpp_beast", {2000, 4200, 950}).make();
  std::ranges::reverse(run.trials);
  std::swap(run.trials[0], run.trials[3]);
  const auto summary = summarize(run);
  const auto *ratio = summary.ratio("cpp_beast", "json", "closed", Metric::throughput);
  EXPECT_THAT(ratio->by_block, ElementsAre(DoubleEq(2.0), DoubleEq(2.1), DoubleEq(1.9)));
}

TEST(Ratio, LeavesOutABlockInWhichOneOfTheTwoFailed) {
  const auto run = two_servers()
                       .throughput("python_fastapi", {1000, 2000, 500})
                       .throughput("cpp_beast", {2000, 4200, 950})
                       .each_trial([](result::TrialRecord &trial) {
                         if (trial.block == 2 && trial.server == "python_fastapi") trial.failure = "died";
                       })
                       .make();
  const auto summary = summarize(run);
  const auto *ratio = summary.ratio("cpp_beast", "json", "closed", Metric::throughput);
  EXPECT_THAT(ratio->by_block, ElementsAre(DoubleEq(2.0), DoubleEq(1.9)));
  EXPECT_EQ(ratio->ratio.n, 2);
}

TEST(Cell, TakesTheGeometricMeanOfThroughputOverLaunches) {
  const auto run = two_servers().throughput("cpp_beast", {1000, 2000, 4000}).make();
  const auto summary = summarize(run);
  const auto &throughput = metric(summary.cell("cpp_beast", "json", "closed"), Metric::throughput);
  // (1000 · 2000 · 4000)^(1/3) = 2000; the arithmetic mean would be 2333.
  EXPECT_NEAR(throughput.value, 2000, 1e-9);
  EXPECT_EQ(throughput.n, 3);
}

TEST(Cell, TakesTheArithmeticMeanOfMemoryOverLaunches) {
  const auto run = two_servers()
                       .each_trial([](result::TrialRecord &trial) {
                         trial.memory.loaded->pss = std::array<std::uint64_t, 3>{10, 12, 17}[trial.block - 1u];
                       })
                       .make();
  const auto summary = summarize(run);
  const auto &memory = metric(summary.cell("cpp_beast", "json", "closed"), Metric::memory_loaded);
  EXPECT_DOUBLE_EQ(memory.value, 13);
  // scipy: 13 ± t.ppf(.975, 2) * sem([10, 12, 17]) = 13 ± 8.956685895029597
  EXPECT_NEAR(memory.interval->low, 13 - 8.956685895029597, 1e-12);
}

TEST(Cell, HasOneValueABlockAndNoneWhereATrialFailed) {
  const auto run = two_servers()
                       .throughput("cpp_beast", {100, 200, 300})
                       .each_trial([](result::TrialRecord &trial) {
                         if (trial.block == 2) trial.failure = "died";
                       })
                       .make();
  const auto summary = summarize(run);
  const auto *cell = summary.cell("cpp_beast", "json", "closed");
  const auto &values = cell->by_block[static_cast<std::size_t>(Metric::throughput)];
  EXPECT_THAT(values, ElementsAre(DoubleEq(100), testing::IsNan(), DoubleEq(300)));
  EXPECT_EQ(cell->launches, 2);
  EXPECT_EQ(cell->failed, 1);
}

TEST(Cell, TakesAPercentileFromTheMergedHistogramNotFromAMeanOfPercentiles) {
  const auto run = MadeRun{}
                       .blocks(2)
                       .closed()
                       .each_load([](const result::TrialRecord &trial, result::LoadRecord &load) {
                         // 9,000 answers at 1 ms in the first launch, 1,000 at 100 ms in the second.
                         auto &recording = load.recording;
                         const bool first = trial.block == 1;
                         recording.latency.reset();
                         recording.latency.record(std::chrono::milliseconds{first ? 1 : 100}, first ? 9000 : 1000);
                       })
                       .make();
  const auto summary = summarize(run);
  const auto *cell = summary.cell("cpp_beast", "json", "closed");
  EXPECT_EQ(cell->latency.count(), 10000u);
  // 90 % of all answers took 1 ms; averaging the two medians would say 10 ms (geometric) or 50 ms.
  EXPECT_NEAR(metric(cell, Metric::latency_p50).value, 1e6, 1e3);
  EXPECT_NEAR(metric(cell, Metric::latency_p99).value, 100e6, 1e5);
}

TEST(Cell, ShowsAPercentileOnlyWith100SamplesBeyondIt) {
  const auto p99_of = [](std::uint64_t per_launch) {
    const auto run = MadeRun{}
                         .blocks(3)
                         .closed()
                         .each_load([&](const auto &, result::LoadRecord &load) {
                           load.recording.latency.reset();
                           for (std::uint64_t i = 1; i <= per_launch; ++i)
                             load.recording.latency.record(base::Nanoseconds{static_cast<std::int64_t>(i * 1000)});
                         })
                         .make();
    const auto summary = summarize(run);
    return metric(summary.cell("cpp_beast", "json", "closed"), Metric::latency_p99);
  };
  // 3 × 3,333 = 9,999 samples: 99 lie beyond p99. 3 × 3,334 = 10,002: 100 do.
  EXPECT_EQ(p99_of(3333).n, 0);
  EXPECT_EQ(p99_of(3334).n, 3);
}

TEST(ValueOf, ServerCpuIsTheShareOfTheWindowPerAnswer) {
  const auto run = two_servers()
                       .throughput("cpp_beast", {1000})
                       .each_load([](const auto &, result::LoadRecord &load) {
                         load.server_cpu = std::chrono::milliseconds{1500};
                         load.server_window = std::chrono::seconds{3};
                       })
                       .make();
  const auto &trial = run.trials[1];
  // 1.5 s ÷ 3 s = half a processor, for 1,000 answers a second: 500 µs each.
  EXPECT_NEAR(*value_of(Metric::server_cpu, trial, trial.loads[0]), 500, 1e-9);
}

TEST(ValueOf, ReadsEachFigureFromItsOwnPlace) {
  auto run = two_servers().throughput("cpp_beast", {1000}).make();
  auto &trial = run.trials[1];
  trial.memory.idle->pss = 1;
  trial.memory.loaded->pss = 2;
  trial.memory.after->pss = 3;
  trial.memory.loaded->rss_peak_sum = 1'000'000'000;
  const auto value = [&](Metric which) { return value_of(which, trial, trial.loads[0]).value_or(-1); };
  EXPECT_DOUBLE_EQ(value(Metric::throughput), 1000);
  EXPECT_DOUBLE_EQ(value(Metric::memory_idle), 1);
  EXPECT_DOUBLE_EQ(value(Metric::memory_loaded), 2);
  EXPECT_DOUBLE_EQ(value(Metric::memory_after), 3);
  EXPECT_DOUBLE_EQ(value(Metric::memory_peak), 1e9);
  EXPECT_DOUBLE_EQ(value(Metric::start_up), 250e6);
  // 64 connections ÷ 1,000 a second = 64 ms, with a third of the answers at 90 % and a third at 110 %.
  EXPECT_NEAR(value(Metric::latency_p50), 64e6, 64e3);
  EXPECT_NEAR(value(Metric::latency_p99), 70.4e6, 70.4e3);
}

TEST(Limiter, ShareIsOfAllTheServersProcessors) {
  const auto run = two_servers()
                       .each_load([](const auto &, result::LoadRecord &load) {
                         load.server_window = std::chrono::seconds{2};
                         load.server_cpu = std::chrono::milliseconds{3000};
                         load.recording.generator.busy_share = 0.25;
                       })
                       .each_trial([](result::TrialRecord &trial) {
                         trial.asked_cpus = {1, 2, 3};
                       })
                       .make();
  const auto summary = summarize(run);
  EXPECT_NEAR(summary.cell("cpp_beast", "json", "closed")->server_cpu_share, 0.5, 1e-9);
  EXPECT_NEAR(summary.cell("cpp_beast", "json", "closed")->generator_cpu_share, 0.25, 1e-9);
}

// Five servers, each faster than the baseline by a little more than the band. Alone p = 0.0118 (scipy, see
// interval_truth_test.cpp); among four such ratios Holm makes it 4 × 0.0118 = 0.047, among five 0.059.
std::vector<std::string> challengers(int count) {
  std::vector<std::string> labels{"python_fastapi"};
  for (int i = 0; i < count; ++i) labels.push_back("cpp_" + std::to_string(i));
  return labels;
}

Summary of_challengers(int count) {
  MadeRun made;
  made.servers(challengers(count)).blocks(4).closed().throughput("python_fastapi", {10000});
  for (int i = 0; i < count; ++i) made.throughput("cpp_" + std::to_string(i), {10500, 10800, 10600, 10700});
  return summarize(made.make());
}

TEST(Holm, LetsAVerdictStandWhileTheFamilyIsSmall) {
  for (const auto &ratio : of_challengers(4).ratios) {
    if (ratio.metric != Metric::throughput) continue;
    EXPECT_EQ(ratio.verdict, Verdict::faster) << ratio.server;
  }
}

TEST(Holm, TakesItBackInALargerFamilyAndKeepsTheWordThatStoodAlone) {
  for (const auto &ratio : of_challengers(5).ratios) {
    if (ratio.metric != Metric::throughput) continue;
    EXPECT_EQ(ratio.verdict, Verdict::undecided) << ratio.server;
    EXPECT_EQ(ratio.alone, Verdict::faster) << ratio.server;
    EXPECT_TRUE(taken_by_holm(ratio));
  }
}

TEST(Holm, CountsAPerTrialMetricOnceHoweverManyLoadsThereAre) {
  MadeRun made;
  made.servers(challengers(4)).blocks(4).closed().open(500).each_trial([](result::TrialRecord &trial) {
    if (trial.server == "python_fastapi") return;
    const std::array<double, 4> factors{1.075, 1.105, 1.085, 1.095};
    trial.memory.idle->pss = static_cast<std::uint64_t>(1e9 * factors[static_cast<std::size_t>(trial.block) - 1]);
  });
  made.each_trial([](result::TrialRecord &trial) {
    if (trial.server == "python_fastapi") trial.memory.idle->pss = 1'000'000'000;
  });
  const auto summary = summarize(made.make());
  // scipy: p = 0.00807 against the band of 5 %; four of them make 0.032, eight (if each load counted) 0.065.
  for (const auto *load : {"closed", "common"})
    EXPECT_EQ(summary.ratio("cpp_0", "json", load, Metric::memory_idle)->verdict, Verdict::slower) << load;
}

} // namespace
} // namespace reqbench::statistics
