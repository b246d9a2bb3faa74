#include "report/sentences.hpp"

#include "report/made_report.hpp"
#include "report/view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

using statistics::Interval;
using statistics::Limiter;
using statistics::Metric;
using statistics::Verdict;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

/// python_fastapi and go_nethttp under json. Ratios by block 3.0, 3.1, 3.2: geometric mean 3.0989; logs' standard
/// deviation 0.032272, so with t(2) = 4.3027 the interval is 3.0989 · e^±0.080167 = 2.860 to 3.358 (by hand).
Made two_servers() {
  auto made = made_run(3);
  add_server(made, "python_fastapi", "Python");
  add_server(made, "go_nethttp", "Go");
  add_cells(made, "python_fastapi", "json", {{1000, 1000, 1000}, {240, 240, 240}, 15, 48});
  add_cells(made, "go_nethttp", "json", {{3000, 3100, 3200}, {75, 75, 75}, 5, 12});
  add_ratios(made);
  return made;
}

std::vector<std::string> verdicts(const Made &made) { return verdict_sentences({made.run, made.summary}); }
std::vector<std::string> absent(const Made &made) { return absent_sentences({made.run, made.summary}); }
std::string trust(const Made &made) { return trust_sentence({made.run, made.summary}); }

/// The first sentence when the throughput ratio is this.
std::string told(double value, std::optional<Interval> interval, Verdict verdict, auto... adjust) {
  auto made = two_servers();
  auto &ratio = made.ratio("go_nethttp", "json", "closed", Metric::throughput);
  ratio.ratio = {value, interval, interval ? 3 : 1};
  ratio.verdict = ratio.alone = verdict;
  (adjust(ratio), ...);
  return verdicts(made).front();
}

TEST(Verdict, FasterIsToldWithRatioIntervalAndMemory) {
  EXPECT_EQ(
      verdicts(two_servers()).front(),
      "On this machine, for `json`, with one processor for the server, go_nethttp answered 3.10 × (2.86–3.36) the "
      "requests of python_fastapi, with 1/4 of the memory.");
}

TEST(Verdict, CostAtTheCommonRateIsASecondSentenceCheapestFirst) {
  EXPECT_EQ(verdicts(two_servers()).at(1),
            "For `json`, at the same rate for all (2.00 k requests/s), one request took this CPU time: 75.0 µs in "
            "go_nethttp (p99 10.0 ms); 240 µs in python_fastapi (p99 30.0 ms).");
}

TEST(Verdict, SlowerIsSaidPlainly) {
  EXPECT_EQ(
      told(0.62, Interval{0.6, 0.64}, Verdict::slower),
      "On this machine, for `json`, with one processor for the server, go_nethttp was slower: it answered 0.620 × "
      "(0.600–0.640) the requests of python_fastapi, with 1/4 of the memory.");
}

TEST(Verdict, ATieIsCalledATie) {
  EXPECT_THAT(
      told(1.01, Interval{0.99, 1.02}, Verdict::tie),
      HasSubstr("go_nethttp answered as many requests as python_fastapi, a tie: 1.01 × (0.99–1.02), with 1/4 of the "
                "memory."));
}

TEST(Verdict, UndecidedAsksForMoreBlocks) {
  EXPECT_THAT(told(1.05, Interval{0.93, 1.18}, Verdict::undecided),
              HasSubstr("whether go_nethttp answers more than python_fastapi is undecided: 1.05 × (0.93–1.18); more "
                        "blocks would tell; it took 1/4 of the memory."));
  EXPECT_THAT(told(3, {}, Verdict::undecided), HasSubstr("is undecided: 3.00 ×; more blocks would tell"));
  EXPECT_THAT(told(4.7, Interval{0, 17120.73}, Verdict::undecided),
              HasSubstr("is undecided: too uncertain (3 launches); more blocks would tell"));
}

TEST(Verdict, ThatHolmTookIsToldWithTheWordThatStoodAlone) {
  EXPECT_THAT(told(1.06, Interval{1.04, 1.08}, Verdict::undecided,
                   [](statistics::Ratio &ratio) { ratio.alone = Verdict::faster; }),
              HasSubstr("1.06 × (1.04–1.08), faster alone, but not among so many ratios; more blocks would tell"));
}

