// `reqbench compare` as a build meets it: result folders on disk, words in, an exit code out. The runs are made from
// known numbers; no server is started.
#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "statistics/made_run.hpp"
#include "tests/subprocess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace reqbench::tests {
namespace {

using statistics::MadeRun;
using testing::AllOf;
using testing::HasSubstr;

using Words = std::vector<std::string>;

class Compare : public testing::Test {
protected:
  std::string folder(const std::string &name) const { return (temporary.path() / name).string(); }

  /// A run of three blocks in which cpp_beast answers `rate` per second, and the baseline 1000.
  std::string save(const std::string &name, double rate, void (*change)(result::Run &) = nullptr) {
    auto run = MadeRun{}.closed().throughput("python_fastapi", {1000}).throughput("cpp_beast", {rate}).make();
    run.record.id = name;
    if (change != nullptr) change(run);
    auto writer = result::RunWriter::create(folder(name));
    EXPECT_TRUE(writer);
    EXPECT_TRUE(writer->write_run(run.record));
    for (const auto &trial : run.trials) EXPECT_TRUE(writer->write_trial(trial));
    return folder(name);
  }

  Finished compare(Words words) const {
    words.insert(words.begin(), {reqbench_binary(), "compare"});
    return run(words);
  }

  TemporaryFolder temporary;
};

TEST_F(Compare, EndsWith5OnARegressionAndWith0WithoutOne) {
  const auto old = save("old", 4000), same = save("same", 3960), slow = save("slow", 3000);
  const auto fails = compare({old, slow, "--fail-on", "throughput=-5%"});
  EXPECT_EQ(fails.exit_code, 5) << fails.err;
  EXPECT_THAT(fails.out, AllOf(HasSubstr("Regression"), HasSubstr("-25 % (")));
  const auto passes = compare({old, same, "--fail-on", "throughput<-5%", "--fail-on", "cpu=+5%"});
  EXPECT_EQ(passes.exit_code, 0) << passes.err;
  EXPECT_THAT(passes.out, AllOf(HasSubstr("No regression shown"), HasSubstr("would have been shown")));
  EXPECT_EQ(compare({old, slow}).exit_code, 0) << "nothing was asked";
  EXPECT_EQ(compare({old, same, "--fail-on", "throughput=-5%", "--strict"}).exit_code, 4) << "the limit is contained";
  EXPECT_EQ(compare({old, same, "--fail-on", "throughput=-20%", "--strict"}).exit_code, 0);
}

TEST_F(Compare, EstimatesTheSpreadFromFiveOldRunsInEveryFormat) {
  Words words;
  for (const int rate : {3960, 3980, 4000, 4020, 4040}) words.push_back(save("old" + std::to_string(rate), rate));
  words.push_back(save("new", 3400));
  words.insert(words.end(), {"--fail-on", "throughput=-5%", "--format", "json"});
  const auto told = compare(words);
  EXPECT_EQ(told.exit_code, 5) << told.err;
  const auto json = base::parse_json(told.out, "compare");
  ASSERT_TRUE(json) << told.out;
  EXPECT_EQ((*json)["ratios"][0]["spread"], "estimated");
  EXPECT_NEAR((*json)["ratios"][0]["change"]["value"].get<double>(), 0.85, 0.001);
  words.back() = "markdown";
  EXPECT_THAT(compare(words).out, AllOf(HasSubstr("**Verdict.** Regression"), HasSubstr("| figure | change |")));
}

TEST_F(Compare, EndsWith4WhereNothingIsComparable) {
  const auto old = save("old", 4000);
  const auto engine = save("engine", 4000, [](result::Run &run) { run.record.engine = "io_uring"; });
  const auto told = compare({old, engine, "--fail-on", "throughput=-5%"});
  EXPECT_EQ(told.exit_code, 4) << told.err;
  EXPECT_THAT(told.out, AllOf(HasSubstr("Nothing could be compared."), HasSubstr("the engine was epoll")));
  const auto failed = save("failed", 4000, [](result::Run &run) {
    for (auto &trial : run.trials) trial.failure = "the server died";
  });
  const auto nothing = compare({old, failed});
  EXPECT_EQ(nothing.exit_code, 4) << nothing.err;
  EXPECT_THAT(nothing.out, HasSubstr("every trial of it failed"));
}

TEST_F(Compare, EndsWith2OnFilesThatAreNone) {
  const auto old = save("old", 4000);
  const auto expect = [&](const Words &words, const char *says) {
    const auto told = compare(words);
    EXPECT_EQ(told.exit_code, 2) << told.out << told.err;
    EXPECT_THAT(told.err, HasSubstr(says));
  };
  expect({old, folder("none")}, "holds no run");
  expect({old}, "at least two");
  expect({old, old}, "are the same run");
  std::filesystem::copy(old, folder("copy"), std::filesystem::copy_options::recursive);
  expect({old, folder("copy")}, "are the same run");
  const auto torn = save("torn", 4000);
  std::filesystem::resize_file(torn + "/run.json", 100);
  expect({torn, old}, "torn/run.json");
  const auto foreign = save("foreign", 4000);
  std::ofstream{foreign + "/run.json"} << R"({"name": "a package"})";
  expect({old, foreign}, "foreign/run.json");
  const auto newer = save("newer", 4000);
  std::ofstream{newer + "/run.json"} << R"({"schema_version": 99})";
  expect({old, newer}, "99");
  expect({old, save("new", 4000), "--fail-on", "througput=-5%"}, "did you mean throughput");
}

TEST_F(Compare, SkipsATornTrialAndTellsIt) {
  const auto old = save("old", 4000), torn = save("torn", 4000);
  std::filesystem::resize_file(torn + "/trials/1.json", 100);
  const auto told = compare({old, torn, "--fail-on", "throughput=-20%"});
  EXPECT_EQ(told.exit_code, 0) << told.out;
  EXPECT_THAT(told.err, HasSubstr("skipped trials/1.json"));
}

} // namespace
} // namespace reqbench::tests
