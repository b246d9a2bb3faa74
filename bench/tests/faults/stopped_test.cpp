// Runs that are interrupted, killed or lose their terminal, and those that go on after it: no server is left, no
// finished trial is lost or measured again.
#include "tests/faults/faults.hpp"

#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "statistics/precision.hpp"
#include "tests/on_terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace reqbench::tests {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

TEST_F(Faults, CtrlCIsHeardWhileTheRightAnswersAreLearned) {
  checkout.add_server("slow", "slow");
  auto run = checkout.start(MadeCheckout::short_run({"slow"}, out()));
  ASSERT_TRUE(run.wait_for("pilot", 60s)) << run.err();
  run.signal(SIGINT);
  const auto finished = run.wait(8s); // the 512 answers of the pilot would take 15 s
  EXPECT_FALSE(finished.timed_out);
  EXPECT_EQ(finished.exit_code, 130) << finished.err;
  EXPECT_TRUE(nothing_left());
}

TEST_F(Faults, CtrlCStopsTheServersKeepsFinishedTrialsAndOffersTheirReport) {
  checkout.add_server("good", "good");
  const auto words = MadeCheckout::short_run({"good"}, out(), 50);
  auto run = checkout.start(words);
  ASSERT_TRUE(run.wait_for("trial 2 of", 60s)) << run.err();
  run.signal(SIGINT);
  const auto finished = run.wait(10s);
  EXPECT_EQ(finished.exit_code, 130) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("reqbench report"));
  EXPECT_TRUE(nothing_left());
  const auto read = result::read_run(out());
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->record.interrupted);
  EXPECT_GE(read->trials.size(), 1U);
  const auto report = checkout.reqbench({"report", out()});
  EXPECT_EQ(report.exit_code, 0) << report.err;
  EXPECT_THAT(report.out, HasSubstr("interrupted"));
}

/// A server of that name in the mode "ignores_term" runs and does ignore it: one that is still starting would end.
bool is_deaf(const MadeCheckout &checkout, const std::string &server) {
  const auto program = (checkout.root() / "servers" / server / "made_server.py").string();
  const auto ignores = [](pid_t process) { return signal_in(process, "SigIgn", SIGTERM); };
  return wait_until([&] { return std::ranges::any_of(processes_with(program), ignores); }, 60s);
}

TEST_F(Faults, ASecondCtrlCEndsAtOnce) {
  checkout.add_server("deaf", "ignores_term");
  auto run = checkout.start(MadeCheckout::short_run({"deaf"}, out()));
  ASSERT_TRUE(is_deaf(checkout, "deaf")) << run.err();
  run.signal(SIGINT); // it would wait 10 s for the server
  ASSERT_TRUE(wait_until([&] { return !signal_in(run.pid(), "ShdPnd", SIGINT); }, 5s)) << "two at once would be one";
  run.signal(SIGINT);
  const auto finished = run.wait(5s);
  EXPECT_FALSE(finished.timed_out);
  EXPECT_EQ(finished.exit_code, 130);
  EXPECT_TRUE(nothing_left());
}

TEST_F(Faults, AKilledRunnerLeavesNoOrphan) {
  checkout.add_server("deaf", "ignores_term");
  auto run = checkout.start(MadeCheckout::short_run({"deaf"}, out()));
  ASSERT_TRUE(is_deaf(checkout, "deaf")) << run.err();
  run.signal(SIGKILL);
  run.wait(5s);
  EXPECT_TRUE(nothing_left());
}

TEST_F(Faults, ARunWhoseTerminalIsClosedStopsItsServersAndKeepsWhatIsFinished) {
  checkout.add_server("deaf", "ignores_term");
  auto words = MadeCheckout::short_run({"deaf"}, out(), 50);
  words.insert(words.begin(), reqbench_binary());
  words.insert(words.end(), {"--loads", "closed"});
  OnTerminal run{words, checkout.root().string()};
  ASSERT_TRUE(wait_until([&] { return std::filesystem::exists(out() + "/trials/1.json"); }, 80s));
  run.close_terminal();
  EXPECT_EQ(run.exit_code(30s), 130);
  EXPECT_TRUE(nothing_left());
  EXPECT_GE(finished_trials("deaf"), 1U);
  const auto report = checkout.reqbench({"report", out()});
  EXPECT_EQ(report.exit_code, 0) << report.err;
  EXPECT_THAT(report.out, HasSubstr("interrupted"));
}

