// A machine that does not play along: folders, disk, clock, descriptors and standard streams. Nothing finished is lost.
#include "tests/faults/faults.hpp"

#include "base/units.hpp"
#include "result/run_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <string>

namespace reqbench::tests {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::AnyOf;
using testing::Gt;
using testing::HasSubstr;
using testing::Lt;
using testing::Not;

TEST_F(Faults, AWorkingDirectoryThatIsGoneIsToldAndNotACrash) {
  checkout.add_server("good", "good");
  const auto script = "mkdir gone && cd gone && rmdir ../gone && exec \"$0\" run good --workloads plaintext --out here";
  const auto run = tests::run({"bash", "-c", "cd " + checkout.root().string() + " && " + script, reqbench_binary()},
                              {"REQBENCH_ROOT=" + checkout.root().string()});
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_THAT(run.err, HasSubstr("--out here: "));
}

TEST_F(Faults, AnOutFolderThatExistsIsRefusedBeforeAnythingIsMeasured) {
  checkout.add_server("good", "good");
  write_file(out() + "/precious.txt", "mine");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"good"}, out()));
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("results/here"));
  EXPECT_EQ(read_text(out() + "/precious.txt"), "mine");
  EXPECT_THAT(run.err, Not(HasSubstr("proving")));
}

TEST_F(Faults, AResultsFolderThatCannotBeMadeIsToldBeforeAnythingIsMeasured) {
  checkout.add_server("good", "good");
  write_file(checkout.root() / "file", "");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"good"}, (checkout.root() / "file/run").string()));
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_THAT(run.err, HasSubstr("file/run"));
  EXPECT_THAT(run.err, Not(HasSubstr("proving")));
}

TEST_F(Faults, FinishedTrialsSurviveAFullDisk) {
  checkout.add_server("good", "good");
  auto run = checkout.start(MadeCheckout::short_run({"good"}, out(), 10));
  // A limit on the size of files stands for the disk that fills up after the second trial, or soon after.
  ASSERT_TRUE(run.wait_for("trial 2 of", 60s)) << run.err();
  const rlimit full{2048, 2048};
  ASSERT_EQ(::prlimit(run.pid(), RLIMIT_FSIZE, &full, nullptr), 0);
  const auto ended = run.wait(30s);
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("File too large"));
  const auto finished = finished_trials("good");
  EXPECT_GE(finished, 2U);
  EXPECT_THAT(ended.err,
              AllOf(HasSubstr("the run stopped after " + std::to_string(finished) + " of 20 trials: writing "),
                    HasSubstr("go on: reqbench run --resume " + out())));
  EXPECT_TRUE(nothing_left());
}

TEST_F(Faults, ADamagedTrialIsNamedSkippedAndToldInTheReport) {
  checkout.add_server("good", "good");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"good"}, out()));
  ASSERT_TRUE(std::filesystem::exists(out() + "/trials/1.json")) << run.err;
  write_file(out() + "/trials/1.json", read_text(out() + "/trials/1.json").substr(0, 500));
  const auto report = checkout.reqbench({"report", out(), "--format", "markdown"});
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_THAT(report.err, HasSubstr("trials/1.json"));
  EXPECT_THAT(report.out, HasSubstr("trials/1.json"));
}

TEST_F(Faults, AWallClockThatJumpsMarksTheTrialsAndNothingElse) {
  if (REQBENCH_SANITIZED) GTEST_SKIP() << "a sanitizer's runtime must be loaded first";
  checkout.add_server("good", "good");
  auto words = MadeCheckout::short_run({"good"}, out(), 2);
  words.insert(words.begin(), reqbench_binary());
  const auto run =
      tests::run(words, {"REQBENCH_ROOT=" + checkout.root().string(), "LD_PRELOAD=" REQBENCH_JUMPING_CLOCK});
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err;
  const auto read = result::read_run(out());
  ASSERT_TRUE(read) << run.err;
  EXPECT_THAT(read->damaged, testing::IsEmpty());
  ASSERT_EQ(read->trials.size(), 4U) << run.err;
  std::ptrdiff_t marked = 0;
  for (const auto &trial : read->trials) {
    EXPECT_EQ(trial.failure, "");
    marked += std::ranges::count(trial.marks, "wall clock jumped");
    for (const auto &load : trial.loads) {
      EXPECT_EQ(load.recording.ledger.difference(), 0);
      EXPECT_THAT(base::to_seconds(load.recording.measured), AllOf(Gt(0.2), Lt(0.8)))
          << load.name << ": the clock jumps by a second";
    }
  }
  EXPECT_GE(marked, 1);
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("wall clock jumped"));
}

