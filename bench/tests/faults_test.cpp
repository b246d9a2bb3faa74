// What a run does when a server, the disk or the user does not play along: a clear sentence, the right exit code, and
// nothing lost. Every server here is bench/tests/made_server.py in one bad mode.
#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "statistics/ceiling.hpp"
#include "statistics/precision.hpp"
#include "tests/made_checkout.hpp"
#include "tests/on_terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <netinet/in.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <thread>

namespace reqbench::tests {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::AnyOf;
using testing::Gt;
using testing::HasSubstr;
using testing::Lt;
using testing::Not;

class Faults : public testing::Test {
protected:
  std::string out() const { return (checkout.root() / "results/here").string(); }
  std::size_t finished_trials(const std::string &server) const {
    const auto run = result::read_run(out());
    if (!run) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(
        run->trials, [&](const auto &t) { return t.server.starts_with(server) && t.failure.empty(); }));
  }
  bool nothing_left() const {
    return wait_until([&] { return processes_with(checkout.root().string()).empty(); }, 10s);
  }
  /// A server of that name in the mode "ignores_term" runs and does ignore it: one that is still starting would end.
  bool is_deaf(const std::string &server) const {
    const auto program = (checkout.root() / "servers" / server / "made_server.py").string();
    const auto ignores = [](pid_t process) { return signal_in(process, "SigIgn", SIGTERM); };
    return wait_until([&] { return std::ranges::any_of(processes_with(program), ignores); }, 60s);
  }
  MadeCheckout checkout;
};

void change(const std::filesystem::path &folder, const std::function<void(base::Json &)> &how) {
  auto manifest = base::parse_json(read_text(folder / "server.json"), "x").value();
  how(manifest);
  write_file(folder / "server.json", base::to_pretty(manifest));
}

TEST_F(Faults, AGoodServerIsMeasuredAndReported) {
  checkout.add_server("good", "good");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"good"}, out() + "/", 2));
  EXPECT_EQ(result::read_run(out())->record.id, "here") << "the slash at the end is no name";
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err; // 4: the machine was too busy to keep an open load's schedule
  EXPECT_EQ(finished_trials("good"), 4U) << run.err;  // 2 blocks × the A/A pair
  EXPECT_TRUE(std::filesystem::exists(out() + "/report.html"));
  EXPECT_TRUE(nothing_left());
}

TEST_F(Faults, ALeakOfAKibibyteARequestIsFoundAndASteadyServerIsNotCalledOne) {
  checkout.add_server("good", "good");
  checkout.add_server("leaky", "leaks");
  auto words = MadeCheckout::short_run({"good", "leaky"}, out());
  words.insert(words.end(), {"--baseline", "good"});
  *(std::ranges::find(words, std::string{"--duration"}) + 1) = "1s"; // some thousand requests
  const auto run = checkout.reqbench(words);
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err;
  const auto report = base::parse_json(read_text(out() + "/report.json"), "report.json");
  ASSERT_TRUE(report) << run.err;
  std::vector<std::string> growing;
  for (const auto &finding : (*report)["findings"])
    if (finding["id"] == "memory_growth") growing.push_back(finding["text"]);
  ASSERT_EQ(growing.size(), 1U) << run.err;
  EXPECT_THAT(growing[0], AllOf(HasSubstr("`leaky`"), HasSubstr("KiB a request")));
}

struct BadServer {
  const char *mode;
  int exit_code;
  const char *says; ///< on standard error
};
class BadServers : public Faults, public testing::WithParamInterface<BadServer> {};
TEST_P(BadServers, IsNamedWithItsLastWordsAndTheOthersGoOn) {
  checkout.add_server("good", "good");
  checkout.add_server("bad", GetParam().mode);
  auto words = MadeCheckout::short_run({"good", "bad"}, out());
  words.insert(words.end(), {"--baseline", "good"});
  const auto run = checkout.reqbench(words);
  EXPECT_EQ(run.exit_code, GetParam().exit_code) << run.err;
  EXPECT_THAT(run.err, HasSubstr(GetParam().says));
  EXPECT_THAT(run.err, HasSubstr("bad"));
  EXPECT_EQ(finished_trials("good"), 2U) << run.err; // the A/A pair
  EXPECT_EQ(finished_trials("bad"), 0U);
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("bad"));
  EXPECT_TRUE(nothing_left());
}
INSTANTIATE_TEST_SUITE_P(Each, BadServers,
                         testing::Values(BadServer{"exits", 1, "no configuration found"},
                                         BadServer{"garbage", 1, "Listening on everything!"},
                                         BadServer{"never_ready", 1, "ready"}, BadServer{"wrong", 3, "Hello, Mars!!"},
                                         BadServer{"dies_later", 1, "out of luck"},
                                         BadServer{"hangs_later", 1, "no right answer"}),
                         [](const auto &param) { return std::string{param.param.mode}; });

