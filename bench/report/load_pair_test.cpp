#include "report/load_pair.hpp"

#include "report/made_report.hpp"
#include "report/report.hpp"
#include "result/published_schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Pair : public testing::Test {
protected:
  static sample::Recording &recording_of(Made &made) { return made.run.trials.front().loads.front().recording; }
  View view() {
    for (auto *made : {&before, &after}) made->summary = statistics::summarize(made->run);
    return make_pair_view({"old", before.run, before.summary}, {"new", after.run, after.summary});
  }
  std::vector<std::string> row(std::string_view label) {
    const auto shown = view();
    for (const auto &each : shown.tables.front().rows)
      if (each.label == label) return {each.cells[0].text, each.cells[1].text, each.cells[2].text};
    return {};
  }

  Made before = made_load(6), after = made_load(4.5);
};

TEST_F(Pair, ShowsBothFiguresAndTheirPlainRatio) {
  EXPECT_EQ(row("right answers/s"), (std::vector<std::string>{"10.0 k", "13.3 k", "1.33 ×"}));
  EXPECT_EQ(row("latency p50"), (std::vector<std::string>{"6.00 ms", "4.50 ms", "0.750 ×"}));
  EXPECT_EQ(row("connect p50"), (std::vector<std::string>{"90.0 µs", "90.0 µs", "1.00 ×"}));
}

TEST_F(Pair, GivesNoIntervalAndNoWordAndSaysWhy) {
  const auto shown = view();
  EXPECT_THAT(shown.trust, HasSubstr("Each was measured once"));
  EXPECT_THAT(shown.trust, HasSubstr("no interval"));
  for (const auto &table : shown.tables)
    for (const auto &each : table.rows)
      for (const auto &figure : each.cells) EXPECT_EQ(figure.tone, Tone::none);
  for (const auto *name : {"terminal", "json"}) {
    const auto text = find_format(name)->print(shown);
    EXPECT_THAT(text, Not(HasSubstr("\"low\""))) << name;
    EXPECT_THAT(text, Not(HasSubstr("verdict\""))) << name;
  }
}

TEST_F(Pair, TakesNoRatioOfTwoBounds) {
  EXPECT_EQ(row("latency max"), (std::vector<std::string>{"> 2.00 s", "> 2.00 s", "–"}));
  auto &latency = recording_of(before).latency;
  latency = {};
  latency.record(1s, 100'000);
  EXPECT_EQ(row("latency max"), (std::vector<std::string>{"1.00 s", "> 2.00 s", "≥ 2.00 ×"}));
}

TEST_F(Pair, CallsWhatTheGeneratorBoundABound) {
  recording_of(before).generator.busy_share = 0.99;
  EXPECT_EQ(row("right answers/s"), (std::vector<std::string>{"≥ 10.0 k", "13.3 k", "≤ 1.33 ×"}));
  recording_of(after).generator.busy_share = 0.99;
  EXPECT_EQ(row("right answers/s"), (std::vector<std::string>{"≥ 10.0 k", "≥ 13.3 k", "–"}));
}

TEST_F(Pair, TellsWhatElseDiffered) {
  EXPECT_THAT(view().absent, IsEmpty());
  after.run.record.options["connections"] = 128;
  after.run.record.options["url"] = "http://127.0.0.1:8081/json"; // two targets are what is compared
  after.run.record.host.fingerprint = "another";
  after.run.record.host.cpu_model = "Other CPU";
  const auto shown = view();
  EXPECT_EQ(shown.absent,
            (std::vector<std::string>{"They differ in connections: 64 and 128.",
                                      "They were measured on different machines: Example CPU and Other CPU."}));
}

TEST_F(Pair, TellsThatNotTheSameWasAsked) {
  before.run.record.options["url"] = "http://127.0.0.1:8080/json?a=1";
  after.run.record.options["url"] = "http://127.0.0.1:8080";
  recording_of(after).model = "open";
  EXPECT_THAT(
      view().absent,
      ElementsAre("They differ in what is asked: /json?a=1 and /.",
                  "In the closed load latency counts from the send, in the other from when a request was due."));
}

TEST_F(Pair, KeepsTheFindingsOfBothApart) {
  recording_of(after).ledger.ended[1] = 0;
  recording_of(after).ledger.ended[static_cast<std::size_t>(sample::Outcome::bad_body)] = 60;
  const auto shown = view();
  ASSERT_FALSE(shown.findings.empty());
  EXPECT_THAT(shown.findings.front().text, testing::StartsWith("new: "));
}

TEST_F(Pair, GivesProgramsTheNumbers) {
  const auto json = base::Json::parse(find_format("json")->print(view()));
  EXPECT_EQ(result::complaint(json, "report"), "");
  EXPECT_EQ(json["ratios"][0]["metric"], "throughput_per_s");
  EXPECT_EQ(json["ratios"][0]["before"], 10'000.0);
  EXPECT_NEAR(json["ratios"][0]["ratio"].get<double>(), 1.333, 0.001);
}

} // namespace
} // namespace reqbench::report
