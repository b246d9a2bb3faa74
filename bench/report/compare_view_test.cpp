#include "report/compare_view.hpp"

#include "report/compare_tables.hpp"
#include "report/report.hpp"
#include "report/text.hpp"
#include "result/published_schema.hpp"
#include "statistics/made_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

using statistics::MadeRun;
using statistics::Metric;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

using Limits = std::vector<statistics::Limit>;

MadeRun made_at(double rate) {
  return MadeRun{}.closed().throughput("python_fastapi", {1000}).throughput("cpp_beast", {rate});
}

class CompareView : public testing::Test {
protected:
  View view(std::size_t old_count, double rate, const Limits &limits = {{Metric::throughput, -0.05}}) {
    return view_of(std::vector(old_count, made_at(4000).make()), made_at(rate).make(), limits);
  }
  View view_of(std::vector<result::Run> old_runs, result::Run new_run, const Limits &limits = {}) {
    const auto old_count = old_runs.size();
    runs = std::move(old_runs);
    runs.push_back(std::move(new_run));
    summaries.clear();
    for (const auto &run : runs) summaries.push_back(statistics::summarize(run));
    std::ranges::copy(found_in_new, std::back_inserter(summaries.back().findings));
    std::vector<statistics::ComparedRun> named;
    for (std::size_t i = 0; i < runs.size(); ++i)
      named.push_back({i == old_count ? "new" : "old" + std::to_string(i + 1), runs[i], summaries[i]});
    const auto old = std::span{named}.first(old_count);
    const auto comparison = statistics::compare(old, named.back());
    return make_compare_view(comparison, statistics::gate(comparison, limits), old, named.back(), strict);
  }

  bool strict = false;
  std::vector<statistics::Finding> found_in_new; ///< beside what its trials show
  std::vector<result::Run> runs;
  std::vector<statistics::Summary> summaries;
};

TEST_F(CompareView, NamesARegressionFirstWithItsIntervalAndLimit) {
  const auto shown = view(1, 3400);
  EXPECT_EQ(shown.verdicts[0], "Regression: 1 of 1 figure asked lies wholly beyond its limit.");
  // exp(log 0.85 ∓ log 1.05) = 0.8095 and 0.8925.
  EXPECT_EQ(shown.verdicts[1], "`cpp_beast` × `json` × `closed`, requests/s: -15 % (-19 to -11 %), limit -5.0 %.");
}

TEST_F(CompareView, DrawsEachChangeWithItsIntervalBandAndLimit) {
  const auto shown = view(1, 3400);
  const auto chart = std::ranges::find(shown.charts, "changes-throughput", &Chart::id);
  ASSERT_NE(chart, shown.charts.end());
  EXPECT_EQ(chart->title, "throughput: cpp_beast, json, closed -15 % (-19 to -11 %): worse");
  EXPECT_THAT(chart->subtitle, HasSubstr("limit -5.0 %"));
  const auto &value = chart->spec["data"]["values"][0];
  EXPECT_NEAR(value["change"], -15, 1e-9);
  EXPECT_NEAR(value["low"], -19.05, 0.01);
  EXPECT_EQ(chart->spec["layer"][0]["data"]["values"][0]["high"], 100 * (1 + 0.03 - 1)) << "the band";
  EXPECT_EQ(chart->spec["layer"][2]["data"]["values"][0]["at"], -5) << "the limit";
  for (const auto &each : shown.charts) EXPECT_THAT(each.table.rows, testing::SizeIs(1)) << each.id;
}

TEST_F(CompareView, ATitleOfManyChangesOnlyCountsTheirWords) {
  const auto twice = [](double rate) {
    return MadeRun{}
        .closed()
        .workloads({"json", "order"})
        .throughput("python_fastapi", {1000})
        .throughput("cpp_beast", {rate});
  };
  const auto shown = view_of({twice(4000).make()}, twice(3400).make());
  EXPECT_EQ(std::ranges::find(shown.charts, "changes-throughput", &Chart::id)->title,
            "throughput: all 2 figures worse");
  EXPECT_EQ(std::ranges::find(shown.charts, "changes-memory", &Chart::id)->title, "memory: all 2 figures undecided");
}