TEST_F(Faults, WrongAnswersUnderLoadAreCountedNotHidden) {
  checkout.add_server("liar", "wrong_later");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"liar"}, out()));
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.out + run.err,
              AnyOf(HasSubstr("wrong answers"), HasSubstr("answers wrongly"), HasSubstr("no right answer")));
}

TEST_F(Faults, WrongAnswersAmongRightOnesEndTheRunWithTheirCodeThoughItsTrialsCount) {
  checkout.add_server("liar", "half_wrong_later");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"liar"}, out()));
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.out + run.err, HasSubstr("wrong"));
}

TEST_F(Faults, AServerThatHangsForGoodInItsLastLoadFails) {
  checkout.add_server("sleeper", "hangs_last");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"sleeper"}, out()));
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_THAT(run.err, AnyOf(HasSubstr("hangs after common"), HasSubstr("no right answer during common")));
  EXPECT_EQ(finished_trials("sleeper"), 0U) << run.err;
}

TEST_F(Faults, AProcessAConnectionIsCountedWithItsCpu) {
  checkout.add_server("forker", "forks");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"forker"}, out()));
  ASSERT_GT(finished_trials("forker"), 0U) << run.err;
  const auto read = result::read_run(out());
  ASSERT_TRUE(read);
  for (const auto &trial : read->trials) {
    for (const auto &load : trial.loads) {
      // The CPU per request of an interpreter is far beyond this, and the parent alone does nothing in a load.
      const auto answers = static_cast<std::int64_t>(load.recording.completed_in_window);
      EXPECT_GT(load.server_cpu / std::max<std::int64_t>(1, answers), 5us) << load.name;
      EXPECT_GT(load.counters.processes, 8) << load.name;
    }
  }
  EXPECT_TRUE(nothing_left());
}

TEST_F(Faults, APortOfSomebodyElseIsNotMeasured) {
  const int stranger = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  ASSERT_EQ(::bind(stranger, reinterpret_cast<sockaddr *>(&address), length), 0);
  ASSERT_EQ(::listen(stranger, 16), 0);
  ASSERT_EQ(::getsockname(stranger, reinterpret_cast<sockaddr *>(&address), &length), 0);
  checkout.add_server("impostor", "says:" + std::to_string(ntohs(address.sin_port)));
  const auto run = checkout.reqbench(MadeCheckout::short_run({"impostor"}, out()));
  ::close(stranger);
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_THAT(run.err, HasSubstr("is served by a process that reqbench did not start"));
  EXPECT_TRUE(nothing_left());
}

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

TEST_F(Faults, AWorkingDirectoryThatIsGoneIsToldAndNotACrash) {
  checkout.add_server("good", "good");
  const auto script = "mkdir gone && cd gone && rmdir ../gone && exec \"$0\" run good --workloads plaintext --out here";
  const auto run = tests::run({"bash", "-c", "cd " + checkout.root().string() + " && " + script, reqbench_binary()},
                              {"REQBENCH_ROOT=" + checkout.root().string()});
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_THAT(run.err, HasSubstr("--out here: "));
}

TEST_F(Faults, AServerThatIgnoresTheTermSignalIsKilledAndMarked) {
  checkout.add_server("deaf", "ignores_term");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"deaf"}, out()));
  const auto read = result::read_run(out());
  ASSERT_TRUE(read) << run.err;
  ASSERT_FALSE(read->trials.empty()) << run.err;
  EXPECT_THAT(read->trials.front().marks, testing::Contains("did not stop"));
  EXPECT_TRUE(nothing_left());
}

