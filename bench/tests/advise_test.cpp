// `reqbench advise` as a user meets it: a run on disk, words in, an answer and an exit code out. The run is made from
// known numbers; no server is started. faults/whole_runs_test.cpp holds an answer against a real run at the rate.
#include "base/file.hpp"
#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "statistics/made_run.hpp"
#include "tests/subprocess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

using Words = std::vector<std::string>;

class Advise : public testing::Test {
protected:
  /// cpp_beast holds 4000 json and 2000 order per second with p99 < 20 ms, python_fastapi no json at all.
  void SetUp() override {
    auto run = statistics::MadeRun{}
                   .servers({"python_fastapi", "cpp_beast"})
                   .workloads({"json", "order"})
                   .blocks(3)
                   .closed()
                   .each_trial([](result::TrialRecord &trial) {
                     trial.capacity.emplace();
                     trial.capacity->closed_per_s = 5000;
                     trial.capacity->ended = "it is known";
                     auto &lowest = trial.capacity->steps.emplace_back();
                     lowest.rate_per_s = 500;
                     lowest.verdict = trial.server == "cpp_beast" ? "met" : "missed";
                     if (trial.server == "cpp_beast")
                       trial.capacity->rate_per_s = trial.workload == "json" ? 4000 : 2000;
                   })
                   .make();
    run.record.slo = result::Objective{0.99, 20ms};
    auto writer = result::RunWriter::create(folder());
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->write_run(run.record));
    for (const auto &trial : run.trials) ASSERT_TRUE(writer->write_trial(trial));
  }

  std::string folder() const { return (temporary.path() / "run").string(); }

  Finished advise(Words words) const {
    words.insert(words.begin(), {reqbench_binary(), "advise", folder()});
    return run(words);
  }

  TemporaryFolder temporary;
};

TEST_F(Advise, SaysThatARunNamesNoWorkload) {
  auto record = base::Json::parse(*base::read_file(folder() + "/run.json"));
  record["workloads"] = base::Json::array();
  ASSERT_TRUE(base::write_file_atomically(folder() + "/run.json", base::to_pretty(record)));
  const auto answer = advise({"--rate", "8k", "--slo", "p99<20ms"});
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_THAT(answer.err, HasSubstr("names no workload, so nothing of it can be advised on"));
}

TEST_F(Advise, AnswersForAMix) {
  const auto answer = advise({"--rate", "8k", "--slo", "p99<20ms", "--mix", "json=50,order=50", "--json"});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  const auto json = base::Json::parse(answer.out);
  ASSERT_EQ(json["cells"].size(), 2U);
  EXPECT_EQ(json["cells"][0]["server"], "cpp_beast");
  EXPECT_NEAR(json["cells"][0]["instances_busy"]["value"].get<double>(), 3, 1e-9);
  EXPECT_EQ(json["cells"][0]["processors"], 3);
  EXPECT_EQ(json["cells"][1]["basis"], "cannot");
}

TEST_F(Advise, WithoutAMixAnswersForEachWorkloadByItself) {
  const auto answer = advise({"--rate", "8000", "--slo", "p99=20ms"});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("requests/s of json with p99 < 20.0 ms: `cpp_beast` needs 2 processors"));
  EXPECT_THAT(answer.out, HasSubstr("requests/s of order with p99 < 20.0 ms: `cpp_beast` needs 4 processors"));
}

TEST_F(Advise, EndsWith1WhenTheRunAnswersForNoServer) {
  const auto answer = advise({"--rate", "8k", "--slo", "p99=5ms"});
  EXPECT_EQ(answer.exit_code, 1) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("This would measure what is extrapolated or unknown here"));
  EXPECT_THAT(answer.out, HasSubstr("p99=5ms`."));
}

TEST_F(Advise, RefusesBadWordsWithASentence) {
  const auto refused = [&](Words words, const std::string &sentence) {
    const auto answer = advise(std::move(words));
    EXPECT_EQ(answer.exit_code, 2) << sentence;
    EXPECT_EQ(answer.out, "") << sentence;
    EXPECT_THAT(answer.err, HasSubstr(sentence));
  };
  refused({"--rate", "0", "--slo", "p99=20ms"}, "--rate");
  refused({"--rate", "-5", "--slo", "p99=20ms"}, "--rate");
  refused({"--rate", "nan", "--slo", "p99=20ms"}, "--rate");
  refused({"--rate", "5k", "--slo", "20ms"}, "--slo");
  refused({"--rate", "5k", "--slo", "p99=20"}, "--slo");
  refused({"--rate", "5k", "--slo", "p99=20ms", "--mix", "json=80,order=30"}, "adds up to 110 %");
  refused({"--rate", "5k", "--slo", "p99=20ms", "--mix", "jsn=100"}, "did you mean json?");
  refused({"--rate", "5k"}, "--slo is required");
}

} // namespace
} // namespace reqbench::tests