TEST_F(CompareView, SaysWhatAPassCouldHaveShown) {
  const auto shown = view(1, 3960);
  EXPECT_THAT(shown.verdicts[0], HasSubstr("No regression shown: none of 1 figure asked"));
  EXPECT_THAT(shown.verdicts[0], HasSubstr("the interval of 1 contains it"));
  // 0.95 ÷ 1.05 − 1 = −9.52 %.
  EXPECT_EQ(shown.verdicts[1],
            "With throughput=-5.0 % a change of -9.5 % or worse would have been shown of every figure.");
  EXPECT_EQ(shown.tables[0].rows[0].cells[3].text, "-9.5 %");
  EXPECT_EQ(shown.tables[0].rows[0].cells[2].text, "contains the limit");
}

TEST_F(CompareView, SaysWhetherTheSpreadIsAssumedOrEstimated) {
  EXPECT_THAT(view(1, 4000).trust, AllOf(HasSubstr("assumed, not measured"), HasSubstr("10 % for p50")));
  EXPECT_THAT(view(5, 4000).trust, HasSubstr("estimated from 5 OLD runs"));
}

TEST_F(CompareView, SaysWhichFiguresTheWarningsOfARunTouch) {
  const auto clean = view(1, 4000);
  ASSERT_EQ(clean.ratios.size(), 8u) << "of one server";
  EXPECT_THAT(clean.bearing, testing::ElementsAre("No warning of any of these runs touches a compared figure."));
  const auto warn = [&](const std::string &id, const std::string &server, const std::string &load) {
    found_in_new.push_back(
        {.id = id, .grade = statistics::Grade::warning, .text = "", .remedy = "", .where = {server, "json", load}});
  };
  warn("steal", "cpp_beast", "common"); // no figure is compared there
  EXPECT_EQ(view(1, 4000).bearing, clean.bearing);
  warn("steal", "python_fastapi", "closed"); // the reference
  EXPECT_THAT(view(1, 4000).bearing,
              testing::ElementsAre("`steal` of NEW touches all 8 compared figures: a change there, or that there is "
                                   "none, may be its effect; `reqbench report` tells it of that run."));
}

TEST_F(CompareView, NamesALimitThatCouldBeAskedOfNothing) {
  const auto shown = view(1, 4000, {{Metric::capacity, -0.05}});
  EXPECT_THAT(shown.absent, Contains("capacity=-5.0 % could be asked of no figure."));
  EXPECT_THAT(shown.absent,
              Contains(HasSubstr("Not compared: `python_fastapi` × `json` × `closed`: it is the reference")));
}

