#include "report/baseline.hpp"

#include "report/view.hpp"
#include "statistics/made_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

using statistics::Metric;
using testing::HasSubstr;

result::Run measured_run() {
  return statistics::MadeRun{}
      .servers({"slow", "slow (again)", "go", "cpp"})
      .workloads({"json"})
      .closed()
      .blocks(3)
      .throughput("go", {3000})
      .throughput("cpp", {6000})
      .make();
}

TEST(Baseline, OfTheRunIsTakenWhenNoneIsNamed) {
  auto run = measured_run();
  const auto summary = summarize_against(run, "");
  ASSERT_TRUE(summary);
  EXPECT_DOUBLE_EQ(summary->ratio("cpp", "json", "closed", Metric::throughput)->ratio.value, 6);
}

TEST(Baseline, MayBeAnyServerThatTheRunHasMeasured) {
  auto run = measured_run();
  const auto summary = summarize_against(run, "go");
  ASSERT_TRUE(summary) << summary.error().message();
  EXPECT_EQ(run.record.baseline, "go");
  EXPECT_DOUBLE_EQ(summary->ratio("cpp", "json", "closed", Metric::throughput)->ratio.value, 2);
  EXPECT_DOUBLE_EQ(summary->ratio("slow", "json", "closed", Metric::throughput)->ratio.value, 1.0 / 3);
  EXPECT_EQ(summary->ratio("go", "json", "closed", Metric::throughput), nullptr);
  EXPECT_EQ(summary->ratio("slow (again)", "json", "closed", Metric::throughput), nullptr) << "the twin is no rival";
}

TEST(Baseline, LeavesThePairWithTheServerThatTookPartTwice) {
  auto run = measured_run();
  const auto summary = summarize_against(run, "go");
  ASSERT_TRUE(summary && !summary->self_ratios.empty());
  EXPECT_EQ(summary->self_ratios.front().baseline, "slow");
  const auto view = make_view(run, *summary);
  EXPECT_THAT(view.trust, HasSubstr("slow and itself"));
  EXPECT_EQ(view.tables.back().title, "A/A pair: slow against itself");
  EXPECT_THAT(view.verdicts.front(), HasSubstr("cpp answered 2.00 × (2.00–2.00) the requests of go"));
}

TEST(Baseline, ThatTheRunHasNotMeasuredIsAnErrorWithTheNamesThereAre) {
  for (const auto *wanted : {"gopher", "slow (again)"}) {
    auto run = measured_run();
    const auto summary = summarize_against(run, wanted);
    ASSERT_FALSE(summary) << wanted;
    EXPECT_EQ(summary.error().kind(), base::ErrorKind::usage);
    EXPECT_THAT(summary.error().message(), testing::AllOf(HasSubstr("slow"), HasSubstr("go"), HasSubstr("cpp")));
  }
}

} // namespace
} // namespace reqbench::report