/// What stands in the trials of a run, and when each file was written.
std::map<std::string, std::pair<std::string, std::filesystem::file_time_type>> trial_files(const std::string &out) {
  std::map<std::string, std::pair<std::string, std::filesystem::file_time_type>> files;
  std::error_code none;
  for (const auto &entry : std::filesystem::directory_iterator{out + "/trials", none})
    if (entry.path().extension() == ".json")
      files[entry.path().filename()] = {read_text(entry.path()), entry.last_write_time()};
  return files;
}

TEST_F(Faults, ARunThatIsKilledAtAnyMomentIsContinuedAndMeasuresNoFinishedTrialAgain) {
  checkout.add_server("good", "good");
  checkout.add_server("null", "good");
  change(checkout.root() / "servers/null", [](base::Json &json) { json["role"] = "calibration"; });
  const auto start = [&](std::vector<std::string> words) {
    words.insert(words.begin(), reqbench_binary());
    return std::make_unique<Subprocess>(std::move(words), std::vector{"REQBENCH_ROOT=" + checkout.root().string()});
  };
  auto run = start(MadeCheckout::short_run({"good"}, out(), 4));
  const std::vector<std::string> go_on{"run", "--resume", out()};
  // In the proof, in the pilot, early in the second trial and in later ones, well before the twelfth.
  for (const auto *moment : {"proving", "pilot", "trial 1 of", "trial 4 of", "trial 8 of"}) {
    ASSERT_TRUE(run->wait_for(moment, 60s)) << run->err();
    std::this_thread::sleep_for(150ms);
    run->signal(SIGKILL);
    run->wait(5s);
    EXPECT_TRUE(nothing_left());
    const auto before = trial_files(out());
    run = start(go_on);
    ASSERT_TRUE(run->wait_for("left)", 60s)) << moment << run->err();
    for (const auto &[name, file] : before) EXPECT_EQ(trial_files(out())[name], file) << moment << ": " << name;
  }
  const auto ended = run->wait(60s);
  EXPECT_THAT(ended.exit_code, AnyOf(0, 4)) << ended.err;
  const auto read = result::read_run(out());
  ASSERT_TRUE(read);
  EXPECT_THAT(read->damaged, testing::IsEmpty());
  EXPECT_EQ(read->trials.size(), 8U) << "4 blocks × the A/A pair";
  EXPECT_EQ(read->calibrations.size(), 4U);
  EXPECT_EQ(read->record.resumed.size(), 5U);
  EXPECT_EQ(read->record.trials_written, 12);
  EXPECT_FALSE(read->record.finished.empty());
  EXPECT_TRUE(std::filesystem::exists(out() + "/report.html"));

  const auto all = trial_files(out());
  const auto nothing_to_do = checkout.reqbench(go_on);
  EXPECT_THAT(nothing_to_do.exit_code, AnyOf(0, 4)) << nothing_to_do.err;
  EXPECT_THAT(nothing_to_do.err, Not(HasSubstr("proving")));
  EXPECT_EQ(trial_files(out()), all);
}

TEST_F(Faults, ARunThatIsKilledAsATrialIsWrittenKeepsItAndGoesOn) {
  checkout.add_server("good", "good");
  auto words = MadeCheckout::short_run({"good"}, out(), 3);
  words.insert(words.end(), {"--loads", "closed"});
  for (const int trial : {1, 2, 4}) {
    auto run = checkout.start(words);
    const auto file = out() + "/trials/" + std::to_string(trial) + ".json";
    ASSERT_TRUE(wait_until([&] { return std::filesystem::exists(file); }, 60s)) << run.err();
    run.signal(SIGKILL);
    run.wait(5s);
    EXPECT_TRUE(nothing_left());
    EXPECT_GE(finished_trials("good"), static_cast<std::size_t>(trial));
    words = {"run", "--resume", out()};
  }
  const auto before = trial_files(out());
  const auto ended = checkout.reqbench(words);
  EXPECT_THAT(ended.exit_code, AnyOf(0, 4)) << ended.err;
  const auto read = result::read_run(out());
  ASSERT_TRUE(read);
  EXPECT_THAT(read->damaged, testing::IsEmpty());
  EXPECT_EQ(read->trials.size(), 6U);
  for (const auto &[name, file] : before) EXPECT_EQ(trial_files(out())[name], file) << name << " was measured again";
}