TEST_F(CompareView, SaysFirstInEveryFormatWhyItsExitCodeIs4) {
  const auto unanswered = view(1, 4000, {{Metric::capacity, -0.05}});
  EXPECT_EQ(unanswered.verdicts[0],
            "Exit code 4: capacity=-5.0 % could be asked of no figure (the runs share no measurement of it).");

  auto late = made_at(4000).open(500).each_load([](const result::TrialRecord &trial, result::LoadRecord &load) {
    if (trial.server == "cpp_beast" && load.name == "common")
      load.recording.late_generator.record(std::chrono::milliseconds{5}, 500);
  });
  const auto hit = view_of({made_at(4000).open(500).make()}, late.make());
  EXPECT_THAT(hit.verdicts[0], AllOf(HasSubstr("Exit code 4: the check `generator_late` (grade invalid) hits "
                                               "`cpp_beast` × `json` × `common`, ")));
  for (const auto *name : {"terminal", "markdown", "summary", "json"}) {
    const auto printed = find_format(name)->print(hit);
    const auto said = printed.find("Exit code 4: ");
    ASSERT_NE(said, printed.npos) << name;
    EXPECT_LT(said, printed.find("undecided")) << name;
  }

  auto broken = made_at(4000).make();
  broken.broken_accounts = {"trials/7.json: the ledger does not balance"};
  EXPECT_THAT(view_of({made_at(4000).make()}, broken).verdicts[0],
              HasSubstr("Exit code 4: a finding of grade invalid hits all of the new run, `ledger_broken`: trials/7"));

  auto other = made_at(4000).make();
  other.record.engine = "io_uring";
  EXPECT_EQ(view_of({made_at(4000).make()}, other).verdicts[0],
            "Exit code 4: nothing could be compared (old1: the engine was epoll, now it is io_uring).");

  const auto died = made_at(4000)
                        .each_trial([](result::TrialRecord &trial) {
                          if (trial.server != "python_fastapi") trial.failure = "it died";
                        })
                        .make();
  EXPECT_THAT(
      view_of({made_at(4000).make()}, died).verdicts[0],
      testing::AllOf(HasSubstr("nothing could be compared (`cpp_beast`"), HasSubstr("every launch of it failed")))
      << "not that the reference is not compared with itself";
}

TEST_F(CompareView, NamesUnderStrictWhatItDoesNotAccept) {
  strict = true;
  EXPECT_THAT(view(1, 3960).verdicts[0],
              HasSubstr("Exit code 4: --strict does not accept an interval that contains "
                        "its limit: `cpp_beast` × `json` × `closed`, requests/s (throughput=-5.0 %)"));
  auto failed = made_at(4000).make();
  for (auto &trial : failed.trials)
    if (trial.server == "cpp_beast") trial.failure = "the server died";
  auto with_cpu = view_of({made_at(4000).open(500).make()}, failed);
  EXPECT_THAT(with_cpu.verdicts[0], HasSubstr("Exit code 4: "));
  strict = false;
  EXPECT_THAT(view(1, 3960).verdicts[0], Not(HasSubstr("Exit code")));
  EXPECT_THAT(view(1, 3400).verdicts[0], HasSubstr("Regression: ")) << "that is exit code 5";
}

TEST_F(CompareView, IsOneForAllFormats) {
  const auto shown = view(1, 3400);
  for (const auto *name : {"terminal", "markdown", "json"})
    EXPECT_THAT(find_format(name)->print(shown), AllOf(HasSubstr("-15 % (-19 to -11 %)"), HasSubstr("regression")))
        << name;
  const auto json = base::Json::parse(find_format("json")->print(shown));
  EXPECT_EQ(result::complaint(json, "report"), "");
  const auto &first = json["ratios"][0];
  EXPECT_EQ(first["metric"], "throughput_per_s");
  EXPECT_EQ(first["load"], "closed");
  EXPECT_EQ(json["cells"][0]["load"], "closed");
  for (const auto &ratio : json["ratios"])
    EXPECT_TRUE(ratio["load"].is_string() || (ratio["load"].is_null() && ratio["metric"] != "throughput_per_s"));
  EXPECT_NEAR(first["change"]["value"].get<double>(), 0.85, 1e-9);
  EXPECT_NEAR(first["change"]["low"].get<double>(), 0.85 / 1.05, 1e-9);
  EXPECT_EQ(first["spread"], "assumed");
  EXPECT_EQ(first["old"][0]["run"], "old1");
  EXPECT_EQ(first["old"][0]["blocks"], 3);
  EXPECT_NEAR(json["cells"][0]["smallest_shown"].get<double>(), 0.95 / 1.05 - 1, 1e-9);
}

