#include "statistics/ceiling.hpp"

#include "statistics/made_run.hpp"
#include "statistics/summary.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reqbench::statistics {
namespace {

/// A run with one calibration launch a block, of which each side used so much.
result::Run calibrated(double server, double generator, double goodput_per_s = 100'000) {
  auto made = MadeRun{}.servers({"base", "other"}).workloads({"json", "order"}).closed().throughput("base", {1000});
  const auto null = MadeRun{}
                        .servers({"cpp_null"})
                        .closed()
                        .throughput("cpp_null", {goodput_per_s})
                        .each_load([&](const auto &, result::LoadRecord &load) {
                          load.server_cpu = base::from_seconds(server * base::to_seconds(load.server_window));
                          load.recording.generator.busy_share = generator;
                        })
                        .make();
  auto run = made.make();
  run.calibrations = null.trials;
  return run;
}

TEST(Ceiling, IsAssumedWithoutACalibration) {
  const auto ceiling = ceiling_of(MadeRun{}.closed().make());
  EXPECT_EQ(ceiling.launches, 0);
  EXPECT_EQ(ceiling.server_share, 0.90);
  EXPECT_EQ(ceiling.generator_share, 0.90);
  EXPECT_EQ(ceiling.goodput_per_s, 0);
}

TEST(Ceiling, OfASaturatedGeneratorIsItsShareAndItsGoodput) {
  const auto ceiling = ceiling_of(calibrated(0.70, 0.98));
  EXPECT_EQ(ceiling.launches, 3);
  EXPECT_NEAR(ceiling.generator_share, 0.95 * 0.98, 1e-9);
  EXPECT_EQ(ceiling.server_share, 0.90) << "it had time left, and tells nothing of a server that has none";
  EXPECT_NEAR(ceiling.goodput_per_s, 100'000, 1e-6);
  EXPECT_EQ(ceiling.workload, "json");
  EXPECT_EQ(ceiling.connections, 64);
}

TEST(Ceiling, OfASaturatedServerTellsNothingOfTheGenerator) {
  const auto ceiling = ceiling_of(calibrated(0.88, 0.85));
  EXPECT_NEAR(ceiling.server_share, 0.95 * 0.88, 1e-9);
  EXPECT_EQ(ceiling.generator_share, 0.90);
  EXPECT_EQ(ceiling.goodput_per_s, 0);
}

TEST(Ceiling, OfSidesThatWaitedForEachOtherIsAssumed) {
  const auto ceiling = ceiling_of(calibrated(0.40, 0.79));
  EXPECT_EQ(ceiling.generator_share, 0.90);
  EXPECT_EQ(ceiling.server_share, 0.90);
  EXPECT_EQ(ceiling.goodput_per_s, 0);
}

TEST(Ceiling, LeavesOutWhatDoesNotCount) {
  auto run = calibrated(0.70, 0.98);
  run.calibrations[0].failure = "died";
  run.calibrations[1].loads[0].recording.interrupted = true;
  EXPECT_EQ(ceiling_of(run).launches, 1);
  run.calibrations[2].loads[0].recording.completed_in_window = 0;
  EXPECT_EQ(ceiling_of(run).launches, 0);
}

TEST(Ceiling, LeavesOutACalibrationWhoseCpuIsWithheld) {
  auto run = calibrated(0.97, 0.90);
  ASSERT_EQ(run.calibrations.size(), 3U);
  run.calibrations[1].loads[0].server_cpu = {};
  const auto ceiling = ceiling_of(run);
  EXPECT_EQ(ceiling.launches, 2);
  EXPECT_NEAR(ceiling.server_share, 0.95 * 0.97, 1e-6) << "the server was saturated, not the generator";
  EXPECT_EQ(ceiling.generator_share, 0.90);
  EXPECT_EQ(ceiling.goodput_per_s, 0);
}

TEST(ServerShare, IsOfTheLaunchesWhoseCpuIsToldAndUnknownWhereNoneIs) {
  auto run = calibrated(0.5, 0.86);
  const auto share = [&] { return summarize(run).cell("other", "json", "closed")->server_cpu_share; };
  const double whole = share();
  const auto withhold = [&](int block) {
    for (auto &trial : run.trials)
      if (trial.server == "other" && trial.block == block)
        for (auto &load : trial.loads) load.server_cpu = {};
  };
  withhold(1);
  EXPECT_NEAR(share(), whole, 1e-9);
  for (int block = 2; block <= run.record.blocks; ++block) withhold(block);
  EXPECT_TRUE(std::isnan(share())) << "nobody knows, and it is not idle";
}

/// Of "other" in the run's first closed load.
Limiter limiter_in(const result::Run &run, const char *workload = "json") {
  return summarize(run).cell("other", workload, "closed")->limiter;
}

result::Run with_load(result::Run run, double server, double generator, double goodput_per_s) {
  for (auto &trial : run.trials)
    for (auto &load : trial.loads) {
      load.server_cpu = base::from_seconds(server * base::to_seconds(load.server_window));
      load.recording.generator.busy_share = generator;
      load.recording.completed_in_window =
          static_cast<std::uint64_t>(goodput_per_s * base::to_seconds(load.recording.measured));
    }
  return run;
}

TEST(Ceiling, DecidesWhoBoundACellInPlaceOfTheAssumedFigure) {
  // Saturated at 86 %, as where a hypervisor takes time that no clock tells: bound from 81.7 % on.
  EXPECT_EQ(limiter_in(with_load(calibrated(0.5, 0.86), 0.5, 0.83, 1000)), Limiter::generator);
  EXPECT_EQ(limiter_in(with_load(calibrated(0.5, 0.86), 0.5, 0.81, 1000)), Limiter::unknown);
  EXPECT_EQ(limiter_in(with_load(calibrated(0.5, 0.99), 0.5, 0.93, 1000)), Limiter::unknown);
  EXPECT_EQ(limiter_in(with_load(calibrated(0.86, 0.5), 0.83, 0.5, 1000)), Limiter::server);
}

/// "other" has two processors, and its busiest thread used so much of the load: 200 ms that led in, 2 s, 100 ms of
/// drain.
result::Run with_threads(std::vector<double> shares, base::CpuSet cpus = {1, 2}) {
  auto run = with_load(calibrated(0.5, 0.5), 0.55, 0.3, 1000);
  run.record.server_cpus = cpus;
  for (auto &trial : run.trials) {
    trial.asked_cpus = cpus;
    for (auto &load : trial.loads) {
      load.recording.warm_up = std::chrono::milliseconds{200};
      load.recording.measured = std::chrono::seconds{2};
      load.recording.drained = std::chrono::milliseconds{100};
      load.server_threads.clear();
      for (const double share : shares)
        load.server_threads.push_back({.thread = 7, .name = "loop", .cpu = base::from_seconds(2.3 * share)});
    }
  }
  return run;
}

TEST(OneThread, ThatHadNoTimeLeftBoundAServerWhoseOtherProcessorsHadSome) {
  EXPECT_EQ(limiter_in(with_threads({0.97, 0.02})), Limiter::server_thread);
  EXPECT_EQ(limiter_in(with_threads({0.89, 0.02})), Limiter::unknown);
  EXPECT_EQ(limiter_in(with_threads({})), Limiter::unknown);
  EXPECT_EQ(limiter_in(with_threads({0.97, 0.02}, {1})), Limiter::unknown) << "there is nothing it could have spared";
}

TEST(Ceiling, OfTheGoodputIsTheGeneratorsInItsOwnWorkloadOnly) {
  const auto run = with_load(calibrated(0.7, 0.99), 0.5, 0.5, 96'000);
  EXPECT_EQ(limiter_in(run), Limiter::generator);
  EXPECT_EQ(limiter_in(run, "order"), Limiter::unknown);
  EXPECT_EQ(limiter_in(with_load(calibrated(0.7, 0.99), 0.95, 0.5, 96'000)), Limiter::both);
  EXPECT_EQ(limiter_in(with_load(calibrated(0.7, 0.99), 0.5, 0.5, 94'000)), Limiter::unknown);
}

TEST(Ceiling, OfTheGoodputHoldsForItsOwnNumberOfConnectionsOnly) {
  auto run = with_load(calibrated(0.7, 0.99), 0.5, 0.5, 96'000);
  for (auto &trial : run.calibrations) trial.loads[0].recording.connections = 8;
  EXPECT_EQ(limiter_in(run), Limiter::unknown);
}

TEST(Calibrations, MakeNoCell) {
  const auto summary = summarize(calibrated(0.7, 0.98));
  for (const auto &cell : summary.cells) EXPECT_NE(cell.server, "cpp_null");
}

} // namespace
} // namespace reqbench::statistics
