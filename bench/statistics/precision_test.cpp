#include "statistics/precision.hpp"

#include "statistics/made_run.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reqbench::statistics {
namespace {

/// Ratios of `spread` and 1 ÷ `spread` in turn: their interval is known by hand.
result::Run wavering(int blocks, double spread) {
  std::vector<double> values;
  for (int block = 0; block < blocks; ++block) values.push_back(100'000 * (block % 2 == 0 ? spread : 1 / spread));
  return MadeRun{}
      .blocks(blocks)
      .closed()
      .throughput("python_fastapi", {100'000})
      .throughput("cpp_beast", values)
      .make();
}

TEST(Precision, IsTheHalfWidthOfTheWidestRatio) {
  const auto state = precision_of(wavering(6, 1.02), {.half_width = 0.03, .most_blocks = 20});
  // scipy: l = log(1.02) * [1, -1, 1, -1, 1, -1]; exp(t.ppf(.975, 5) * sem(l)) - 1
  EXPECT_NEAR(state.widest, 0.0230262, 1e-5);
  EXPECT_EQ(state.widest_of, "cpp_beast ÷ python_fastapi, json, closed: requests/s");
  EXPECT_TRUE(state.reached && state.stop);
}

TEST(Precision, IsNotReachedWhileOneRatioIsWider) {
  const auto state = precision_of(wavering(6, 1.02), {.half_width = 0.0229, .most_blocks = 20});
  EXPECT_FALSE(state.reached || state.stop);
}

TEST(Precision, TakesSixBlocksHoweverNarrowTheyAre) {
  EXPECT_FALSE(precision_of(wavering(5, 1), {.half_width = 0.03, .most_blocks = 20}).stop);
  EXPECT_TRUE(precision_of(wavering(6, 1), {.half_width = 0.03, .most_blocks = 20}).stop);
}

TEST(Precision, StopsAtTheCapWithoutSayingThatItWasReached) {
  const auto state = precision_of(wavering(8, 1.5), {.half_width = 0.03, .most_blocks = 8});
  EXPECT_TRUE(state.stop);
  EXPECT_FALSE(state.reached);
}

TEST(Precision, DoesNotAskWhereTheIntervalLies) {
  for (const double factor : {0.2, 1.0, 1.03, 5.0}) {
    auto run = wavering(6, 1.02);
    for (auto &trial : run.trials)
      if (trial.server == "cpp_beast")
        for (auto &load : trial.loads)
          load.recording.completed_in_window = static_cast<std::uint64_t>(
              std::llround(factor * static_cast<double>(load.recording.completed_in_window)));
    EXPECT_NEAR(precision_of(run, {.half_width = 0.03, .most_blocks = 20}).widest, 0.023026, 1e-4) << factor;
  }
}

TEST(Precision, IsInfiniteWhileARatioHasNoInterval) {
  auto run = wavering(6, 1);
  for (auto &trial : run.trials)
    if (trial.server == "cpp_beast" && trial.block > 1) trial.failure = "died";
  const auto state = precision_of(run, {.half_width = 0.03, .most_blocks = 20});
  EXPECT_TRUE(std::isinf(state.widest));
  EXPECT_FALSE(state.stop);
}

TEST(Precision, AsksTheComparedFigureOfEachLoadAndMemoryButNoCheckAndNoOtherFigure) {
  const auto widest_of = [](void (*change)(result::TrialRecord &), const std::string &server) {
    return precision_of(MadeRun{}
                            .servers({"base", "base (again)", "other"})
                            .blocks(6)
                            .closed()
                            .open(500)
                            .each_trial([&](result::TrialRecord &trial) {
                              if (trial.server == server && trial.block % 2 == 0) change(trial);
                            })
                            .make(),
                        {.half_width = 0.03, .most_blocks = 20})
        .widest;
  };
  const auto more_cpu = [](result::TrialRecord &trial) { trial.loads[1].server_cpu *= 2; };
  const auto more_memory = [](result::TrialRecord &trial) { trial.memory.loaded->pss *= 2; };
  const auto slow_start = [](result::TrialRecord &trial) { trial.start_up *= 2; };
  EXPECT_GT(widest_of(more_cpu, "other"), 0.03);
  EXPECT_GT(widest_of(more_memory, "other"), 0.03);
  EXPECT_LT(widest_of(slow_start, "other"), 0.03);
  EXPECT_LT(widest_of(more_cpu, "base (again)"), 0.03);
}

TEST(Precision, WaitsForNoRatioThatIsWithheld) {
  auto run = wavering(6, 1.5);
  for (auto &trial : run.trials) trial.loads[0].recording.generator.busy_share = 0.97;
  const auto state = precision_of(run, {.half_width = 0.03, .most_blocks = 20});
  EXPECT_TRUE(state.reached);
}

} // namespace
} // namespace reqbench::statistics
