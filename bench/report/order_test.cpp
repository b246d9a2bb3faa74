// The headline of several workloads, and the closest two: what is said of the order of the servers.
#include "report/order.hpp"

#include "report/made_report.hpp"
#include "report/sentences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

using statistics::Limiter;
using statistics::Metric;
using statistics::Verdict;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> sentences_of(const Made &made) { return verdict_sentences({made.run, made.summary}); }

TEST(Headline, NamesTheRangeWithItsWorkloadsAndTheRunnerUp) {
  auto made = made_three_servers();
  made.ratio("cpp_beast", "order", "closed", Metric::throughput).ratio.value = 7.5;
  EXPECT_EQ(sentences_of(made).front(),
            "On this machine, with one processor for the server, in both workloads, cpp_beast "
            "answered 6.44 × (`json`) to 7.50 × (`order`) the requests of python_fastapi and "
            "2.07 × those of go_nethttp, the runner-up.");
  EXPECT_EQ(sentences_of(made).at(2),
            "In the same workloads, go_nethttp answered 3.10 × the requests of python_fastapi.");
  for (const auto *workload : {"json", "order"}) {
    auto &ratio = made.ratio("go_nethttp", workload, "closed", Metric::throughput);
    ratio.verdict = Verdict::slower;
    ratio.ratio.value = 0.5;
  }
  EXPECT_EQ(sentences_of(made).at(2),
            "In the same workloads, go_nethttp was slower: it answered 0.500 × the requests of python_fastapi.");
}

TEST(Headline, SetsAsideWhatIsOnlyABound) {
  auto made = made_three_servers();
  const auto bind = [&](const std::string &workload, double value) {
    auto &ratio = made.ratio("cpp_beast", workload, "closed", Metric::throughput);
    ratio.ratio.value = value;
    ratio.lower_bound = true;
    for (auto &step : made.summary.neighbour_ratios)
      step.lower_bound |= step.server == "cpp_beast" && step.workload == workload;
  };
  bind("order", 12.586);
  EXPECT_EQ(
      sentences_of(made).front(),
      "On this machine, with one processor for the server, in both workloads, cpp_beast answered 6.44 × (`json`) "
      "the requests of python_fastapi and 2.07 × (`json`) those of go_nethttp, the runner-up; for `order` at least "
      "12.5 ×, where the load generator was the limit.");
  bind("json", 6.4);
  EXPECT_THAT(sentences_of(made).front(),
              HasSubstr("cpp_beast answered more requests than python_fastapi: for `json` at least 6.40 ×, "
                        "for `order` at least 12.5 ×, where the load generator was the limit."));
}

TEST(Headline, SaysWhereTheRunnerUpIsNotToldApart) {
  auto made = made_three_servers();
  const auto set = [&](const std::string &workload, Verdict verdict) {
    for (auto &step : made.summary.neighbour_ratios)
      if (step.server == "cpp_beast" && step.metric == Metric::throughput && step.workload == workload)
        step.verdict = verdict;
  };
  set("order", Verdict::undecided);
  EXPECT_THAT(sentences_of(made).front(),
              HasSubstr(" and 2.07 × (`json`) those of go_nethttp, the runner-up (undecided for `order`)."));
  set("json", Verdict::tie);
  EXPECT_THAT(sentences_of(made).front(),
              HasSubstr("the requests of python_fastapi; go_nethttp, the runner-up, is not told apart from it "
                        "(undecided for `order`, a tie for `json`)."));
}

TEST(Headline, OfABoundSaysThatItIsMore) {
  auto made = made_three_servers();
  for (auto &step : made.summary.neighbour_ratios) step.lower_bound = step.server == "cpp_beast";
  EXPECT_THAT(sentences_of(made).front(), HasSubstr(" and more than those of go_nethttp, the runner-up."));
}

TEST(Headline, IsLeftOutWhereTheBestOneIsNotDecidedOrAnotherInEveryWorkload) {
  const auto first = [](auto adjust) {
    auto made = made_three_servers();
    adjust(made);
    return sentences_of(made).front();
  };
  const auto each = StartsWith("On this machine, for `json`, with one processor for the server, ");
  const auto best = [](Made &made) -> statistics::Ratio & {
    return made.ratio("cpp_beast", "order", "closed", Metric::throughput);
  };
  EXPECT_THAT(first([&](Made &made) { best(made).verdict = Verdict::slower; }), each);
  EXPECT_THAT(first([&](Made &made) { best(made).verdict = Verdict::undecided; }), each);
  EXPECT_THAT(first([&](Made &made) { best(made).withheld = true; }), each);
  EXPECT_THAT(first([&](Made &made) { best(made).ratio.value = 2; }), each) << "go_nethttp is the best one there";
  EXPECT_THAT(first([](Made &made) { made.cell("cpp_beast", "order", "closed").invalid = true; }), each);
}

TEST(Headline, LeavesOutAServerThatIsUndecidedSomewhere) {
  auto made = made_three_servers();
  made.ratio("go_nethttp", "order", "closed", Metric::throughput).verdict = Verdict::undecided;
  EXPECT_THAT(sentences_of(made).front(), HasSubstr("in both workloads, cpp_beast"));
  EXPECT_THAT(sentences_of(made), Not(Contains(HasSubstr("In the same workloads"))));
}

