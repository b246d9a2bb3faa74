#include "report/bearing.hpp"

#include "report/made_report.hpp"
#include "report/printed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

using statistics::Finding;
using statistics::Grade;
using statistics::Interval;
using statistics::Metric;
using statistics::Ratio;
using statistics::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Three servers under json and order, so six comparisons: two against the baseline and the first against the second,
/// in each. cpp_beast against go_nethttp is the nearest to 1: 27 000 ÷ 13 100, 26 900 ÷ 13 000, 27 200 ÷ 13 000, by
/// hand 2.074 × (2.034–2.115), so its word stays up to 2.034 ÷ 1.03 = 1.975.
Made three() {
  auto made = made_three_servers();
  made.summary.findings.clear();
  return made;
}

Finding found(const std::string &id, const statistics::Where &where, Grade grade = Grade::warning) {
  return {.id = id, .grade = grade, .text = "", .remedy = "", .where = where};
}

std::vector<std::string> bearing(Made made, std::vector<Finding> findings) {
  made.summary.findings = std::move(findings);
  return bearing_sentences({made.run, made.summary});
}

TEST(Bearing, NamesTheComparisonsThatAWarningHitsAndTheErrorThatWouldChangeAWord) {
  EXPECT_THAT(bearing(three(), {found("steal", {"cpp_beast", "json", "closed"})}),
              ElementsAre("`steal` touches 2 of the 6 comparisons of requests/s under full load (cpp_beast against "
                          "python_fastapi for `json`; cpp_beast against go_nethttp for `json`): their verdicts stay as "
                          "long as no ratio is off by more than about 97 % (least room: cpp_beast against go_nethttp "
                          "for `json`, faster)."));
}

TEST(Bearing, OfTheBaselineHitsAllThatIsSetAgainstItAndOfTheWholeRunAll) {
  const auto sentences = bearing(three(), {found("steal", {"python_fastapi", "order", ""}), found("drift", {})});
  ASSERT_THAT(sentences, testing::SizeIs(2));
  EXPECT_THAT(sentences[0], HasSubstr("touches 2 of the 6 comparisons of requests/s under full load (go_nethttp "
                                      "against python_fastapi for `order`; cpp_beast against python_fastapi for "
                                      "`order`): their verdicts stay"));
  EXPECT_THAT(sentences[1], HasSubstr("`drift` touches all 6 comparisons: their verdicts stay"));
}

TEST(Bearing, OfSeveralFindingsOfACheckIsOneSentenceAndWhatHoldsAgainIsNotRepeated) {
  const auto sentences = bearing(
      three(), {found("steal", {"cpp_beast", "json", "closed"}), found("steal", {"go_nethttp", "json", "closed"}),
                found("steal", {"cpp_beast", "json", "closed"}), found("drift", {"", "json", ""})});
  ASSERT_THAT(sentences, testing::SizeIs(2));
  EXPECT_THAT(sentences[0], HasSubstr("touches 3 of the 6 comparisons"));
  EXPECT_THAT(sentences[1], testing::EndsWith("for `json`): the same holds."));
}

TEST(Bearing, OfOtherLoadsIsSaidToTouchNoComparison) {
  EXPECT_THAT(bearing(three(), {found("generator_late", {"cpp_beast", "json", "common"}),
                                found("steal", {"python_fastapi (again)", "json", "closed"}),
                                found("foreign_cpu", {"cpp_beast", "json", "share:50"})}),
              ElementsAre("`generator_late` touches no comparison of requests/s under full load; the CPU times and "
                          "latencies told at the same rate for all may be off, as the effects under findings say.",
                          "`steal` and `foreign_cpu` touch none of the compared figures, so the answer does not "
                          "change."));
}

TEST(Bearing, OfNearlyAllNamesTheOthers) {
  EXPECT_THAT(
      bearing(three(), {found("steal", {"cpp_beast", "", "closed"}), found("steal", {"go_nethttp", "json", "closed"})}),
      ElementsAre(HasSubstr("`steal` touches 5 of the 6 comparisons of requests/s under full load (all but "
                            "go_nethttp against python_fastapi for `order`): their verdicts stay")));
}

TEST(Bearing, OfNotesAndOfNothingIsNotSpoken) {
  EXPECT_THAT(bearing(three(), {}), IsEmpty());
  EXPECT_THAT(bearing(three(), {found("closed_hides", {"cpp_beast", "json", "closed"}, Grade::note)}), IsEmpty());
  EXPECT_THAT(bearing(made_one_server(), {found("steal", {})}), IsEmpty()) << "nothing is compared";
  EXPECT_THAT(bearing(made_empty(), {found("damaged_file", {})}), IsEmpty());
}

/// 10 040, 10 020, 9990 against 10 000, 10 020, 9990: 1.0013 × (0.9956–1.0071), which leaves 1.03 ÷ 1.0071 = 1.023.
TEST(Bearing, OfATieIsThatItsWordCouldChange) {
  EXPECT_THAT(
      bearing(made_ties(), {found("steal", {})}),
      ElementsAre("`steal` touches both comparisons of requests/s under full load: verdicts there could change, "
                  "first that of python_c against python_a for `json` (tie): an error of 2 % is enough."));
}

TEST(Bearing, OfWhatIsUndecidedAnywayIsThatNoWordCouldChange) {
  auto made = made_ties();
  for (auto *ratios : {&made.summary.ratios, &made.summary.neighbour_ratios})
    for (auto &ratio : *ratios) ratio.verdict = Verdict::undecided;
  EXPECT_THAT(bearing(made, {found("steal", {})}),
              ElementsAre(HasSubstr("no verdict is claimed there that could be wrong")));
}

