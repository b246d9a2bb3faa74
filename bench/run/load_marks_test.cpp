#include "run/load_marks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

result::LoadRecord clean() {
  result::LoadRecord load;
  load.name = "common";
  load.recording.measured = load.server_window = std::chrono::seconds{2};
  load.recording.ledger.planned = 1000;
  load.recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::ok)] = 1000;
  return load;
}

TEST(LoadMarks, ALoadThatWasReadInFullHasNone) { EXPECT_THAT(load_marks(clean(), {}), IsEmpty()); }

TEST(LoadMarks, WhatWasNotReadIsSaidAndNotTakenForZero) {
  EXPECT_THAT(load_marks(clean(), {.counters = false}), ElementsAre("counters not read in common"));
  EXPECT_THAT(load_marks(clean(), {.processors = false}), ElementsAre("foreign CPU not read in common"));
}

TEST(LoadMarks, CpuThatCannotBeToldIsSaid) {
  EXPECT_THAT(load_marks(clean(), {.server_cpu = false}), ElementsAre("processes changed in common"));
}

TEST(LoadMarks, CpuThatWasReadWhereTheMachineStoodStillIsSaid) {
  using std::chrono::milliseconds;
  for (const auto &[window, is_late] :
       {std::pair{1800, false}, {2200, false}, {1799, true}, {2201, true}, {9000, true}}) {
    auto load = clean();
    load.server_window = milliseconds{window};
    EXPECT_EQ(load_marks(load, {}),
              is_late ? std::vector<std::string>{"server CPU read late in common"} : std::vector<std::string>{})
        << window;
  }
}

TEST(ClockJumped, InALoadOrFromBeginningToEndEitherWayAndNotByWhatAClockCreeps) {
  using std::chrono::milliseconds;
  result::TrialRecord trial;
  trial.loads = {clean(), clean()};
  EXPECT_FALSE(clock_jumped(trial, milliseconds{-499}));
  EXPECT_TRUE(clock_jumped(trial, milliseconds{500}));
  EXPECT_TRUE(clock_jumped(trial, milliseconds{-500}));
  trial.loads[1].machine.emplace().clock_jump = milliseconds{-499};
  EXPECT_FALSE(clock_jumped(trial, {}));
  trial.loads[1].machine->clock_jump = milliseconds{-500};
  EXPECT_TRUE(clock_jumped(trial, {})) << "it went forth again later";
}

TEST(LoadMarks, WhatTheRequestsTellIsSaidOfTheirLoad) {
  auto broken = clean();
  broken.recording.ledger.planned += 1;
  EXPECT_THAT(load_marks(broken, {}), ElementsAre("ledger broken in common"));
  auto wrong = clean();
  wrong.recording.ledger.planned += 1;
  wrong.recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::bad_body)] = 1;
  EXPECT_THAT(load_marks(wrong, {}), ElementsAre("wrong answers in common"));
  auto late = clean();
  late.recording.late_generator.record(std::chrono::milliseconds{3}, 20);
  EXPECT_THAT(load_marks(late, {}), ElementsAre("generator late in common"));
}

} // namespace
} // namespace reqbench::run