TEST_F(Faults, TooFewDescriptorsAreToldWithTheRemedy) {
  checkout.add_server("good", "good");
  auto words = MadeCheckout::short_run({"good"}, out());
  std::ranges::replace(words, std::string{"8"}, std::string{"2000"});
  words.insert(words.begin(), {"bash", "-c", "ulimit -n 256; exec \"$0\" \"$@\"", reqbench_binary()});
  const auto run = tests::run(words, {"REQBENCH_ROOT=" + checkout.root().string()});
  EXPECT_NE(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("descriptor"));
  EXPECT_TRUE(nothing_left());
}

struct StreamsOfARun {
  const char *streams;
  int code; ///< 1: standard output did not arrive; of a pipe that of its reader
};
class RunStreams : public Faults, public testing::WithParamInterface<StreamsOfARun> {};
TEST_P(RunStreams, MayBeClosedFullOrReadByNobodyAndTheRunIsWhole) {
  checkout.add_server("good", "good");
  auto words = MadeCheckout::short_run({"good"}, out());
  words.insert(words.begin(), {"bash", "-c", "\"$0\" \"$@\" " + std::string{GetParam().streams}, reqbench_binary()});
  words.insert(words.end(), {"--loads", "closed"});
  const auto run = tests::run(words, {"REQBENCH_ROOT=" + checkout.root().string()});
  EXPECT_FALSE(run.timed_out);
  EXPECT_THAT(run.exit_code, AnyOf(GetParam().code, 4)) << run.err; // 4: the machine changed meanwhile
  EXPECT_EQ(finished_trials("good"), 2U) << run.err;
  EXPECT_THAT(result::read_run(out())->damaged, testing::IsEmpty());
  EXPECT_TRUE(std::filesystem::exists(out() + "/report.html"));
  EXPECT_TRUE(nothing_left());
}
INSTANTIATE_TEST_SUITE_P(Each, RunStreams,
                         testing::Values(StreamsOfARun{"2>&-", 0}, StreamsOfARun{"2>/dev/full", 0},
                                         StreamsOfARun{">&-", 1}, StreamsOfARun{"<&- >&- 2>&-", 1},
                                         StreamsOfARun{"2>&1 | head -1", 0}),
                         [](const auto &param) { return "Case" + std::to_string(param.index); });

/// `reqbench words`, with its output treated as `bash` is told.
Finished with_output(const MadeCheckout &checkout, const std::string &script) {
  return tests::run({"bash", "-c", script, reqbench_binary()}, {"REQBENCH_ROOT=" + checkout.root().string()});
}

TEST_F(Faults, OutputThatCannotBeWrittenIsAnError) {
  for (const auto *words : {"list", "list --json", "--help", "doctor"}) {
    const auto run = with_output(checkout, "\"$0\" " + std::string{words} + " > /dev/full");
    EXPECT_EQ(run.exit_code, 1) << words;
    EXPECT_THAT(run.err, HasSubstr("writing to standard output: No space left on device")) << words;
  }
}

TEST_F(Faults, AReaderThatLeavesEarlyEndsQuietly) {
  const auto run = with_output(checkout, "{ sleep 0.3; \"$0\" list; echo \"code $?\" >&2; } | true");
  EXPECT_EQ(run.err, "code 0\n");
}

} // namespace
} // namespace reqbench::tests