TEST_F(Faults, ATakenPortIsToldByTheServerItself) {
  checkout.add_server("good", "good");
  const int taken = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  ASSERT_EQ(::bind(taken, reinterpret_cast<sockaddr *>(&address), length), 0);
  ASSERT_EQ(::listen(taken, 1), 0);
  ASSERT_EQ(::getsockname(taken, reinterpret_cast<sockaddr *>(&address), &length), 0);
  auto words = MadeCheckout::short_run({"good"}, out());
  words.insert(words.end(), {"--port", std::to_string(ntohs(address.sin_port))});
  const auto run = checkout.reqbench(words);
  ::close(taken);
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_THAT(run.err, HasSubstr("Address already in use"));
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

TEST_F(Faults, TheCapacityIsSearchedInEachLaunchAndTheCostOfAConnectionIsRead) {
  checkout.add_server("good", "good");
  auto words = MadeCheckout::short_run({"good"}, out());
  checkout.add_server("null", "good");
  change(checkout.root() / "servers/null", [](base::Json &json) { json["role"] = "calibration"; });
  words.insert(words.end(), {"--loads", "closed,common,held:32", "--slo", "p50<200ms", "--arrivals", "poisson"});
  const auto run = checkout.reqbench(words, 150s);
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err;
  const auto read = result::read_run(out());
  ASSERT_TRUE(read);
  EXPECT_THAT(read->damaged, testing::IsEmpty());
  ASSERT_EQ(read->trials.size(), 2U) << run.err;
  EXPECT_EQ(read->record.slo->latency, 200ms);
  EXPECT_EQ(read->record.slo->arrivals, "poisson");
  for (const auto &trial : read->trials) {
    ASSERT_TRUE(trial.capacity) << trial.failure;
    EXPECT_LE(trial.capacity->steps.size(), 12U);
    EXPECT_GE(trial.capacity->steps.size(), 2U);
    EXPECT_FALSE(trial.capacity->ended.empty());
    result::Run before;
    before.record = read->record;
    for (const auto &calibration : read->calibrations)
      if (calibration.number < trial.number) before.calibrations.push_back(calibration);
    EXPECT_NEAR(trial.capacity->generator_share, statistics::ceiling_of(before).generator_share, 1e-6);
    for (const auto &load : trial.loads) {
      EXPECT_EQ(load.held_memory.has_value(), load.name == "held:32");
      if (load.name == "common") {
        EXPECT_EQ(load.recording.arrivals, "poisson");
      }
      // Which is more, is left to quiet machines: an allocator may still hold what the load before took.
      EXPECT_TRUE(!load.held_memory || (load.held_memory->before.pss > 0 && load.held_memory->held.pss > 0));
    }
  }
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("capacity under p50 "));

  // What advise makes of it holds when it is tried: so many instances, here one, at that rate.
  const auto advice = checkout.reqbench({"advise", out(), "--rate", "100", "--slo", "p50<200ms", "--json"});
  EXPECT_THAT(advice.exit_code, AnyOf(0, 1, 4)) << advice.err;
  const auto told = base::Json::parse(advice.out)["cells"][0];
  EXPECT_THAT(told["basis"].get<std::string>(), AnyOf("measured", "unknown"))
      << "a busy machine may end a search: " << told;
  EXPECT_EQ(told.value("processors", 1), 1) << told;
  auto at_that_rate = MadeCheckout::short_run({"good"}, out() + "-tried");
  at_that_rate.insert(at_that_rate.end(), {"--loads", "rate:100"});
  const auto tried = checkout.reqbench(at_that_rate, 150s);
  EXPECT_THAT(tried.exit_code, AnyOf(0, 4)) << tried.err;
  const auto result = result::read_run(out() + "-tried");
  ASSERT_TRUE(result);
  const auto &recording = result->trials.front().loads.front().recording;
  EXPECT_LT(recording.latency.quantile(0.5), 200ms);
  EXPECT_EQ(recording.ledger.ok(), recording.ledger.planned);
}

