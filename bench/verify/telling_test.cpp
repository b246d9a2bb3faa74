#include "verify/telling.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::verify {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Failure wrong(std::string check, std::string got = "status: 500\n\nsome evidence", std::string workload = "json") {
  return {std::move(check), std::move(workload), "GET / HTTP/1.1", "status: 200", std::move(got)};
}

Report report_of(std::vector<Failure> failures) {
  Report report;
  report.checks = 13;
  report.failures = std::move(failures);
  return report;
}

TEST(Telling, ACauseIsToldOnceWithTheOtherChecksThatFoundIt) {
  const auto lines = failure_lines(
      report_of({wrong("each_request"), wrong("random_draws", "status: 500\n\nother"), wrong("head"), wrong("head")}));
  EXPECT_THAT(lines, ElementsAre("each_request (json):", "    GET / HTTP/1.1", "  - status: 200", "  + status: 500",
                                 "  + ", "  + some evidence", "  the same in random_draws, head"));
}

TEST(Telling, AnotherDifferenceOrAnotherWorkloadIsAnotherCause) {
  const auto lines = failure_lines(
      report_of({wrong("head", "status: 500"), wrong("head", "status: 405"), wrong("head", "status: 500", "order")}));
  EXPECT_EQ(std::ranges::count(lines, "head (json):"), 2);
  EXPECT_EQ(std::ranges::count(lines, "head (order):"), 1);
}

TEST(Telling, TheSameAnswerToManyQuestionsOfOneCheckIsCounted) {
  const auto lines =
      failure_lines(report_of({wrong("invalid_inputs"), wrong("invalid_inputs"), wrong("invalid_inputs")}));
  EXPECT_EQ(lines.back(), "  the same in 2 more of its questions");
}

TEST(Telling, TheRequestsOfTheFileAreNamed) {
  std::vector<Failure> failures;
  for (const auto *name : {"json/no_object", "json/empty_body", "json/cut_json"})
    failures.emplace_back(wrong("invalid_inputs")).asked = name;
  const auto lines = failure_lines(report_of(std::move(failures)));
  EXPECT_EQ(lines.front(), "invalid_inputs (json/no_object):");
  EXPECT_EQ(lines.back(), "  the same in 2 more of its questions: json/empty_body, json/cut_json");
}

TEST(Telling, WhatBelongsToNoWorkloadNamesNone) {
  EXPECT_EQ(failure_lines(report_of({wrong("stop", "killed", "")})).front(), "stop:");
}

TEST(Telling, ChecksAreCountedNotFailures) {
  EXPECT_EQ(outcome_text(report_of({wrong("invalid_inputs"), wrong("invalid_inputs"), wrong("head", "x", "order"),
                                    wrong("head", "x", "json")})),
            "3 of 13 checks failed");
  EXPECT_EQ(outcome_text(report_of({})), "13 checks, all right");
  EXPECT_THAT(failure_lines(report_of({})), IsEmpty());
}

} // namespace
} // namespace reqbench::verify
