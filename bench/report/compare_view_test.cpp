#include "report/compare_view.hpp"

#include "report/report.hpp"
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

result::Run made_of(double rate) {
  return MadeRun{}.closed().throughput("python_fastapi", {1000}).throughput("cpp_beast", {rate}).make();
}

class CompareView : public testing::Test {
protected:
  View view(std::size_t old_count, double rate, std::vector<statistics::Limit> limits = {{Metric::throughput, -0.05}},
            bool strict = false) {
    for (std::size_t i = 0; i < old_count; ++i) runs.push_back(made_of(4000));
    runs.push_back(made_of(rate));
    for (const auto &run : runs) summaries.push_back(statistics::summarize(run));
    std::vector<statistics::ComparedRun> named;
    for (std::size_t i = 0; i < runs.size(); ++i)
      named.push_back({i == old_count ? "new" : "old" + std::to_string(i + 1), runs[i], summaries[i]});
    const auto old = std::span{named}.first(old_count);
    const auto comparison = statistics::compare(old, named.back());
    return make_compare_view(comparison, statistics::gate(comparison, limits), old, named.back(), strict);
  }

  std::vector<result::Run> runs;
  std::vector<statistics::Summary> summaries;
};

TEST_F(CompareView, NamesARegressionFirstWithItsIntervalAndLimit) {
  const auto shown = view(1, 3400);
  EXPECT_EQ(shown.verdicts[0], "Regression: 1 of 1 figure asked lies wholly beyond its limit.");
  // exp(log 0.85 ∓ log 1.05) = 0.8095 and 0.8925.
  EXPECT_EQ(shown.verdicts[1], "`cpp_beast` × `json` × `closed`, requests/s: -15 % (-19 to -11 %), limit -5.0 %.");
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
  runs.clear();
  summaries.clear();
  EXPECT_THAT(view(5, 4000).trust, HasSubstr("estimated from 5 OLD runs"));
}

TEST_F(CompareView, NamesALimitThatCouldBeAskedOfNothing) {
  const auto shown = view(1, 4000, {{Metric::capacity, -0.05}});
  EXPECT_THAT(shown.absent, Contains("capacity=-5.0 % could be asked of no figure."));
  EXPECT_THAT(shown.absent,
              Contains(HasSubstr("Not compared: `python_fastapi` × `json` × `closed`: it is the baseline")));
}

TEST_F(CompareView, IsOneForAllFormats) {
  const auto shown = view(1, 3400);
  for (const auto *name : {"terminal", "markdown", "json"})
    EXPECT_THAT(find_format(name)->print(shown), AllOf(HasSubstr("-15 % (-19 to -11 %)"), HasSubstr("regression")))
        << name;
  const auto json = base::Json::parse(find_format("json")->print(shown));
  const auto &first = json["ratios"][0];
  EXPECT_EQ(first["metric"], "throughput_per_s");
  EXPECT_NEAR(first["change"]["value"].get<double>(), 0.85, 1e-9);
  EXPECT_NEAR(first["change"]["low"].get<double>(), 0.85 / 1.05, 1e-9);
  EXPECT_EQ(first["spread"], "assumed");
  EXPECT_EQ(first["old"][0]["run"], "old1");
  EXPECT_EQ(first["old"][0]["blocks"], 3);
  EXPECT_NEAR(json["cells"][0]["smallest_shown"].get<double>(), 0.95 / 1.05 - 1, 1e-9);
}

TEST(ChangeText, HasItsSignAndOneDecimalAtMost) {
  EXPECT_EQ(change_text(-0.0512), "-5.1 %");
  EXPECT_EQ(change_text(0.0996), "+10 %");
  EXPECT_EQ(change_text(1.5), "+150 %");
  EXPECT_EQ(change_text(0), "+0.0 %");
}

} // namespace
} // namespace reqbench::report
