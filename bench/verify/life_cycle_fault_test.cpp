// The life cycle of a server that behaves, and of one that breaks one promise of the contract each.
#include "verify/life_cycle.hpp"

#include "launch/scripted_server.hpp"
#include "verify/telling.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::verify {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Keeps the contract; the lines of a test replace what it is about.
struct Script {
  std::string workers = "int(sys.argv[4])";
  std::string refuse = "sys.exit('port %d is taken' % port)";
  std::string on_term = "os._exit(0)";
  std::string more = "";
  std::string version = "print('{\"python\": \"3\"}')";

  std::string text() const {
    return "import os, signal, socket, sys, time\n"
           "if sys.argv[1] == '--version':\n  " +
           version + "\n  sys.exit(0)\nport = int(sys.argv[2])\ntry:\n  workers = " + workers +
           "\nexcept ValueError as error:\n  sys.exit(str(error))\n"
           "def leave(*_):\n  " +
           on_term +
           "\nsignal.signal(signal.SIGTERM, leave)\n"
           "listener = socket.socket()\ntry:\n  listener.bind(('127.0.0.1', port))\nexcept OSError:\n  " +
           refuse + "\nlistener.listen()\nprint('{\"port\": %d}' % listener.getsockname()[1], flush=True)\n" + more +
           "\nwhile True: time.sleep(0.05)";
  }
};

class LifeCycle : public launch::ScriptedServer {
protected:
  Report examine(const Script &script, std::vector<launch::Deviation> deviations = {}) {
    auto manifest = python(script.text());
    manifest.start = {"{folder}/serve", "--port", "{port}", "--workers", "{workers}"};
    manifest.version = {"{folder}/serve", "--version"};
    manifest.deviations = std::move(deviations);
    return examine_manifest(manifest);
  }
  Report examine_manifest(const launch::Manifest &manifest) {
    Report report;
    const auto done = check_life_cycle({manifest, root_, plan_, workloads_, 1, stop_}, report);
    EXPECT_TRUE(done) << done.error().message();
    return report;
  }
  /// The only failure there should be.
  static Failure only(const Report &report) {
    std::string all;
    for (const auto &line : failure_lines(report)) all += line + "\n";
    EXPECT_EQ(report.failures.size(), 1U) << all;
    return report.failures.empty() ? Failure{} : report.failures.front();
  }
};

TEST_F(LifeCycle, OfAServerThatBehavesPasses) {
  const auto report = examine(Script{});
  EXPECT_TRUE(report.passed()) << report.failures.front().check << ": " << report.failures.front().got;
  EXPECT_EQ(report.checks, static_cast<int>(life_cycle_checks().size()));
  EXPECT_THAT(report.skipped, IsEmpty());
}

TEST_F(LifeCycle, ALineBesideTheReadyLineIsFound) {
  const auto failure = only(examine({.more = "print('INFO: listening', flush=True)"}));
  EXPECT_EQ(failure.check, "ready_line");
  EXPECT_THAT(failure.got, HasSubstr("INFO: listening"));
}

TEST_F(LifeCycle, AWrongExitCodeAfterSigtermIsFound) {
  const auto failure = only(examine({.on_term = "os._exit(3)"}));
  EXPECT_EQ(failure.check, "stop");
  EXPECT_THAT(failure.got, HasSubstr("exit code 3"));
}

TEST_F(LifeCycle, AServerThatIgnoresSigtermIsFound) {
  const auto failure = only(examine({.on_term = "pass"}));
  EXPECT_EQ(failure.check, "stop");
  EXPECT_THAT(failure.got, HasSubstr("killed"));
}

TEST_F(LifeCycle, ATakenPortThatIsNoErrorIsFound) {
  const auto failure = only(examine({.refuse = "sys.exit(0)"}));
  EXPECT_EQ(failure.check, "taken_port");
  EXPECT_THAT(failure.got, HasSubstr("exit code 0"));
  EXPECT_THAT(failure.got, HasSubstr("standard error: nothing"));
}

TEST_F(LifeCycle, AServerThatWaitsForATakenPortIsFound) {
  EXPECT_THAT(only(examine({.refuse = "time.sleep(60)"})).got, HasSubstr("it was still there after"));
}