TEST_F(Faults, APrecisionAddsBlocksUntilItIsReached) {
  checkout.add_server("good", "good");
  checkout.add_server("other", "good");
  auto words = MadeCheckout::short_run({"good", "other"}, out());
  words.insert(words.end(), {"--loads", "closed", "--precision", "50%"});
  const auto run = checkout.reqbench(words, 240s);
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err;
  const auto read = result::read_run(out());
  ASSERT_TRUE(read);
  EXPECT_THAT(read->damaged, testing::IsEmpty());
  EXPECT_EQ(read->record.precision->asked, 0.5);
  EXPECT_EQ(read->record.precision->most_blocks, 24);
  EXPECT_GE(read->record.blocks, 6) << "fewer know their own spread too badly";
  EXPECT_EQ(read->trials.size(), static_cast<std::size_t>(3 * read->record.blocks)) << "complete blocks only";
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

TEST_F(Faults, ASecondCtrlCEndsAtOnce) {
  checkout.add_server("deaf", "ignores_term");
  auto run = checkout.start(MadeCheckout::short_run({"deaf"}, out()));
  ASSERT_TRUE(is_deaf("deaf")) << run.err();
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
  ASSERT_TRUE(is_deaf("deaf")) << run.err();
  run.signal(SIGKILL);
  run.wait(5s);
  EXPECT_TRUE(nothing_left());
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

struct Words {
  const char *name;
  std::vector<std::string> words;
  const char *says;
};
class BadWords : public Faults, public testing::WithParamInterface<Words> {};
TEST_P(BadWords, AreAUsageErrorWithTheNearestName) {
  checkout.add_server("go_nethttp", "good");
  const auto run = checkout.reqbench(GetParam().words);
  EXPECT_EQ(run.exit_code, 2) << run.err;
  EXPECT_THAT(run.err, HasSubstr(GetParam().says));
}
INSTANTIATE_TEST_SUITE_P(
    Each, BadWords,
    testing::Values(
        Words{"server", {"run", "go_nethtp"}, "go_nethttp"},
        Words{"workload", {"run", "go_nethttp", "--workloads", "plain"}, "plaintext"},
        Words{"profile", {"run", "go_nethttp", "--profile", "quik"}, "quick"},
        Words{"negative_seed", {"run", "go_nethttp", "--seed", "-1"}, "--seed"},
        Words{"large_seed", {"run", "go_nethttp", "--seed", "18446744073709551616"}, "--seed takes a whole number"},
        Words{"no_seed", {"run", "go_nethttp", "--seed", ""}, "--seed is followed by an empty word"},
        Words{"no_slo", {"run", "--dry-run", "--slo="}, "--slo= has an empty value"},
        Words{"no_gate", {"compare", "a", "b", "--fail-on", ""}, "--fail-on is followed by an empty word"},
        Words{"no_workload", {"run", "go_nethttp", "--workloads", ","}, "--workloads"},
        Words{"no_server", {"run", "go_nethttp", "--servers", ","}, "--servers"},
        Words{"no_load", {"run", "go_nethttp", "--loads", ""}, "--loads"},
        Words{"bare_duration", {"run", "go_nethttp", "--duration", "5"}, "unit"},
        Words{"slo", {"run", "go_nethttp", "--slo", "99=20ms"}, "p99=20ms"},
        Words{"arrivals", {"run", "go_nethttp", "--arrivals", "poison"}, "poisson"},
        Words{"no_arrivals",
              {"run", "go_nethttp", "--workloads", "plaintext", "--loads", "closed", "--arrivals", "poisson"},
              "--arrivals spaces the requests of open loads"},
        Words{"precision", {"run", "go_nethttp", "--precision", "3"}, "as 3%"},
        Words{"verify", {"verify", "go_nethtp"}, "go_nethttp"}, Words{"serve", {"serve", "go_nethtp"}, "go_nethttp"},
        Words{"report", {"report", "20990101-000000-quick"}, "20990101-000000-quick"},
        Words{"format", {"report", "latest", "--format", "pdf"}, "html"},
        Words{"remote", {"load", "http://192.0.2.1/"}, "--allow-remote"},
        Words{"https", {"load", "https://127.0.0.1/"}, "https"}, Words{"nothing", {}, "subcommand"}),
    [](const auto &param) { return std::string{param.param.name}; });

/// servers/<name> is broken in one way each; the others are to go on.
struct BadFolder {
  const char *name;
  void (*break_it)(const std::filesystem::path &folder);
  std::vector<std::string> says; ///< place and remedy, in one line
};

const BadFolder bad_folders[] = {
    BadFolder{"no_manifest",
              [](const auto &folder) { std::filesystem::remove(folder / "server.json"); },
              {"servers/no_manifest/server.json: there is none; write one (`reqbench new server`"}},
    BadFolder{"unknown_key",
              [](const auto &folder) { change(folder, [](base::Json &json) { json["framwork"] = "x"; }); },
              {"servers/unknown_key/server.json: at the top: unknown key 'framwork'; did you mean framework?"}},
    BadFolder{"bad_value",
              [](const auto &folder) { change(folder, [](base::Json &json) { json["variant"] = "superb"; }); },
              {"servers/bad_value/server.json: at /variant: expected one of \"idiomatic\", \"tuned\""}},
    BadFolder{"no_json",
              [](const auto &folder) { write_file(folder / "server.json", "{"); },
              {"servers/no_json/server.json:1:"}},
    BadFolder{
        "absent_program",
        [](const auto &folder) {
          change(folder, [](base::Json &json) { json["start"] = {"no_such_program", "{port}"}; });
        },
        {"servers/absent_program/server.json: at /start/0: not installed: no_such_program is not in ", "install it"}},
    BadFolder{
        "absent_file",
        [](const auto &folder) { change(folder, [](base::Json &json) { json["start"][0] = "{folder}/serve"; }); },
        {"servers/absent_file/server.json: at /start/0: servers/absent_file/serve does not exist; correct the path"}},
    BadFolder{"not_built",
              [](const auto &folder) { change(folder, [](base::Json &json) { json["start"][0] = "{build}/serve"; }); },
              {"servers/not_built/server.json: at /start/0: not built: build/servers/not_built/serve does not exist",
               "run scripts/setup"}},
    BadFolder{
        "unknown_workload",
        [](const auto &folder) { change(folder, [](base::Json &json) { json["workloads"].push_back("plaintxt"); }); },
        {"servers/unknown_workload/server.json: at /workloads/1: unknown workload 'plaintxt'; did you mean "
         "plaintext?"}},
    BadFolder{"unknown_check",
              [](const auto &folder) {
                change(folder, [](base::Json &json) {
                  json["deviations"].push_back({{"check", "haed"}, {"reason", "the framework has none"}});
                });
              },
              {"servers/unknown_check/server.json: at /deviations/0/check: unknown check 'haed'; did you mean head?"}}};

/// The first line that tells of that manifest.
std::string line_about(const std::string &name, const std::string &text) {
  const auto place = text.find("servers/" + name + "/server.json");
  if (place == text.npos) return {};
  const auto before = text.rfind('\n', place);
  const auto begin = before == text.npos ? 0 : before + 1;
  return text.substr(begin, text.find('\n', place) - begin);
}

// All at once, because a run takes seconds and each folder is told in a line of its own; then each alone.
TEST_F(Faults, BadFoldersAreToldInASentenceAndTheOtherServersGoOn) {
  checkout.add_server("good", "good");
  std::vector<std::string> all{"good"};
  for (const auto &[name, break_it, says] : bad_folders) {
    checkout.add_server(name, "good");
    break_it(checkout.root() / "servers" / name);
    all.emplace_back(name);
  }
  const auto listed = checkout.reqbench({"list", "servers"});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("  good"));
  auto words = MadeCheckout::short_run(all, out());
  words.insert(words.end(), {"--baseline", "good"});
  const auto run = checkout.reqbench(words);
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_EQ(finished_trials("good"), 2U) << run.err;
  const auto verified = checkout.reqbench({"verify"});
  EXPECT_EQ(verified.exit_code, 1) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr(", all right")) << verified.err;
  const auto report = read_text(out() + "/report.md");
  EXPECT_THAT(report, Not(HasSubstr(checkout.root().string())));
  for (const auto &[name, break_it, says] : bad_folders) {
    SCOPED_TRACE(name);
    EXPECT_THAT(listed.out, HasSubstr(std::string{"  "} + name));
    EXPECT_THAT(report, HasSubstr(std::string{"servers/"} + name + "/server.json"));
    const auto run_alone = checkout.reqbench({"run", name, "--out", out() + "_alone"});
    EXPECT_EQ(run_alone.exit_code, 1) << run_alone.err;
    const auto verified_alone = checkout.reqbench({"verify", name});
    EXPECT_EQ(verified_alone.exit_code, 1) << verified_alone.err;
    for (const auto &text : {listed.out, run.err, verified.err, run_alone.err, verified_alone.err})
      for (const auto &part : says) EXPECT_THAT(line_about(name, text), HasSubstr(part));
  }
}

