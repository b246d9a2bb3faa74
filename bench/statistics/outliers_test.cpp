#include "statistics/outliers.hpp"

#include "statistics/made_run.hpp"
#include "statistics/summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace reqbench::statistics {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Median, IsTheMiddleOfTheSortedValues) {
  EXPECT_DOUBLE_EQ(median({3, 1, 2}), 2);
  EXPECT_DOUBLE_EQ(median({4, 1, 3, 2}), 2.5);
  EXPECT_DOUBLE_EQ(median({}), 0);
}

TEST(Outlying, IsWhatHasAModifiedScoreAbove3Point5) {
  // Logs (in units of 0.01) −2, −1, 0, 1, 2, x: the median is 0.5 for a large x; the deviations are 0.5, 0.5, 1.5, 1.5,
  // 2.5 and x − 0.5, their median 1.5; so the fence stands at 3.5 ÷ 0.6745 × 1.5 = 7.784.
  const auto with = [](double last) {
    std::vector<double> values;
    for (const double log : {-2.0, -1.0, 0.0, 1.0, 2.0, last}) values.push_back(std::exp(log / 100));
    return outlying(values, 0.03);
  };
  EXPECT_THAT(with(0.5 + 7.75), IsEmpty());
  EXPECT_THAT(with(0.5 + 7.82), ElementsAre(5));
}

TEST(Outlying, IsFoundOnBothSides) {
  EXPECT_THAT(outlying(std::array{100.0, 101.0, 50.0, 99.0, 100.0, 102.0, 200.0}, 0.03), ElementsAre(2, 6));
}

TEST(Outlying, IsNothingThatWouldChangeNoWord) {
  const std::array values{100.0, 100.0, 100.0, 100.0, 100.0, 102.0};
  EXPECT_THAT(outlying(values, 0.03), IsEmpty());
  EXPECT_THAT(outlying(values, 0.01), ElementsAre(5));
}

TEST(Outlying, NeedsSixValuesAndLeavesOutWhatIsMissing) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(outlying(std::array{1.0, 1.0, 1.0, 1.0, 9.0}, 0.03), IsEmpty());
  EXPECT_THAT(outlying(std::array{1.0, 1.0, none, 1.0, 1.0, 9.0}, 0.03), IsEmpty());
  EXPECT_THAT(outlying(std::array{1.0, 1.0, none, 1.0, 1.0, 9.0, 1.0}, 0.03), ElementsAre(5));
}

TEST(Outliers, AreNamedByTrialAndBlockAndKept) {
  const auto run = MadeRun{}
                       .blocks(6)
                       .closed()
                       .throughput("python_fastapi", {1000})
                       .throughput("cpp_beast", {1000, 1010, 990, 1000, 700, 1005})
                       .make();
  const auto summary = summarize(run);
  const auto &cell = *summary.cell("cpp_beast", "json", "closed");
  ASSERT_FALSE(cell.outliers.empty());
  const auto &outlier = cell.outliers.front();
  EXPECT_EQ(outlier.metric, Metric::throughput);
  EXPECT_EQ(outlier.block, 5);
  EXPECT_EQ(outlier.trial, 10); // two servers a block
  EXPECT_DOUBLE_EQ(outlier.value, 700);
  EXPECT_DOUBLE_EQ(outlier.to_median, 0.7);
  EXPECT_EQ(summary.ratio("cpp_beast", "json", "closed", Metric::throughput)->by_block.size(), 6u);
  EXPECT_THAT(summary.cell("python_fastapi", "json", "closed")->outliers, IsEmpty());
}

} // namespace
} // namespace reqbench::statistics