TEST(Verdict, WhatTheGeneratorBoundIsAtLeastOrAtMost) {
  EXPECT_THAT(
      told(3.1, Interval{2.9, 3.4}, Verdict::faster, [](auto &ratio) { ratio.lower_bound = true; }),
      HasSubstr("go_nethttp answered at least 3.10 × the requests of python_fastapi (the load generator was its "
                "limit)"));
  EXPECT_THAT(told(12.586, Interval{12, 13}, Verdict::faster, [](auto &ratio) { ratio.lower_bound = true; }),
              HasSubstr("go_nethttp answered at least 12.5 × the requests"));
  EXPECT_THAT(told(0.5, Interval{0.4, 0.6}, Verdict::undecided, [](auto &ratio) { ratio.upper_bound = true; }),
              HasSubstr("at most 0.500 × the requests of python_fastapi (the load generator was the limit of "
                        "python_fastapi), with 1/4"));
}

TEST(Verdict, WhenTheGeneratorBoundBothCpuPerRequestIsCompared) {
  // 75 ÷ 240 = 0.3125 in every block.
  EXPECT_THAT(
      told(1, Interval{1, 1}, Verdict::undecided, [](auto &ratio) { ratio.withheld = true; }),
      HasSubstr("the load generator was the limit of both go_nethttp and python_fastapi, so no ratio is given; per "
                "request go_nethttp took 0.312 × (0.312–0.312) the CPU (less); it took 1/4 of the memory."));
}

TEST(Verdict, WithoutACommonLoadAWithheldRatioStillPointsToTheCpu) {
  auto made = two_servers();
  made.run.record.loads.pop_back();
  made.ratio("go_nethttp", "json", "closed", Metric::throughput).withheld = true;
  EXPECT_THAT(verdicts(made), ElementsAre(HasSubstr("so no ratio is given; compare the CPU per request")));
}

TEST(Verdict, MemoryGetsTheWordOfItsOwnVerdict) {
  auto made = two_servers();
  auto &memory = made.ratio("go_nethttp", "json", "closed", Metric::memory_loaded);
  memory.verdict = Verdict::tie;
  EXPECT_THAT(verdicts(made).front(), HasSubstr(", with the same memory."));
  memory.verdict = Verdict::undecided;
  memory.ratio = {0.97, Interval{0.85, 1.1}, 3};
  EXPECT_THAT(verdicts(made).front(), HasSubstr(", with an undecided amount of memory, 0.970 × (0.850–1.100)."));
  memory.verdict = Verdict::slower;
  memory.ratio = {2.13, Interval{2, 2.3}, 3};
  EXPECT_THAT(verdicts(made).front(), HasSubstr(", with 2.13 × the memory."));
  memory.ratio = {};
  EXPECT_THAT(verdicts(made).front(), HasSubstr("the requests of python_fastapi."));
}

TEST(Verdict, ServersStandBestFirstAndTheBaselineIsNamedOnce) {
  EXPECT_THAT(
      verdicts(made_three_servers()).at(3),
      HasSubstr("For `json`, cpp_beast answered 6.44 × (6.36–6.51) the requests of python_fastapi, with 1/12 of "
                "the memory; first against second, cpp_beast answered 2.07 × (2.03–2.11) the requests of "
                "go_nethttp; go_nethttp answered 3.10 × (3.02–3.19), with 1/4 of the memory."));
}

TEST(Verdict, SeveralCoresAreNamed) {
  auto made = two_servers();
  made.run.record.server_cpus = {0, 1, 2};
  EXPECT_THAT(verdicts(made).front(), HasSubstr("for `json`, with 3 processors for the server, "));
}

TEST(Verdict, AnInvalidCellIsNeverSpokenOf) {
  auto made = two_servers();
  auto &cell = made.cell("go_nethttp", "json", "closed");
  cell.invalid = true;
  cell.late = 2;
  EXPECT_THAT(verdicts(made).front(), Not(HasSubstr("go_nethttp")));
  EXPECT_THAT(
      absent(made),
      ElementsAre("go_nethttp has no verdict for `json` under full load (closed): the load generator was late in 2 "
                  "of 3 launches."));
}