TEST_F(Faults, TheDoctorTellsWhatIsNotBuiltFromWhatOnlySpeaksOfIt) {
  checkout.add_server("good", "good");
  checkout.add_server("unbuilt", "good");
  change(checkout.root() / "servers/unbuilt", [](base::Json &json) { json["start"][0] = "{build}/serve"; });
  checkout.add_server("bad", "good");
  change(checkout.root() / "servers/bad", [](base::Json &json) { json["not built"] = true; });
  const auto doctor = checkout.reqbench({"doctor"});
  EXPECT_THAT(doctor.out, HasSubstr("1 of 3 servers can be started: good"));
  EXPECT_THAT(doctor.out, HasSubstr("(not built: unbuilt; bad: servers/bad/server.json: "));
}

TEST_F(Faults, AServerThatClaimsAWorkloadItDoesNotServeIsNotMeasuredAndSaysWhichOne) {
  checkout.add_server("good", "good");
  checkout.add_server("bad", "good");
  change(checkout.root() / "servers/bad", [](base::Json &json) { json["workloads"].push_back("json"); });
  auto words = MadeCheckout::short_run({"good", "bad"}, out());
  std::ranges::replace(words, std::string{"plaintext"}, std::string{"plaintext,json"});
  words.insert(words.end(), {"--baseline", "good"});
  const auto run = checkout.reqbench(words);
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("servers/bad/server.json claims at /workloads/1"));
  EXPECT_THAT(run.err, HasSubstr("404 each time; answer 'json', or take it out of \"workloads\""));
  EXPECT_EQ(finished_trials("good"), 2U) << run.err;
  EXPECT_EQ(finished_trials("bad"), 0U);
}

