#include "report/advise_view.hpp"

#include "report/report.hpp"
#include "result/published_schema.hpp"
#include "statistics/made_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

using namespace std::chrono_literals;
using statistics::MadeRun;
using testing::Contains;
using testing::HasSubstr;

/// cpp_beast holds 4000/s under the objective, python_fastapi 900/s or, with 0, no rate at all.
result::Run searched_by(double python, bool searched = true) {
  auto run = MadeRun{}
                 .servers({"cpp_beast", "python_fastapi"})
                 .workloads({"json"})
                 .blocks(3)
                 .closed()
                 .each_trial([&](result::TrialRecord &trial) {
                   const double rate = trial.server == "cpp_beast" ? 4000 : python;
                   trial.capacity.emplace();
                   trial.capacity->closed_per_s = 1000;
                   if (rate > 0) trial.capacity->rate_per_s = rate;
                   auto &step = trial.capacity->steps.emplace_back();
                   step.rate_per_s = 100;
                   step.verdict = "missed";
                   step.why = "its p99 was 30 ms";
                 })
                 .make();
  if (searched) run.record.slo = result::Objective{0.99, 20ms};
  run.record.workers = 1;
  return run;
}

View view_of(const result::Run &run, std::vector<statistics::MixShare> mix = {{"json", 1.0}}) {
  const auto summary = statistics::summarize(run);
  const statistics::Wish wish{5000, {0.99, 20ms}, std::move(mix)};
  return make_advise_view(run, summary, {{wish, statistics::advise(run, summary, wish)}});
}

TEST(AdviseView, AnswersInOneSentence) {
  EXPECT_EQ(view_of(searched_by(900)).verdicts.front(),
            "5.00 k requests/s of json with p99 < 20.0 ms: `cpp_beast` needs 2 processors and 100 MiB; "
            "`python_fastapi` needs 6 processors and 300 MiB.");
}

/// cpp_beast holds 4000, 1000 and 250 requests/s: 1.25, 5 and 20 instances, whose geometric mean is 5.
TEST(AdviseView, TellsTheLikelyNumberBesideTheSafeOne) {
  auto run = searched_by(900);
  for (auto &trial : run.trials)
    if (trial.server == "cpp_beast")
      trial.capacity->rate_per_s = trial.block == 1 ? 4000 : trial.block == 2 ? 1000 : 250;
  const auto view = view_of(run);
  EXPECT_THAT(view.verdicts.front(), HasSubstr("`cpp_beast` likely needs 5 processors (surely enough: 157 processors "
                                               "and 7.67 GiB)"));
  const auto &row = view.tables[0].rows[1];
  EXPECT_EQ(row.cells[0].text, "5");
  EXPECT_EQ(row.cells[1].text, "157");
  EXPECT_EQ(view.cells[1]["processors_likely"], 5);
}

TEST(AdviseView, SaysPlainlyWhoCannot) {
  const auto view = view_of(searched_by(0));
  EXPECT_THAT(view.verdicts.front(), HasSubstr("; `python_fastapi` does not meet it."));
  EXPECT_THAT(view.absent, Contains("`python_fastapi`: json: in 3 of 3 launches no rate met p99 < 20.0 ms; at 100/s: "
                                    "its p99 was 30 ms."));
  EXPECT_EQ(view.tables[0].rows[1].cells[0].text, "–");
  EXPECT_EQ(view.tables[0].rows[1].cells[5].text, "cannot");
}

TEST(AdviseView, NamesThoseOfWhomTheRunDoesNotSay) {
  auto run = searched_by(900);
  std::erase_if(run.trials, [](const auto &trial) { return trial.server == "python_fastapi"; });
  EXPECT_EQ(view_of(run).verdicts.front(),
            "5.00 k requests/s of json with p99 < 20.0 ms: `cpp_beast` needs 2 processors and 100 MiB; of "
            "`python_fastapi` this run does not say.");
}

TEST(AdviseView, NamesTheRunThatWouldAnswer) {
  const auto view = view_of(searched_by(900, false));
  EXPECT_EQ(view.verdicts.front(),
            "5.00 k requests/s of json with p99 < 20.0 ms: this run does not say what it needs.");
  EXPECT_THAT(view.absent, Contains("This would measure what is extrapolated or unknown here: `reqbench run cpp_beast "
                                    "python_fastapi --workloads json --profile standard --slo p99=20ms`."));
}

TEST(AdviseView, TellsTooFewLaunchesWithTheRunThatHasMore) {
  auto run = searched_by(900);
  std::erase_if(run.trials, [](const auto &trial) { return trial.server == "python_fastapi" && trial.block == 2; });
  const auto view = view_of(run);
  EXPECT_THAT(view.verdicts.front(), HasSubstr("of `python_fastapi` this run does not say."));
  EXPECT_EQ(view.tables[0].rows[1].cells[2].text, "–") << "an interval of two is none";
  EXPECT_THAT(view.absent, Contains("`python_fastapi`: too few launches: 2 of at least 3."));
  EXPECT_THAT(view.absent, Contains(HasSubstr("--profile standard --slo p99=20ms`.")));
}

TEST(AdviseView, SaysHowManyLaunchesGaveNoAnswer) {
  auto run = searched_by(900);
  auto fourth = run.trials[1];
  fourth.block = 4;
  fourth.failure = "it died";
  run.trials.push_back(fourth);
  const auto view = view_of(run);
  EXPECT_THAT(view.verdicts.front(),
              HasSubstr("`python_fastapi` needs 6 processors and 300 MiB (1 of 4 launches gave no "
                        "answer)."));
  EXPECT_THAT(view.absent, Contains("`python_fastapi`: json: in 1 of 4 launches nothing was searched (it died); the "
                                    "interval is of the others alone."));
}

TEST(AdviseView, SaysFirstWhyItIsInvalid) {
  auto run = searched_by(900);
  run.broken_accounts = {"trials/7.json: the ledger does not balance"};
  const auto view = view_of(run);
  EXPECT_THAT(view.verdicts[0], HasSubstr("Invalid (exit code 4): the check `ledger_broken` hits "));
  EXPECT_THAT(view.verdicts[1], HasSubstr("5.00 k requests/s of json"));
}

TEST(AdviseView, TellsTheSameInAllFormats) {
  const auto view = view_of(searched_by(900));
  for (const auto *name : {"terminal", "markdown", "json"})
    EXPECT_THAT(find_format(name)->print(view), testing::AllOf(HasSubstr("needs 2 processors"), HasSubstr("measured")))
        << name;
  const auto json = base::Json::parse(find_format("json")->print(view));
  EXPECT_EQ(result::complaint(json, "report"), "");
  const auto &first = json["cells"][0];
  EXPECT_EQ(first["server"], "cpp_beast");
  EXPECT_EQ(first["processors"], 2);
  EXPECT_EQ(first["instances_busy"]["value"], 1.25);
  EXPECT_EQ(first["memory_pss_bytes"]["value"], 2 * 50.0 * 1024 * 1024);
  EXPECT_EQ(first["mix"]["json"], 1.0);
}

} // namespace
} // namespace reqbench::report