TEST(Verdict, WithoutAValidBaselineTheFiguresStandAlone) {
  auto made = two_servers();
  made.cell("python_fastapi", "json", "closed").invalid = true;
  EXPECT_THAT(
      verdicts(made).front(),
      StartsWith("On this machine, for `json`, with one processor for the server, go_nethttp answered 3.10 k ("));
  EXPECT_THAT(verdicts(made).front(), HasSubstr(" requests/s, with 12.0 MiB of memory."));
  made.cell("go_nethttp", "json", "closed").limiter = Limiter::generator;
  EXPECT_THAT(verdicts(made).front(), HasSubstr("go_nethttp answered ≥ 3.09 k requests/s"));
}

TEST(Verdict, WhenEveryCellIsInvalidThereIsNoVerdict) {
  auto made = two_servers();
  for (auto &cell : made.summary.cells) cell.invalid = true;
  EXPECT_THAT(verdicts(made), ElementsAre(HasSubstr("No figure of this run is valid")));
}

TEST(Verdict, ATunedServerIsSetOnlyAgainstItsSibling) {
  auto made = made_run(3);
  add_server(made, "python_fastapi", "Python");
  add_server(made, "go_nethttp", "Go");
  add_server(made, "go_fast", "Go", "tuned");
  add_cells(made, "python_fastapi", "json", {{1000, 1000, 1000}, {240, 240, 240}, 15, 48});
  add_cells(made, "go_nethttp", "json", {{3000, 3000, 3000}, {75, 75, 75}, 5, 12});
  add_cells(made, "go_fast", "json", {{6000, 6000, 6000}, {40, 40, 40}, 3, 11});
  add_ratios(made);
  const auto sentences = verdicts(made);
  ASSERT_THAT(sentences, SizeIs(3));
  EXPECT_THAT(sentences[0], Not(HasSubstr("go_fast")));
  EXPECT_THAT(sentences[1], Not(HasSubstr("go_fast")));
  EXPECT_EQ(sentences[2],
            "For `json`, tuned against idiomatic: go_fast answered 2.00 × (2.00–2.00) the requests of go_nethttp.");
  made.cell("go_fast", "json", "closed").limiter = Limiter::generator;
  add_ratios(made);
  EXPECT_THAT(verdicts(made)[2], HasSubstr("go_fast answered at least 2.00 × the requests of go_nethttp"));
  made.cell("go_nethttp", "json", "closed").limiter = Limiter::both;
  add_ratios(made);
  EXPECT_THAT(verdicts(made)[2],
              HasSubstr("the load generator was the limit of both go_fast and go_nethttp, so no ratio "
                        "is given; per request go_fast took 0.533 × (0.533–0.533) the CPU (less)"))
      << "40 ÷ 75: its sibling's CPU, not the baseline's";
}

TEST(Verdict, ASiblingSentenceCanBeFollowedInTheRatiosForPrograms) {
  auto made = made_run(3);
  add_server(made, "python_fastapi", "Python");
  add_server(made, "go_nethttp", "Go");
  add_server(made, "go_fast", "Go", "tuned");
  add_cells(made, "python_fastapi", "json", {{1000, 1000, 1000}, {240, 240, 240}, 15, 48});
  add_cells(made, "go_nethttp", "json", {{3000, 3000, 3000}, {75, 75, 75}, 5, 12});
  add_cells(made, "go_fast", "json", {{6000, 6300, 6600}, {40, 40, 40}, 3, 11});
  add_ratios(made);
  const auto ratios = make_view(made.run, made.summary).ratios;
  const auto found = std::find_if(ratios.begin(), ratios.end(), [](const auto &ratio) {
    return ratio.value("sibling", false) && ratio["metric"] == "throughput_per_s";
  });
  ASSERT_NE(found, ratios.end());
  EXPECT_EQ((*found)["server"], "go_fast");
  EXPECT_EQ((*found)["baseline"], "go_nethttp");
  EXPECT_EQ((*found)["ratio"]["by_block"], base::Json({2.0, 2.1, 2.2}));
}