TEST_F(CompareView, SaysThatAnotherMachineMadeTheIntervalsWider) {
  auto other = made_at(4000).make();
  other.record.host.fingerprint = "another";
  EXPECT_THAT(view_of({other, other, other, other, other}, made_at(4000).make()).trust,
              AllOf(HasSubstr("OLD and NEW are of different machines, so what two machines are taken to differ by is "
                              "added to the interval (5 % for throughput"),
                    HasSubstr("10 % for p50")));
  EXPECT_THAT(view(5, 4000).trust, Not(HasSubstr("different machines")));
}

TEST_F(CompareView, NamesItsReference) { EXPECT_THAT(view(1, 4000).subtitle, HasSubstr("same run: python_fastapi")); }

/// s1 of 40 lost 9.5 %, with blocks of ± 1 %.
std::vector<result::Run> one_of_forty() {
  std::vector<result::Run> pair;
  for (const double kept : {1.0, 0.905}) {
    std::vector<std::string> labels{"s0"};
    for (int i = 1; i <= 40; ++i) labels.push_back("s" + std::to_string(i));
    auto made = MadeRun{}.servers(labels).closed();
    for (int i = 1; i <= 40; ++i) {
      const double mean = 4000 * (i == 1 ? kept : 1);
      made.throughput(labels[static_cast<std::size_t>(i)], {mean * 0.99, mean, mean * 1.01});
    }
    pair.push_back(made.make());
  }
  return pair;
}

TEST_F(CompareView, TellsAWordThatTheCorrectionTookAndFoldsWhatIsLong) {
  auto pair = one_of_forty();
  const auto shown = view_of({pair[0]}, pair[1]);
  EXPECT_THAT(shown.tables[0].rows[0].cells[0].text, HasSubstr("undecided (worse alone)"));
  EXPECT_THAT(shown.verdicts, Contains(HasSubstr("would be better or worse alone")));
  EXPECT_EQ(shown.ratios[0]["verdict"], "undecided");
  EXPECT_EQ(shown.ratios[0]["verdict_alone"], "worse");
  EXPECT_THAT(find_format("markdown")->print(shown),
              HasSubstr("<details>\n<summary>Changes under load (40 rows)</summary>\n\nThe ratio"));
  EXPECT_THAT(find_format("markdown")->print(view(1, 4000)), HasSubstr("## Changes under load"));
}

/// Every figure of every table, as text in all formats; and made again of the numbers for programs, it is that text.
TEST_F(CompareView, TellsTheSameNumbersInEveryFormat) {
  auto pair = one_of_forty();
  const auto shown = view_of({pair[0]}, pair[1], {{Metric::throughput, -0.05}, {Metric::server_cpu, 0.05}});
  const auto json = base::Json::parse(find_format("json")->print(shown));
  EXPECT_EQ(result::complaint(json, "report"), "");
  const auto terminal = find_format("terminal")->print(shown), markdown = find_format("markdown")->print(shown);
  for (const auto &table : json["tables"])
    for (const auto &row : table["rows"])
      for (const auto &cell : row["cells"]) {
        const auto text = cell["text"].get<std::string>();
        EXPECT_THAT(terminal, HasSubstr(text));
        EXPECT_THAT(markdown, HasSubstr(text));
      }
  for (const auto &ratio : json["ratios"]) {
    const auto &change = ratio["change"];
    statistics::Change again;
    again.ratio = {.value = change["value"],
                   .interval = statistics::Interval{.low = change["low"], .high = change["high"]},
                   .n = 1};
    EXPECT_THAT(terminal, HasSubstr(change_text(again))) << ratio;
    EXPECT_THAT(markdown, HasSubstr(change_text(again))) << ratio;
  }
}

TEST(ChangeText, HasItsSignAndOneDecimalAtMost) {
  EXPECT_EQ(change_text(-0.0512), "-5.1 %");
  EXPECT_EQ(change_text(0.0996), "+10 %");
  EXPECT_EQ(change_text(1.5), "+150 %");
  EXPECT_EQ(change_text(0), "+0.0 %");
}

} // namespace
} // namespace reqbench::report