TEST_F(LifeCycle, AStackTraceIsNoSentence) {
  EXPECT_EQ(only(examine({.workers = "int(sys.argv[4]) if sys.argv[4] != 'many' else "
                                     "sys.exit('many\\n1\\n2\\n3\\n4')"}))
                .check,
            "bad_argument");
}

TEST_F(LifeCycle, VersionsThatAreNotJsonAreFound) {
  const auto failure = only(examine({.version = "print('v3')"}));
  EXPECT_EQ(failure.check, "versions");
  EXPECT_THAT(failure.got, HasSubstr("v3"));
}

TEST_F(LifeCycle, ADeviationIsSkippedAndTold) {
  const auto report = examine({.on_term = "os._exit(3)"}, {{"stop", "the framework leaves with 3"}});
  EXPECT_TRUE(report.passed());
  EXPECT_THAT(report.skipped, ElementsAre("stop: the framework leaves with 3"));
  EXPECT_THAT(report.stale, IsEmpty());
}

TEST_F(LifeCycle, ADeviationThatNoLongerOccursIsTold) {
  const auto report = examine(Script{}, {{"stop", "the framework leaves with 3"}});
  EXPECT_TRUE(report.passed());
  EXPECT_THAT(report.stale, ElementsAre(HasSubstr("stop: the check passes by now")));
}

/// A parent that only waits, and a child that takes the connections; `on_death`: what the parent does when it dies.
std::string with_a_worker(const std::string &on_death) {
  return "def work():\n"
         "  child = os.fork()\n"
         "  if child == 0:\n"
         "    signal.signal(signal.SIGTERM, signal.SIG_DFL)\n"
         "    kept = []\n"
         "    while True: kept.append(listener.accept())\n"
         "  return child\n"
         "worker = work()\n"
         "def leave(*_):\n"
         "  os.kill(worker, signal.SIGKILL)\n"
         "  os._exit(0)\n"
         "signal.signal(signal.SIGTERM, leave)\n"
         "while True:\n"
         "  time.sleep(0.02)\n"
         "  if os.waitpid(worker, os.WNOHANG)[0] == 0: continue\n"
         "  " +
         on_death + "\n";
}

TEST_F(LifeCycle, AWorkerThatIsStartedAgainOrMissedAloudIsFine) {
  for (const char *on_death : {"worker = work()", "os._exit(1)"}) {
    const auto report = examine({.more = with_a_worker(on_death)});
    EXPECT_TRUE(report.passed()) << on_death << ": " << report.failures.front().check << ": "
                                 << report.failures.front().got;
  }
}

TEST_F(LifeCycle, AWorkerThatNobodyMissesIsFound) {
  const auto failure = only(examine({.more = with_a_worker("while True: time.sleep(1)")}));
  EXPECT_EQ(failure.check, "worker_death");
  EXPECT_THAT(failure.got, HasSubstr("2 processes before, 1 after"));
}

TEST_F(LifeCycle, AServerThatLeavesInPeaceWhenAWorkerDiesIsFound) {
  const auto failure = only(examine({.more = with_a_worker("os._exit(0)")}));
  EXPECT_EQ(failure.check, "worker_death");
  EXPECT_THAT(failure.got, HasSubstr("left with exit code 0"));
}

TEST_F(LifeCycle, WhatAManifestLeavesOutIsNotAskedAndTold) {
  auto manifest = python(Script{}.text());
  manifest.start = {"{folder}/serve", "--port", "{port}", "1", "{workers}"};
  EXPECT_THAT(examine_manifest(manifest).skipped, ElementsAre("bad_argument: the start command has no --workers",
                                                              "versions: server.json has no version command",
                                                              "worker_death: the start command has no --workers"));
}

TEST_F(LifeCycle, AServerThatDoesNotStartIsAnError) {
  Report report;
  const auto done = check_life_cycle({script("exit 3"), root_, plan_, workloads_, 1, stop_}, report);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), base::ErrorKind::server);
}

} // namespace
} // namespace reqbench::verify
