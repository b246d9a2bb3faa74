// Who is still measured, promise by promise, on a plan of two servers with an A/A pair and a calibration.
#include "run/standing.hpp"

#include <gtest/gtest.h>

namespace reqbench::run {
namespace {

class StandingOf : public testing::Test {
protected:
  StandingOf() {
    for (const auto *label : {"go", "py", "go (again)"}) {
      Participant participant;
      participant.label = label;
      participant.manifest.name = participant.label.substr(0, 2);
      participant.again = participant.label.size() > 2;
      plan.participants.push_back(participant);
    }
    int number = 0;
    for (std::size_t participant = 0; participant < 3; ++participant)
      for (std::size_t workload = 0; workload < 2; ++workload)
        plan.trials.push_back(
            {.number = ++number, .block = 1, .participant = participant, .workload = workload, .calibrates = false});
    plan.trials.push_back({.number = ++number, .block = 1, .participant = 0, .workload = 0, .calibrates = true});
  }
  TrialPlan trial(std::size_t participant, std::size_t workload) const {
    return plan.trials[participant * 2 + workload];
  }
  Plan plan;
  Standing standing{plan};
};

TEST_F(StandingOf, ACellIsGivenUpAfterTwoFailuresInSuccessionAndItsTwinIsNot) {
  EXPECT_FALSE(standing.book(trial(0, 1), true));
  EXPECT_FALSE(standing.book(trial(0, 1), false));
  EXPECT_FALSE(standing.book(trial(0, 1), true)) << "a right one between them ends the succession";
  EXPECT_FALSE(standing.is_left_out(trial(0, 1)));
  EXPECT_TRUE(standing.book(trial(0, 1), true));
  EXPECT_TRUE(standing.is_left_out(trial(0, 1)));
  EXPECT_FALSE(standing.is_left_out(trial(0, 0)));
  EXPECT_FALSE(standing.is_left_out(trial(2, 1)));
  EXPECT_FALSE(standing.book(trial(0, 1), true)) << "it is told once";
}

TEST_F(StandingOf, WhatAPilotGivesUpIsGivenUpForTheTwinToo) {
  standing.give_up("go", 1);
  EXPECT_TRUE(standing.is_left_out(trial(0, 1)));
  EXPECT_TRUE(standing.is_left_out(trial(2, 1)));
  EXPECT_FALSE(standing.is_left_out(trial(1, 1)));
}

TEST_F(StandingOf, AServerHasToDoWhatItOrItsTwinHasNotMeasured) {
  standing.keep({1, 2, 5});
  EXPECT_TRUE(standing.is_continued());
  EXPECT_TRUE(standing.has_to_do(0)) << "trial 6 is its twin's";
  EXPECT_FALSE(standing.has_to_do(0, 0));
  EXPECT_TRUE(standing.has_to_do(0, 1));
  standing.keep({1, 2, 5, 6});
  EXPECT_FALSE(standing.has_to_do(0));
  EXPECT_TRUE(standing.has_to_do(1));
  standing.exclude(1);
  EXPECT_FALSE(standing.has_to_do(1));
}

TEST_F(StandingOf, APilotIsWantedByTheCalibrationUntilItsAnswerIsStored) {
  standing.keep({1, 2, 3, 4, 5, 6});
  EXPECT_TRUE(standing.has_to_calibrate());
  EXPECT_TRUE(standing.wants_pilot(0, 0, false));
  EXPECT_FALSE(standing.wants_pilot(0, 0, true));
  EXPECT_FALSE(standing.wants_pilot(0, 1, false)) << "it is calibrated on the first workload only";
  standing.exclude(0);
  EXPECT_FALSE(standing.wants_pilot(0, 0, false));
  standing.keep({1, 2, 3, 4, 5, 6, 7});
  EXPECT_FALSE(standing.has_to_calibrate());
}

/// Or a continued run would add a block of cells that were neither proven nor piloted.
TEST_F(StandingOf, UnderAPrecisionEveryCellMayHaveToBeMeasuredAgain) {
  standing.keep({1, 2, 3, 4, 5, 6, 7});
  EXPECT_FALSE(standing.has_to_do(0));
  EXPECT_FALSE(standing.has_to_calibrate());
  plan.precision = result::PrecisionRecord{.asked = 0.03, .most_blocks = 24};
  EXPECT_TRUE(standing.has_to_do(0, 1));
  EXPECT_TRUE(standing.has_to_calibrate());
  EXPECT_TRUE(standing.wants_pilot(1, 1, true));
}

} // namespace
} // namespace reqbench::run
