#include "report/found.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

using statistics::Finding;
using statistics::Grade;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Finding steal(const std::string &server, const std::string &load, double share, const std::string &what,
              Grade grade = Grade::warning) {
  return {.id = "steal",
          .grade = grade,
          .text = "with its place",
          .remedy = "measure elsewhere",
          .effect = "requests/s too low",
          .sentence = "It looks like a slow server.",
          .where = {server, "json", load},
          .what = what,
          .size = share};
}

TEST(Found, OfOneCheckIsOneLineWithTheWorstOfItsCells) {
  const auto found = by_check({steal("a", "closed", 0.02, "up to 2 %"), steal("b", "common", 0.11, "up to 11 %"),
                               steal("c", "closed", 0.03, "up to 3 %")});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].text, "in 3 places, worst in `b` × `json` × the same rate for all: up to 11 %");
  EXPECT_EQ(found[0].effect, "requests/s too low");
  EXPECT_EQ(found[0].sentence, "It looks like a slow server.");
  EXPECT_EQ(found[0].remedy, "measure elsewhere");
  EXPECT_THAT(found[0].each,
              ElementsAre("`a` × `json` × full load: up to 2 %", "`b` × `json` × the same rate for all: up to 11 %",
                          "`c` × `json` × full load: up to 3 %"));
}

TEST(Found, ThatIsTheSameInSeveralPlacesIsToldOnce) {
  const auto found = by_check({steal("a", "closed", 0.02, "up to 2 %"), steal("b", "common", 0.11, "up to 11 %"),
                               steal("c", "closed", 0.02, "up to 2 %")});
  EXPECT_EQ(found[0].findings, 3u);
  EXPECT_THAT(found[0].each, ElementsAre("`a` × `json` × full load, `c` × `json` × full load: up to 2 %",
                                         "`b` × `json` × the same rate for all: up to 11 %"));
}

TEST(Found, OfAnotherGradeStandsByItself) {
  const auto found = by_check({steal("a", "closed", 0.2, "x", Grade::invalid), steal("b", "closed", 0.1, "y")});
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].text, "`a` × `json` × full load: x");
  EXPECT_THAT(found[0].each, IsEmpty()) << "one finding is told whole";
  EXPECT_EQ(found[1].grade, Grade::warning);
}

TEST(Found, WithoutAPlaceIsToldAsItIs) {
  const auto found = by_check({{"damaged_file", Grade::warning, "trials/7.json: cut off", "restore it"},
                               {"damaged_file", Grade::warning, "trials/9.json: empty", "restore it"}});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].text, "in 2 cases, one of them: trials/7.json: cut off");
  EXPECT_THAT(found[0].each, ElementsAre("trials/7.json: cut off", "trials/9.json: empty"));
}

TEST(Found, IsNothingWhereNothingWasFound) { EXPECT_THAT(by_check({}), IsEmpty()); }

TEST(InvalidSentence, NamesEachCheckOnceWithItsPlaces) {
  auto of_run = Finding{"ledger_broken", Grade::invalid, "trials/7.json: the ledger does not balance", "look at it"};
  const auto x = [](const std::string &server) { return steal(server, "closed", 0.2, "x", Grade::invalid); };
  EXPECT_EQ(invalid_sentence({of_run, x("a"), x("a"), x("b"), steal("c", "closed", 0.1, "y")}),
            "Invalid (exit code 4): the check `ledger_broken` hits the run; the check `steal` hits `a` × `json` × full "
            "load, `b` × `json` × full load.");
  EXPECT_EQ(invalid_sentence({x("a"), x("b"), x("c"), x("d"), x("e")}),
            "Invalid (exit code 4): the check `steal` hits `a` × `json` × full load, `b` × `json` × full load, `c` × "
            "`json` × full load and 2 more.");
}

TEST(InvalidSentence, IsEmptyWhereNothingIsInvalid) {
  EXPECT_EQ(invalid_sentence({}), "");
  EXPECT_EQ(invalid_sentence({steal("a", "closed", 0.1, "y")}), "");
}

} // namespace
} // namespace reqbench::report