TEST(Verdict, ATunedSiblingOfTheBaselineIsComparedWithIt) {
  auto made = two_servers();
  made.run.record.servers[1].variant = "tuned";
  EXPECT_THAT(verdicts(made).front(), Not(HasSubstr("go_nethttp")));
  made.run.record.servers[1].language = "Python";
  made.run.record.servers[1].framework = "framework of Python";
  EXPECT_THAT(verdicts(made).front(), HasSubstr("go_nethttp answered 3.10 ×"));
}

TEST(Verdict, AnEmptyRunSaysSoAndHowToGoOn) {
  EXPECT_THAT(verdicts(made_empty()),
              ElementsAre("No launch was finished, so there is nothing to compare.", HasSubstr("Measure again")));
  EXPECT_THAT(absent(made_empty()), IsEmpty());
}

TEST(Verdict, ARunWhoseLaunchesAllFailedNamesTheFirstFailure) {
  EXPECT_THAT(verdicts(made_all_failed()),
              ElementsAre("No launch gave figures, so there is nothing to compare.", HasSubstr("`reqbench verify`")));
  EXPECT_THAT(absent(made_all_failed()),
              Contains("cpp_beast and python_fastapi have no figures for `json`: every launch failed (first: the "
                       "server ended at start: exit code 3)."));
}

TEST(Absent, InvalidCellsOfOneLoadShareASentence) {
  auto made = made_three_servers();
  for (const auto &[server, workload, late] :
       {std::tuple{"cpp_beast", "json", 2}, {"cpp_beast", "order", 3}, {"go_nethttp", "order", 3}}) {
    auto &cell = made.cell(server, workload, "common");
    cell.invalid = true;
    cell.late = late;
  }
  EXPECT_THAT(
      absent(made),
      ElementsAre("Under the same rate for all (common) there is no verdict where the load generator was late: "
                  "go_nethttp for `order` (3 of 3 launches); cpp_beast for `json` (2 of 3 launches) and `order` "
                  "(3 of 3 launches)."));
}

TEST(Absent, ASkippedServerIsNamedOnceWithItsReason) {
  auto made = two_servers();
  add_server(made, "cpp_beast", "C++");
  made.run.record.servers.back().skipped = "not built: build/cpp_beast is missing; run scripts/setup.";
  add_server(made, "cpp_beast", "C++");
  made.run.record.servers.back().label = "cpp_beast (again)";
  made.run.record.servers.back().skipped = "not built";
  EXPECT_THAT(absent(made),
              ElementsAre("cpp_beast was not measured: not built: build/cpp_beast is missing; run scripts/setup."));
}

TEST(Absent, ABaselineThatIsNoServerOfTheRunIsNamed) {
  auto made = two_servers();
  EXPECT_THAT(absent(made), Not(Contains(HasSubstr("baseline"))));
  made.run.record.baseline = "gone";
  EXPECT_THAT(absent(made), Contains("There are no ratios: the baseline gone is no server of this run; choose another "
                                     "one with --baseline."));
}

TEST(Absent, AWorkloadThatWasNotReachedIsNamed) {
  auto made = two_servers();
  made.run.record.workloads.push_back({"order", "", "", {}});
  EXPECT_THAT(absent(made),
              Contains("python_fastapi and go_nethttp have no figures for `order`: no launch was finished."));
  add_server(made, "late", "C++");
  EXPECT_THAT(absent(made), Contains("late has no figures for any workload: no launch was finished."));
}

TEST(Absent, AWorkloadThatAServerDoesNotOfferIsNoFailureOfTheRun) {
  auto made = two_servers();
  made.run.record.workloads.push_back({"order", "", "", {}});
  made.run.record.servers.at(1).workloads = {"json"};
  EXPECT_THAT(absent(made), Contains("go_nethttp does not offer `order`."));
  EXPECT_THAT(absent(made), Not(Contains(HasSubstr("go_nethttp has no figures"))));
}