TEST_F(Faults, ACalibrationIsStartedByNameButNeverListedOrCompared) {
  checkout.add_server("good", "good");
  checkout.add_server("null", "wrong");
  change(checkout.root() / "servers/null", [](base::Json &json) { json["role"] = "calibration"; });
  EXPECT_THAT(checkout.reqbench({"list"}).out, Not(HasSubstr("null")));
  EXPECT_THAT(checkout.reqbench({"list", "--json"}).out, Not(HasSubstr("\"null\"")));
  const auto everyone = checkout.reqbench({"run", "--all", "--dry-run"});
  EXPECT_EQ(everyone.exit_code, 0) << everyone.err;
  EXPECT_THAT(everyone.out, AllOf(HasSubstr("servers: good, good (again)\n"), HasSubstr("calibration: null (")));
  const auto named = checkout.reqbench({"run", "good", "null", "--dry-run"});
  EXPECT_EQ(named.exit_code, 2);
  EXPECT_THAT(named.err, HasSubstr("null is a calibration"));
  EXPECT_THAT(checkout.reqbench({"run", "nul", "--dry-run"}).err, Not(HasSubstr("null")));
  EXPECT_THAT(checkout.reqbench({"verify"}).out, Not(HasSubstr("null")));
  const auto lived = checkout.reqbench({"verify", "null"});
  EXPECT_EQ(lived.exit_code, 0) << lived.out;
  EXPECT_THAT(lived.out, AllOf(HasSubstr("null: "), Not(HasSubstr("Mars"))));
  auto serve = checkout.start({"serve", "null"});
  EXPECT_TRUE(serve.wait_for("serves on", 15s)) << serve.err();
  serve.signal(SIGTERM);
  EXPECT_EQ(serve.wait(5s).exit_code, 0);
}

