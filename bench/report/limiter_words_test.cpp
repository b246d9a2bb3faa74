#include "report/limiter_words.hpp"

#include "statistics/checks.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reqbench::report {
namespace {

using statistics::Limiter;

/// The server used 60 % of its processors, and nothing was seen to bound it.
std::string limit_told(const std::vector<statistics::Finding> &findings, Limiter limiter = Limiter::unknown) {
  statistics::Cell cell;
  cell.server = "go";
  cell.workload = "json";
  cell.load = "closed";
  cell.limiter = limiter;
  cell.server_cpu_share = 0.6;
  return limited_by(cell, findings);
}

statistics::Finding seen_finding(const std::string &id, double size, double launches = 1,
                                 const std::string &load = "closed") {
  return {.id = id, .text = "", .remedy = "", .where = {"go", "json", load}, .size = size, .launches = launches};
}

TEST(LimiterWords, NameWhatHadNoTimeLeft) {
  EXPECT_EQ(limit_told({}, Limiter::server), "the server");
  EXPECT_EQ(limit_told({seen_finding("foreign_cpu", 0.4)}, Limiter::generator), "the load generator");
}

TEST(LimiterWords, NameThePossibleCauseWhereNeitherSideWas) {
  EXPECT_EQ(limit_told({}), "nothing that was seen");
  EXPECT_EQ(limit_told({seen_finding("foreign_cpu", 0.4)}), "perhaps other programs (foreign_cpu)");
  EXPECT_EQ(limit_told({seen_finding("swap", 1e6)}), "nothing that was seen")
      << "pages explain no share of a processor";
}

TEST(LimiterWords, CausesAreChecksThatThereAre) {
  for (const auto &cause : possible_causes)
    EXPECT_NE(std::ranges::find(statistics::check_table, cause.id, &statistics::Check::id),
              statistics::check_table.end())
        << cause.id;
}

TEST(LimiterWords, NameNoCauseThatExplainsTooLittle) {
  EXPECT_EQ(limit_told({seen_finding("steal", 0.05)}), "nothing that was seen") << "the server left 40 % of its time";
  EXPECT_EQ(limit_told({seen_finding("steal", 0.4, 0.1)}), "nothing that was seen") << "in 1 of 10 launches";
  EXPECT_EQ(limit_told({seen_finding("foreign_cpu", 0.4, 1, "common")}), "nothing that was seen") << "another load";
}

} // namespace
} // namespace reqbench::report
