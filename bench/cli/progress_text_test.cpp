#include "cli/progress_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

namespace reqbench::cli {
namespace {

using namespace std::chrono_literals;
using run::Kind;
using run::Stage;
using testing::ElementsAre;

const base::Instant now{7h};
const Kind go{Stage::trial, "go_nethttp", "json"}, fastapi{Stage::trial, "python_fastapi", "order"};

result::TrialRecord measured_trial() {
  result::TrialRecord trial;
  trial.number = 36;
  trial.block = 4;
  trial.server = "python_fastapi";
  trial.workload = "order";
  for (const auto &[name, per_s, latency] :
       {std::tuple{"closed", 5120U, 14'000us}, std::tuple{"common", 2000U, 800us}}) {
    result::LoadRecord load;
    load.name = name;
    load.recording.measured = 1s;
    load.recording.completed_in_window = per_s;
    load.recording.latency.record(latency);
    trial.loads.push_back(std::move(load));
  }
  return trial;
}

/// In the midst of a run: 84 trials of 10 s are left, one of them has gone on for 4 s.
Seen in_the_midst() {
  Seen seen;
  seen.step = {.kind = go, .trial = 37, .trials = 120, .block = 4, .blocks = 10};
  seen.pace.plan(go, 99s, 43);
  seen.pace.plan(fastapi, 99s, 43);
  seen.pace.begin(fastapi, now - 24s);
  seen.pace.begin(go, now - 14s);
  seen.pace.end(now - 4s);
  seen.pace.begin(go, now - 4s);
  seen.phase = "closed";
  seen.load = {.phases_begun = 2, .begin = now, .windows = 3, .length = 250ms, .p50 = 2ms, .p99 = 3100us, .ok = 6725};
  seen.last = parts_of(measured_trial());
  return seen;
}

std::vector<std::string> block(const Seen &seen, std::size_t width, std::size_t rows = 24) {
  return progress_block(seen, now, width, rows);
}

TEST(Progress, TellsWhatRunsHowFarItIsAndWhatCameLast) {
  EXPECT_THAT(block(in_the_midst(), 80),
              ElementsAre("go_nethttp × json · closed · 26.9 k/s · p99 3.10 ms",
                          "last: python_fastapi × order · closed 5.12 k/s, p99 14.0 ms · common 2.00 k/s",
                          "█████████░░░░░░░░░░░░░░░░░░░░░ trial 37 of 120 · block 4 of 10 · 14 min left"));
  EXPECT_THAT(block(in_the_midst(), 200),
              ElementsAre("go_nethttp × json · closed · 26.9 k/s · p99 3.10 ms",
                          "last: python_fastapi × order · closed 5.12 k/s, p99 14.0 ms · common 2.00 k/s, p99 800 µs",
                          "█████████░░░░░░░░░░░░░░░░░░░░░ trial 37 of 120 · block 4 of 10 · 14 min left"));
}

TEST(Progress, KeepsWhatMattersInANarrowWindow) {
  EXPECT_THAT(block(in_the_midst(), 40),
              ElementsAre("go_nethttp × json · closed · 26.9 k/s", "last: python_fastapi × order",
                          "███░░░░░░░ trial 37 of 120 · 14 min left"));
  EXPECT_THAT(block(in_the_midst(), 20),
              ElementsAre("go_nethttp × json", "last: python_fastap…", "37/120 · 14 min left"));
  EXPECT_THAT(block(in_the_midst(), 11), ElementsAre("go_nethttp…", "last: pyth…", "14 min left"));
}

TEST(Progress, TakesAsFewRowsAsThereAre) {
  const auto seen = in_the_midst();
  EXPECT_THAT(block(seen, 20, 1), ElementsAre("37/120 · 14 min left"));
  EXPECT_THAT(block(seen, 20, 2), ElementsAre("37/120 · 14 min left"));
  EXPECT_THAT(block(seen, 20, 3), ElementsAre("go_nethttp × json", "37/120 · 14 min left"));
  EXPECT_EQ(block(seen, 20, 4).size(), 3U);
}

TEST(Progress, SaysAboutAsLongAsSomethingIsOnlyPlanned) {
  auto seen = in_the_midst();
  seen.pace.plan({Stage::trial, "python_flask", "json"}, 100s, 1);
  EXPECT_EQ(block(seen, 80).back(), "████████░░░░░░░░░░░░░░░░░░░░ trial 37 of 120 · block 4 of 10 · about 16 min left");
  EXPECT_EQ(block(seen, 20).back(), "about 16 min left");
}

TEST(Progress, OfAPrecisionTellsHowWideTheRatiosAreAndWhatItMayCost) {
  auto seen = in_the_midst();
  seen.step.precision = result::PrecisionRecord{.asked = 0.03, .most_blocks = 40};
  seen.step.block = 7;
  seen.pace.plan(go, 99s, 0, 60);
  EXPECT_EQ(block(seen, 80).back(), "trial 37 of 120 · block 7 of at most 40 · 14 min left, 24 min at most");
  seen.step.widest = 0.048;
  EXPECT_EQ(block(seen, 200).back(),
            "trial 37 of 120 · block 7 of at most 40 · ±4.8 % of the ±3.0 % asked · 14 min left, 24 min at most");
  EXPECT_EQ(block(seen, 80).back(), "trial 37 of 120 · ±4.8 % of the ±3.0 % asked · 14 min left, 24 min at most");
  EXPECT_EQ(block(seen, 20).back(), "14 min left");
}

TEST(Progress, OfASearchTellsItsStep) {
  auto seen = in_the_midst();
  seen.phase = "capacity: 812/s, step 3 of at most 12";
  EXPECT_EQ(block(seen, 80).front(), "go_nethttp × json · capacity: 812/s, step 3 of at most 12 · 26.9 k/s");
  EXPECT_EQ(block(seen, 40).front(), "go_nethttp × json · capacity · 26.9 k/s");
}

TEST(Progress, TellsErrorsOfTheLoadThatRuns) {
  auto seen = in_the_midst();
  seen.load.failed = 3;
  EXPECT_EQ(block(seen, 80).front(), "go_nethttp × json · closed · 26.9 k/s · p99 3.10 ms · 3 errors");
  seen.load.ok = 0;
  EXPECT_EQ(block(seen, 80).front(), "go_nethttp × json · closed · 0/s · 3 errors") << "no percentile of nothing";
}

TEST(Progress, TellsWhatComesBeforeTheFirstTrial) {
  auto seen = in_the_midst();
  seen.last.clear();
  seen.load = {};
  seen.step = {.kind = {Stage::proof, "go_nethttp", ""}, .trials = 120};
  EXPECT_THAT(block(seen, 80), ElementsAre("proving that go_nethttp answers right",
                                           "░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ before trial 1 of 120 · 14 min left"));
  EXPECT_THAT(block(seen, 20), ElementsAre("go_nethttp: proof", "0/120 · 14 min left"));
  seen.step.kind = {Stage::pilot, "go_nethttp", "json"};
  EXPECT_EQ(block(seen, 80).front(), "go_nethttp × json · pilot");
}

TEST(Progress, SaysThatItStops) {
  auto seen = in_the_midst();
  seen.stopping = true;
  EXPECT_EQ(block(seen, 80).front(), "stopping: waiting for the server to end");
  EXPECT_EQ(block(seen, 20).front(), "stopping");
}

TEST(Progress, NoLineIsWiderThanTheWindowWhateverServersSay) {
  auto seen = in_the_midst();
  auto trial = measured_trial();
  trial.server = "日本語サーバー\x1b[31m";
  trial.failure = "the server died: 日本語日本語日本語日本語\nsecond line \x1b]0;title\x07";
  for (const auto &last : {parts_of(trial), parts_of(measured_trial())}) {
    seen.last = last;
    for (std::size_t width = 0; width <= 200; ++width)
      for (const auto &line : block(seen, width)) {
        EXPECT_LE(columns(line), width) << line;
        EXPECT_EQ(line.find_first_of("\x1b\n\x07"), line.npos) << line;
      }
  }
}

TEST(PlainLines, TellEachStepOnce) {
  const run::Pace::Left left{.time = 250s, .measured = false, .most = {}};
  EXPECT_EQ(step_line({.kind = {Stage::proof, "go_nethttp", ""}}, left),
            "proving that go_nethttp answers right (about 4 min 10 s left)");
  EXPECT_EQ(step_line({.kind = {Stage::pilot, "go_nethttp", "json"}}, left),
            "pilot of go_nethttp × json (about 4 min 10 s left)");
  EXPECT_EQ(step_line({.kind = go}, left), "") << "a trial is told when it is over";
}

TEST(PlainLines, TellATrialWithTheTimeLeft) {
  const run::Step step{.kind = fastapi, .trial = 36, .trials = 120, .block = 4, .blocks = 10};
  auto trial = measured_trial();
  trial.marks = {"not steady"};
  EXPECT_EQ(trial_line(step, trial, {.time = 250s, .measured = true, .most = {}}),
            "trial 36 of 120, block 4: python_fastapi × order: closed 5.12 k/s, p99 14.0 ms; common 2.00 k/s, "
            "p99 800 µs; [not steady] (4 min 10 s left)");
  trial.failure = "the server died";
  EXPECT_EQ(trial_line(step, trial, {.time = 250s, .measured = true, .most = 3600s}),
            "trial 36 of 120, block 4: python_fastapi × order: FAILED: the server died (4 min 10 s left, 1 h 0 min at "
            "most)");
}

} // namespace
} // namespace reqbench::cli