TEST_F(Faults, APrecisionRunThatIsInterruptedAndKilledEndsAfterTheFirstBlockThatReachesIt) {
  checkout.add_server("good", "good");
  checkout.add_server("other", "good");
  auto words = MadeCheckout::short_run({"good", "other"}, out());
  words.insert(words.end(), {"--loads", "closed", "--precision", "50%"});
  auto order = words;
  order.emplace_back("--dry-run");
  const auto planned = checkout.reqbench(order).out;
  for (const auto &[moment, signal] : {std::pair{"trial 5 of", SIGINT}, std::pair{"trial 14 of", SIGKILL}}) {
    auto run = checkout.start(words);
    ASSERT_TRUE(run.wait_for(moment, 120s)) << run.err();
    std::this_thread::sleep_for(150ms);
    run.signal(signal);
    const auto stopped = run.wait(15s);
    EXPECT_EQ(stopped.exit_code, signal == SIGINT ? 130 : -1) << stopped.err;
    EXPECT_TRUE(nothing_left());
    words = {"run", "--resume", out()};
  }
  const auto before = trial_files(out());
  EXPECT_GE(before.size(), 2U * 13U) << "each trial and its series";
  const auto manifest = checkout.root() / "servers/other/server.json";
  const auto text = read_text(manifest);
  change(checkout.root() / "servers/other", [](base::Json &json) { json["environment"]["WORKERS"] = "2"; });
  const auto changed = checkout.reqbench(words);
  EXPECT_EQ(changed.exit_code, 2) << changed.err;
  EXPECT_THAT(changed.err, HasSubstr("server other: its environment"));
  write_file(manifest, text);

  const auto ended = checkout.reqbench(words, 240s);
  EXPECT_THAT(ended.exit_code, AnyOf(0, 4)) << ended.err;
  const auto read = result::read_run(out());
  ASSERT_TRUE(read);
  EXPECT_THAT(read->damaged, testing::IsEmpty());
  EXPECT_EQ(read->record.seed, 5U);
  for (const auto &[name, file] : before) EXPECT_EQ(trial_files(out())[name], file) << name;
  for (int blocks = statistics::least_blocks; blocks <= read->record.blocks; ++blocks) {
    auto so_far = *read;
    so_far.record.blocks = blocks;
    std::erase_if(so_far.trials, [&](const auto &trial) { return trial.block > blocks; });
    EXPECT_EQ(statistics::precision_of(so_far, {.half_width = 0.5, .most_blocks = 24}).stop,
              blocks == read->record.blocks)
        << blocks;
  }
  EXPECT_EQ(read->trials.size(), static_cast<std::size_t>(3 * read->record.blocks));
  std::map<int, std::string> of_block;
  for (const auto &trial : read->trials) of_block[trial.block] += " " + trial.server + "/plaintext";
  for (int block = 1; block <= statistics::least_blocks; ++block)
    EXPECT_THAT(planned, HasSubstr("block " + std::to_string(block) + ":" + of_block[block] + "\n"));
}

TEST_F(Faults, ARunIsNotContinuedWhenWhatItMeasuresHasChanged) {
  checkout.add_server("good", "good");
  auto run = checkout.start(MadeCheckout::short_run({"good"}, out(), 50));
  ASSERT_TRUE(run.wait_for("trial 2 of", 60s)) << run.err();
  run.signal(SIGINT);
  const auto stopped = run.wait(10s);
  EXPECT_THAT(stopped.err, HasSubstr("Continue: reqbench run --resume " + out()));
  const auto before = trial_files(out());
  const auto refused = [&](const std::vector<std::string> &words, const std::string &says) {
    const auto again = checkout.reqbench(words);
    EXPECT_EQ(again.exit_code, 2) << again.err;
    EXPECT_THAT(again.err, HasSubstr(says));
    EXPECT_THAT(again.err, Not(HasSubstr("proving")));
  };
  refused({"run", "--resume", out(), "--duration", "5s"}, "--resume stands alone");
  refused({"run", "good", "--resume", out()}, "--resume stands alone");
  refused({"run", "--resume", out() + "/nothing"}, "unknown run");
  const auto manifest = read_text(checkout.root() / "servers/good/server.json");
  change(checkout.root() / "servers/good", [](base::Json &json) { json["environment"]["WORKERS"] = "2"; });
  refused({"run", "--resume", out()}, "server good: its environment");
  write_file(checkout.root() / "servers/good/server.json", manifest);
  const auto program = checkout.root() / "servers/good/made_server.py";
  const auto source = read_text(program);
  write_file(program, source + "# built again\n");
  refused({"run", "--resume", out()}, "server good: its program or one of its files: it was built again, or changed");
  write_file(program, source);
  const auto catalog = checkout.root() / "bench/workload/catalog/plaintext.json";
  const auto workload = read_text(catalog);
  auto json = base::parse_json(workload, "x").value();
  json["title"] = "another";
  write_file(catalog, base::to_pretty(json));
  refused({"run", "--resume", out()}, "workload plaintext: its ");
  write_file(catalog, workload);
  EXPECT_EQ(trial_files(out()), before);
}

} // namespace
} // namespace reqbench::tests