TEST(Absent, AFailedPilotIsNamed) {
  auto made = two_servers();
  made.run.record.workloads.push_back({"order", "", "", {}});
  made.run.record.pilots = {{"order", {{"python_fastapi", 100}}}};
  EXPECT_THAT(absent(made), Contains(HasSubstr("go_nethttp has no figures for `order`: its pilot failed")));
  made.run.record.finished.clear();
  EXPECT_THAT(absent(made),
              Contains("python_fastapi and go_nethttp have no figures for `order`: no launch was finished."));
}

TEST(Trust, BlocksPairAndFindingsAreInOneSentence) {
  EXPECT_EQ(
      trust(made_three_servers()),
      "24 launches in 3 blocks (rounds in which each server is started afresh); of 100 ranges in brackets about 95 "
      "hold "
      "the true figure (95 % intervals); requests/s of python_fastapi and itself (measured twice as a check: A/A pair) "
      "were the same, and differences below about 1 % cannot be told by this run; 1 check makes figures invalid "
      "(`generator_late`), 1 check warns (`not_steady`) and 1 check has a note (`hypervisor`).");
}

TEST(Verdict, TheBudgetIsToldOnce) {
  auto made = made_three_servers();
  made.ratio("cpp_beast", "order", "closed", Metric::throughput).verdict = Verdict::undecided;
  const auto sentences = verdicts(made);
  EXPECT_THAT(sentences.front(), HasSubstr("for `json`, with one processor for the server, "));
  EXPECT_THAT(sentences.at(3), StartsWith("For `order`, "));
}

TEST(Trust, FailedLaunchesAreCounted) {
  auto made = two_servers();
  made.run.trials.front().failure = "the server died";
  EXPECT_THAT(trust(made), StartsWith("6 launches (1 failed) in 3 blocks ("));
}

TEST(Trust, WhatIsMissingIsSaid) {
  auto made = two_servers();
  EXPECT_EQ(
      trust(made),
      "6 launches in 3 blocks (rounds in which each server is started afresh); of 100 ranges in brackets about 95 "
      "hold the true figure (95 % intervals); no server was measured twice to check the run against itself (A/A "
      "pair); no check found anything.");
  made.run.damaged = {"trials/7.json: cut off"};
  made.run.record.interrupted = true;
  made.run.record.blocks = 10;
  EXPECT_THAT(trust(made), StartsWith("The run was interrupted: 6 launches in 3 blocks of 10 ("));
  EXPECT_THAT(trust(made), HasSubstr("; 1 damaged file is left out (trials/7.json)."));
  made.run.record.interrupted = false;
  made.run.record.finished.clear();
  EXPECT_THAT(trust(made), StartsWith("The run has not ended: 6 launches in 3 blocks of 10 ("));
}

TEST(Trust, ThePairSaysWhatItSawAndWhatItCannotSee) {
  auto made = made_three_servers();
  auto &pair = made.summary.self_ratios.front();
  pair.verdict = Verdict::undecided;
  pair.ratio = {1, Interval{1 / 1.15, 1.15}, 3};
  EXPECT_THAT(
      trust(made),
      HasSubstr("no difference was seen between python_fastapi and itself (measured twice as a check: A/A pair), and "
                "differences below about 15 % cannot be told by this run"));
  pair.ratio.interval = Interval{0, 17120.73};
  EXPECT_THAT(trust(made), HasSubstr("whether python_fastapi and itself (measured twice as a check: A/A pair) differ "
                                     "is too uncertain (3 launches)"));
  pair.ratio = {1, {}, 1};
  EXPECT_THAT(trust(made), HasSubstr("one launch each of python_fastapi and itself"));
}

TEST(Trust, ABrokenPairIsSaidPlainly) {
  auto made = made_three_servers();
  made.summary.self_ratios.front().verdict = Verdict::faster;
  EXPECT_THAT(
      trust(made),
      HasSubstr(
          "a difference was seen between python_fastapi and itself (measured twice as a check: A/A pair), 0.999 × ("));
  made.summary.findings.front().id = "aa_broken";
  EXPECT_THAT(trust(made),
              HasSubstr("measured twice as a check: A/A pair) differs from itself, so small differences mean nothing"));
}

} // namespace
} // namespace reqbench::report
