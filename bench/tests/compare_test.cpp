// `reqbench compare` as a build meets it: result folders on disk, words in, an exit code out. The runs are made from
// known numbers; only MeasuredCompare starts servers, which burn a known CPU time for each answer.
#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "statistics/made_run.hpp"
#include "tests/made_checkout.hpp"

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
  EXPECT_THAT(told.out, HasSubstr("Exit code 4: nothing could be compared (old: the engine was epoll"));
  const auto failed = save("failed", 4000, [](result::Run &run) {
    for (auto &trial : run.trials) trial.failure = "the server died";
  });
  const auto nothing = compare({old, failed});
  EXPECT_EQ(nothing.exit_code, 4) << nothing.err;
  EXPECT_THAT(nothing.out, HasSubstr("every launch of it failed"));
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

TEST_F(Compare, NamesAnOldRunThatCannotBeReadTellsTheOthersAndEndsWith2) {
  const auto first = save("first", 4000), torn = save("torn", 4000), slow = save("slow", 3000);
  std::filesystem::resize_file(torn + "/run.json", 100);
  const auto told = compare({first, torn, slow, "--fail-on", "throughput=-5%"});
  EXPECT_EQ(told.exit_code, 2) << told.out;
  EXPECT_THAT(told.err, HasSubstr("torn/run.json"));
  EXPECT_THAT(told.out, AllOf(HasSubstr("Regression"), HasSubstr("-25 % ("), HasSubstr("it cannot be read")));
  const auto unknown = compare({first, folder("none"), slow});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.out, HasSubstr("-25 % ("));
  EXPECT_THAT(unknown.err, HasSubstr("holds no run"));
}

TEST_F(Compare, HasNothingToTellWithoutNewOrAnyOldRun) {
  const auto old = save("old", 4000), good = save("good", 4000), torn = save("torn", 4000);
  std::filesystem::resize_file(torn + "/run.json", 100);
  for (const auto &words : {Words{old, good, torn}, Words{torn, folder("none"), good}}) {
    const auto told = compare(words);
    EXPECT_EQ(told.exit_code, 2);
    EXPECT_EQ(told.out, "");
    EXPECT_THAT(told.err, HasSubstr("torn/run.json"));
  }
}

TEST_F(Compare, RefusesALoadOfAnotherLength) {
  const auto old = save("old", 4000);
  const auto longer = save("longer", 4000, [](result::Run &run) {
    run.record.loads[0].measure *= 5;
    for (auto &trial : run.trials) {
      trial.loads[0].recording.measured *= 5;
      trial.loads[0].server_window *= 5;
    }
  });
  const auto told = compare({old, longer});
  EXPECT_EQ(told.exit_code, 4) << told.out;
  EXPECT_THAT(told.out, HasSubstr("the length was 2.00 s, now"));
}

TEST_F(Compare, TakesAReferenceThatBothRunsHold) {
  const auto old = save("old", 4000), half = save("half", 2000);
  const auto told = compare({old, half, "--baseline", "cpp_beast", "--json"});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  const auto json = base::parse_json(told.out, "compare");
  ASSERT_TRUE(json) << told.out;
  EXPECT_EQ((*json)["ratios"][0]["server"], "python_fastapi");
  EXPECT_EQ((*json)["ratios"][0]["reference"], "cpp_beast");
  EXPECT_NEAR((*json)["ratios"][0]["change"]["value"].get<double>(), 2, 0.001);
  const auto none = compare({old, half, "--baseline", "cpp_beats"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, AllOf(HasSubstr("cpp_beats"), HasSubstr("old must have measured it"),
                              HasSubstr("did you mean cpp_beast")));
}

TEST_F(Compare, FindsARunAsReportDoes) {
  std::filesystem::create_directories(temporary.path() / "results/reference");
  const auto made = [&](const std::string &id) { return save("results/reference/" + id, 4000); };
  made("20260101-000000-quick");
  made("20260102-000000-quick");
  for (const char *part : {"servers", "bench/workload/catalog"})
    std::filesystem::create_directories(temporary.path() / part);
  for (const auto &words :
       {Words{"report", "20260101-000000-quick"}, Words{"report", "reference/20260101-000000-quick"},
        Words{"compare", "reference/20260101-000000-quick", "20260102-000000-quick"}}) {
    auto command = words;
    command.insert(command.begin(), reqbench_binary());
    const auto told = run(command, {"REQBENCH_ROOT=" + temporary.path().string()});
    EXPECT_EQ(told.exit_code, 0) << words[0] << told.err;
  }
}

TEST_F(Compare, SkipsATornTrialAndTellsIt) {
  const auto old = save("old", 4000), torn = save("torn", 4000);
  std::filesystem::resize_file(torn + "/trials/1.json", 100);
  const auto told = compare({old, torn, "--fail-on", "throughput=-20%"});
  EXPECT_EQ(told.exit_code, 0) << told.out;
  EXPECT_THAT(told.err, HasSubstr("skipped trials/1.json"));
}

/// A run of two servers, of which `same` burns 1 ms of CPU time an answer, and `changed` as many µs as it is told.
std::string measure(const MadeCheckout &checkout, const std::string &name) {
  const auto out = (checkout.root() / "results" / name).string();
  auto words = MadeCheckout::short_run({"same", "changed"}, out, 3);
  words.insert(words.end(), {"--loads", "closed"});
  const auto run = checkout.reqbench(words);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return out;
}

TEST(MeasuredCompare, NamesAServerThatCostsEightTimesTheCpuAndNoneThatBecameCheaper) {
  MadeCheckout before, after;
  for (auto *checkout : {&before, &after}) checkout->add_server("same", "burns:1000");
  before.add_server("changed", "burns:1000");
  after.add_server("changed", "burns:8000"); // so much that it shows in three blocks on any machine
  const auto cheap = measure(before, "cheap"), costly = measure(after, "costly");
  const auto compared = [&](const std::string &old, const std::string &now) {
    return before.reqbench({"compare", old, now, "--fail-on", "cpu=+20%", "--json"});
  };
  const auto found = compared(cheap, costly), none = compared(costly, cheap);
  EXPECT_EQ(found.exit_code, 5) << found.out << found.err;
  EXPECT_EQ(none.exit_code, 0) << none.out << none.err;
  for (const auto *told : {&found, &none}) {
    const auto json = base::parse_json(told->out, "compare");
    ASSERT_TRUE(json) << told->out;
    EXPECT_EQ((*json)["cells"][0]["server"], "changed");
    EXPECT_EQ((*json)["cells"][0]["metric"], "server_cpu_us_per_request");
    EXPECT_EQ((*json)["ratios"][0]["reference"], "same");
  }
}

} // namespace
} // namespace reqbench::tests