/// Three servers in the order a, b, base; b ÷ base is far from 1, a ÷ b as given.
Made close_two(const std::vector<double> &best) {
  auto made = made_run(3);
  made.run.record.baseline = "base";
  for (const auto *server : {"base", "a", "b"}) add_server(made, server, server);
  add_cells(made, "base", "json", {{1000, 1000, 1000}, {240, 240, 240}});
  add_cells(made, "b", "json", {{10'000, 10'000, 10'000}, {80, 80, 80}});
  add_cells(made, "a", "json", {{10'000, 10'000, 10'000}, {40, 40, 40}});
  by_hand::set(made.cell("a", "json", "closed"), Metric::throughput, best);
  add_ratios(made);
  return made;
}

TEST(Closest, IsToldWithItsVerdictAndWhatThatMeans) {
  EXPECT_EQ(sentences_of(close_two({15'000, 15'500, 16'000})).at(1),
            "The closest two for `json` are a and b: a answered 1.55 × (1.43–1.68) the requests, faster, so the "
            "difference is real.");
  EXPECT_THAT(sentences_of(close_two({10'100, 10'000, 9'950})).at(1),
              HasSubstr("a answered 1.00 × (0.98–1.02) the requests, a tie, no difference that matters."));
  EXPECT_THAT(sentences_of(close_two({10'200, 10'500, 10'800})).at(1),
              HasSubstr("a answered 1.05 × (0.98–1.13) the requests, undecided, more blocks would tell."));
}

TEST(Closest, HaveNoFigureWhereItIsTooUncertain) {
  EXPECT_THAT(sentences_of(close_two({5'000, 50'000, 9'000})).at(1),
              HasSubstr("are a and b: whether they differ is too uncertain (3 launches), undecided, more blocks"));
}

TEST(Closest, SaysWhatHolmTookAndWhatTheGeneratorHid) {
  auto made = close_two({15'000, 15'500, 16'000});
  auto &step = made.summary.neighbour_ratios.front();
  step.verdict = Verdict::undecided;
  EXPECT_THAT(sentences_of(made).at(1), HasSubstr("undecided (faster alone), more blocks would tell"));
  step.lower_bound = true;
  EXPECT_THAT(sentences_of(made).at(1), HasSubstr("a answered at least 1.54 × the requests, undecided (faster alone) "
                                                  "(the load generator was the limit of a)."))
      << "more blocks would not tell";
  for (const auto *server : {"a", "b"}) made.cell(server, "json", "closed").limiter = Limiter::generator;
  add_ratios(made);
  EXPECT_THAT(sentences_of(made).at(1),
              HasSubstr("are a and b: the load generator was the limit of both, so which is faster is not known; per "
                        "request a took 0.500 × (0.500–0.500) the CPU (less)."));
}

TEST(Closest, OfSeveralWorkloadsAreInOneSentence) {
  auto made = made_three_servers();
  EXPECT_EQ(
      sentences_of(made).at(1),
      "The closest two for `json` are cpp_beast and go_nethttp: cpp_beast answered 2.07 × (2.03–2.11) the requests, "
      "faster, so the difference is real; for `order` the same: 2.07 × (2.03–2.11), faster.");
  for (auto &step : made.summary.neighbour_ratios)
    if (step.workload == "order" && step.server == "cpp_beast") step.ratio.value = 20;
  EXPECT_THAT(
      sentences_of(made).at(1),
      HasSubstr("; for `order` go_nethttp and python_fastapi: go_nethttp answered 3.10 × (3.02–3.19) the requests, "
                "faster."));
}

TEST(Closest, IsNoTunedServerBesideIdiomaticOnes) {
  auto made = close_two({15'000, 15'500, 16'000});
  auto &tuned = made.run.record.servers.at(1); // a, whose sibling is b
  tuned.variant = "tuned";
  tuned.language = made.run.record.servers.at(2).language;
  tuned.framework = made.run.record.servers.at(2).framework;
  add_ratios(made);
  EXPECT_THAT(sentences_of(made), Not(Contains(HasSubstr("closest"))));
  EXPECT_THAT(sentences_of(made), Not(Contains(HasSubstr("first against second"))));
  EXPECT_THAT(sentences_of(made), Contains(HasSubstr("tuned against idiomatic: a answered 1.55 ×")));
}

TEST(Closest, AndTheFirstAreNotToldWhereAStepIsMissing) {
  auto made = close_two({15'000, 15'500, 16'000});
  EXPECT_THAT(sentences_of(made), Contains(HasSubstr("first against second, a ")));
  std::erase_if(made.summary.neighbour_ratios, [](const auto &step) { return step.server == "a"; }); // no common block
  EXPECT_THAT(sentences_of(made), Not(Contains(HasSubstr("closest"))));
  EXPECT_THAT(sentences_of(made), Not(Contains(HasSubstr("first against second"))));
}

TEST(Closest, AreNotToldOfTwoServersOfInvalidCellsOrOfWhoWasExcluded) {
  EXPECT_THAT(sentences_of(made_one_server()), Not(Contains(HasSubstr("closest"))));
  auto two = close_two({15'000, 15'500, 16'000});
  std::erase_if(two.summary.cells, [](const auto &cell) { return cell.server == "b"; });
  two.run.record.servers.pop_back();
  add_ratios(two);
  EXPECT_THAT(sentences_of(two), Not(Contains(HasSubstr("closest"))));
  auto made = close_two({15'000, 15'500, 16'000});
  made.cell("b", "json", "closed").invalid = true;
  EXPECT_THAT(sentences_of(made), Not(Contains(HasSubstr("closest"))));
  made = close_two({15'000, 15'500, 16'000});
  made.run.record.servers.back().skipped = "answers wrongly: keep_alive"; // found by a resumed run, after some trials
  EXPECT_THAT(sentences_of(made), Not(Contains(HasSubstr("closest"))));
  add_ratios(made);
  EXPECT_THAT(sentences_of(made), Not(Contains(HasSubstr("closest"))));
}

} // namespace
} // namespace reqbench::report