TEST_F(Faults, ACalibrationIsMeasuredInEveryBlockStoredApartAndNeverRanked) {
  checkout.add_server("good", "good");
  checkout.add_server("null", "good");
  change(checkout.root() / "servers/null", [](base::Json &json) {
    json["role"] = "calibration";
    json["workloads"] = base::Json::array();
  });
  const auto run = checkout.reqbench(MadeCheckout::short_run({"good"}, out(), 2));
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err;
  const auto read = result::read_run(out());
  ASSERT_TRUE(read);
  EXPECT_THAT(read->damaged, testing::IsEmpty());
  EXPECT_EQ(read->trials.size(), 4U) << "2 blocks × the A/A pair";
  ASSERT_EQ(read->calibrations.size(), 2U) << run.err;
  for (const auto &trial : read->calibrations) {
    EXPECT_EQ(trial.failure, "");
    ASSERT_EQ(trial.loads.size(), 1U) << "closed on the first workload only";
    EXPECT_EQ(trial.loads[0].name, "closed");
    EXPECT_GT(trial.loads[0].recording.ledger.ok(), 0U);
    EXPECT_EQ(trial.loads[0].recording.ledger.wrong(), 0U);
    EXPECT_FALSE(trial.loads[0].server_threads.empty());
  }
  EXPECT_EQ(read->record.calibration->workload, "plaintext");
  const auto csv = checkout.reqbench({"report", out(), "--format", "csv"});
  EXPECT_THAT(csv.out, Not(HasSubstr("null")));
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("calibration"));
  EXPECT_TRUE(nothing_left());
}

TEST_F(Faults, ACalibrationThatFailsIsANoteAndTheServersAreMeasured) {
  checkout.add_server("good", "good");
  checkout.add_server("null", "exits");
  change(checkout.root() / "servers/null", [](base::Json &json) { json["role"] = "calibration"; });
  const auto run = checkout.reqbench(MadeCheckout::short_run({"good"}, out()));
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err;
  EXPECT_EQ(finished_trials("good"), 2U);
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("null (calibration)"));
}

TEST_F(Faults, TheVersionsThatReallyRunAreListedStoredAndReported) {
  checkout.add_server("good", "good");
  const std::vector<std::string> asks{"/usr/bin/env", "python3", "{folder}/made_server.py", "1.2.3", "--version",
                                      "--port",       "0"};
  change(checkout.root() / "servers/good", [&](base::Json &json) { json["version"] = asks; });
  EXPECT_THAT(checkout.reqbench({"list", "servers"}).out, Not(HasSubstr("1.2.3"))) << "nothing is started unasked";
  EXPECT_THAT(checkout.reqbench({"list", "servers", "--versions"}).out, HasSubstr("made_server 1.2.3"));
  checkout.reqbench(MadeCheckout::short_run({"good"}, out()));
  EXPECT_EQ(result::read_run(out())->record.servers[0].versions["made_server"], "1.2.3");
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("made_server 1.2.3"));
}

TEST_F(Faults, ADebugBuildIsRefusedBeforeAnythingIsMeasuredUnlessItIsAllowed) {
  checkout.add_server("good", "good");
  const std::vector<std::string> asks{"/usr/bin/env", "python3", "{folder}/made_server.py", "1.2.3-debug", "--version",
                                      "--port",       "0"};
  change(checkout.root() / "servers/good", [&](base::Json &json) { json["version"] = asks; });
  auto words = MadeCheckout::short_run({"good"}, out());
  const auto refused = checkout.reqbench(words);
  EXPECT_EQ(refused.exit_code, 2) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("good is not measured: it says of itself: made_server 1.2.3-debug"));
  EXPECT_THAT(refused.err, AllOf(HasSubstr("--allow-debug"), Not(HasSubstr("proving"))));
  EXPECT_FALSE(std::filesystem::exists(out()));
  words.push_back("--allow-debug");
  const auto allowed = checkout.reqbench(words);
  EXPECT_THAT(allowed.exit_code, AnyOf(0, 4)) << allowed.err;
  EXPECT_THAT(allowed.err, HasSubstr("warning: good is measured all the same, with --allow-debug: it says "));
  EXPECT_EQ(finished_trials("good"), 2U);
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("with --allow-debug"));
  EXPECT_THAT(checkout.reqbench({"run", "--resume", out()}).exit_code, AnyOf(0, 4));
}

TEST_F(Faults, ABrokenWorkloadIsNamedWithItsPlace) {
  write_file(checkout.root() / "bench/workload/catalog/json.json", "{\n  \"name\": \"json\",\n  oops\n}\n");
  const auto run = checkout.reqbench({"list", "workloads"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("json.json"));
  EXPECT_THAT(run.err, HasSubstr("json.json:3:3"));
}

} // namespace
} // namespace reqbench::tests
