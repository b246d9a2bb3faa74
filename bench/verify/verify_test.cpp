// What needs no server: the table, and how a failure is told.
#include "verify/dates.hpp"
#include "verify/evidence.hpp"
#include "verify/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace reqbench::verify {
namespace {

using ::testing::ElementsAre;

TEST(Checks, HaveAnIdOfTheirOwnAndAPromise) {
  std::set<std::string_view> seen;
  for (const auto &check : checks()) {
    EXPECT_TRUE(seen.insert(check.id).second) << check.id;
    EXPECT_FALSE(check.promise.empty()) << check.id;
    EXPECT_NE(check.run, nullptr) << check.id;
  }
}

TEST(Checks, OfABriefVerifyAskForRightAnswersOnly) {
  std::vector<std::string_view> brief;
  for (const auto &check : checks())
    if (check.depth == Depth::brief) brief.push_back(check.id);
  EXPECT_THAT(brief, ElementsAre("random_draws", "keep_alive"));
}

TEST(Checks, ThatAWorkloadOfTheCatalogNamesExist) {
  ::setenv("REQBENCH_ROOT", REQBENCH_SOURCE_DIR, 1);
  const auto catalog = workload::read_catalog(std::string{REQBENCH_SOURCE_DIR} + "/bench/workload/catalog");
  ::unsetenv("REQBENCH_ROOT");
  ASSERT_TRUE(catalog) << catalog.error().message();
  std::set<std::string_view> named, asked;
  for (const auto &check : checks())
    if (check.concern == Concern::named) named.insert(check.id);
  for (const auto &workload : *catalog)
    for (const auto &id : workload.checks()) {
      EXPECT_TRUE(named.contains(id)) << workload.name() << ": " << id;
      asked.insert(id);
    }
  EXPECT_EQ(asked.size(), named.size()) << "a check that no workload asks for proves nothing";
  for (const auto &check : checks()) {
    const bool some = std::ranges::any_of(*catalog, [&](const auto &workload) { return concerns(check, workload); });
    EXPECT_TRUE(some) << check.id;
  }
}

TEST(Dates, AreReadAsTheStandardHasThem) {
  using namespace std::chrono;
  EXPECT_EQ(parse_date("Sun, 06 Nov 1994 08:49:37 GMT"), sys_seconds{seconds{784111777}}); // RFC 9110, 5.6.7
  for (const char *wrong :
       {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT", "sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08-49-37 GMT"})
    EXPECT_FALSE(parse_date(wrong)) << wrong;
}

TEST(Failure, IsToldAsADiff) {
  const Failure failure{"each_request", "order", "POST /order HTTP/1.1\nHost: h\n\n{}", "/total: 12",
                        "/total: 11\n\nHTTP/1.1 200 OK"};
  EXPECT_THAT(failure.to_lines(), ElementsAre("  POST /order HTTP/1.1", "  Host: h", "  ", "  {}", "- /total: 12",
                                              "+ /total: 11", "+ ", "+ HTTP/1.1 200 OK"));
}

TEST(Failure, WithoutARequestTellsTheRest) {
  EXPECT_THAT((Failure{"x", "", "", "a connection", "refused"}.to_lines()), ElementsAre("- a connection", "+ refused"));
}

TEST(Evidence, KeepsLinesAndShowsOtherControlCharacters) {
  EXPECT_EQ(shown("GET / HTTP/1.1\r\n\r\na\tb\rc\x7f\n"), "GET / HTTP/1.1\n\na\\x09b\\x0dc\\x7f\n");
  EXPECT_EQ(shown("é🙂"), "é🙂");
  EXPECT_EQ(shown("\xff"
                  "a\xc3"
                  "b\xe2\x82"),
            "\\xffa\\xc3b\\xe2\\x82")
      << "no UTF-8";
  EXPECT_EQ(shown(""), "");
}

TEST(Evidence, OfAPageOfHtmlIsItsHeaderAndItsBeginning) {
  const std::string head = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n";
  const auto page = shown_answer(head + "<!doctype html>" + std::string(500, 'x'));
  EXPECT_EQ(page, "HTTP/1.1 404 Not Found\nContent-Type: text/html\n\n<!doctype html>" + std::string(145, 'x') +
                      "… (a page of 515 bytes)");
  EXPECT_EQ(shown_answer(head + "<p>short</p>"), shown(head + "<p>short</p>"));
  const auto json = "HTTP/1.1 200 OK\r\n\r\n{" + std::string(500, 'x');
  EXPECT_EQ(shown_answer(json), shown(json));
}

TEST(Evidence, IsCutBetweenCharactersAndSaysItsLength) {
  EXPECT_EQ(shown(std::string(1200, 'a')), std::string(1200, 'a'));
  EXPECT_EQ(shown(std::string(1201, 'a')), std::string(1200, 'a') + "… (1201 bytes)");
  EXPECT_EQ(shown(std::string(1199, 'a') + "éb"), std::string(1199, 'a') + "… (1202 bytes)");
}

} // namespace
} // namespace reqbench::verify