/// The generator was late in go_nethttp: nothing is said of it, and the other comparisons are not hit.
TEST(Bearing, OfWhatTheVerdictLeavesOutIsSaidThatItDoes) {
  auto made = three();
  made.cell("go_nethttp", "json", "closed").invalid = true;
  EXPECT_THAT(bearing(made, {found("generator_late", {"go_nethttp", "json", "closed"}, Grade::invalid),
                             found("drift", {"", "json", ""})}),
              ElementsAre("`generator_late`: the verdict leaves out go_nethttp against python_fastapi for `json`; "
                          "cpp_beast against go_nethttp for `json`.",
                          HasSubstr("`drift` touches 1 of the 4 comparisons of requests/s under full load (cpp_beast "
                                    "against python_fastapi for `json`): its verdict, faster, stays as long as")));
}

TEST(Bearing, OfAnInvalidFindingThatTheVerdictDoesNotLeaveOutIsNotToRelyOnIt) {
  EXPECT_THAT(bearing(three(), {found("ledger_broken", {}, Grade::invalid)}),
              ElementsAre("`ledger_broken` touches all 6 comparisons of requests/s under full load: do not rely on "
                          "them."));
}

/// Late in so many launches of one cell that it is invalid, in a few of another, and somewhere else at another load.
TEST(Bearing, OfOneCheckInSeveralGradesIsToldTogether) {
  auto made = three();
  made.cell("go_nethttp", "json", "closed").invalid = true;
  EXPECT_THAT(bearing(made, {found("generator_late", {"go_nethttp", "json", "closed"}, Grade::invalid),
                             found("generator_late", {"go_nethttp", "order", "closed"}),
                             found("generator_late", {"cpp_beast", "json", "common"})}),
              ElementsAre(testing::StartsWith("`generator_late`: the verdict leaves out go_nethttp"),
                          testing::StartsWith("`generator_late` touches 2 of the 4 comparisons")));
}

TEST(Bearing, WithoutAFullLoadIsAboutTheCpuAtTheCommonRate) {
  auto made = three();
  made.run.record.loads.erase(made.run.record.loads.begin());
  EXPECT_THAT(bearing(made, {found("steal", {"cpp_beast", "json", "common"})}),
              ElementsAre(HasSubstr("comparisons of server CPU per request at the same rate for all (cpp_beast against "
                                    "python_fastapi for `json`")));
}

Ratio ratio(Metric metric, Verdict verdict, double low, double high) {
  Ratio made;
  made.metric = metric;
  made.verdict = verdict;
  made.ratio = {.value = (low + high) / 2, .interval = Interval{low, high}, .n = 3};
  return made;
}

TEST(Room, IsTheFactorByWhichAnIntervalMayMoveBeforeItsWordChanges) {
  EXPECT_NEAR(room_of(ratio(Metric::throughput, Verdict::faster, 2.06, 3)).value(), 2, 1e-12);
  EXPECT_NEAR(room_of(ratio(Metric::throughput, Verdict::slower, 0.1, 0.5 / 1.03)).value(), 2, 1e-12);
  EXPECT_NEAR(room_of(ratio(Metric::server_cpu, Verdict::faster, 0.1, 0.5 / 1.03)).value(), 2, 1e-12) << "less";
  EXPECT_NEAR(room_of(ratio(Metric::server_cpu, Verdict::slower, 2.06, 3)).value(), 2, 1e-12) << "more";
  EXPECT_NEAR(room_of(ratio(Metric::throughput, Verdict::tie, 0.99, 1.01)).value(), 1.03 * 0.99, 1e-12);
  EXPECT_NEAR(room_of(ratio(Metric::throughput, Verdict::tie, 1, 1.02)).value(), 1.03 / 1.02, 1e-12);
  EXPECT_FALSE(room_of(ratio(Metric::throughput, Verdict::undecided, 0.9, 1.5)));
  auto withheld = ratio(Metric::throughput, Verdict::faster, 2, 3);
  withheld.withheld = true;
  EXPECT_FALSE(room_of(withheld));
}

/// Every word of `judge` is another one, or none, where its interval has moved by a little more than its room.
TEST(Room, IsWhereJudgeChangesItsWord) {
  for (const auto metric : {Metric::throughput, Metric::server_cpu, Metric::latency_p99}) {
    const auto &[band, higher] = std::pair{statistics::row(metric).band, statistics::row(metric).higher_is_better};
    for (const auto &interval : {Interval{1.4, 1.9}, Interval{0.3, 0.8}, Interval{0.99, 1.012}, Interval{0.988, 1}}) {
      const statistics::Estimate estimate{1, interval, 3};
      auto judged = ratio(metric, statistics::judge(estimate, band, higher), interval.low, interval.high);
      const double room = room_of(judged).value();
      bool changed = false;
      for (const double factor : {room * 1.0001, 1 / (room * 1.0001)})
        changed |= statistics::judge({1, Interval{interval.low * factor, interval.high * factor}, 3}, band, higher) !=
                   judged.verdict;
      EXPECT_TRUE(changed) << interval.low;
      for (const double factor : {room / 1.0001, 1.0001 / room})
        EXPECT_EQ(statistics::judge({1, Interval{interval.low * factor, interval.high * factor}, 3}, band, higher),
                  judged.verdict)
            << interval.low;
    }
  }
}

} // namespace
} // namespace reqbench::report
