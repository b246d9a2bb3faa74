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

/// Serves uploads, and 404 beside them; `on_request` stands before each answer, and may change `status`.
const std::string serves = R"(
asked, busy, hoard, parting = 0, 0, [], b''
def serve(peer):
  global asked, busy
  data = b''
  while True:
    while b'\r\n\r\n' not in data:
      more = peer.recv(65536)
      if not more: return
      data += more
    head, data = data.split(b'\r\n\r\n', 1)
    busy += 1
    length = [int(line.split(b':')[1]) for line in head.lower().split(b'\r\n') if line.startswith(b'content-length')]
    while length and len(data) < length[0]:
      more = peer.recv(65536)
      if not more: break
      data += more
    body, data = (data[:length[0]], data[length[0]:]) if length else (b'', data)
    asked += 1
    known = head.startswith(b'POST /upload ')
    status = b'200 OK' if known else b'404 Not Found'
    ON_REQUEST
    said = b'{"bytes": %d, "crc32": "%08x"}' % (len(body), zlib.crc32(body)) if known else b'{"error": "no"}'
    head = b'HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n' % (status, len(said))
    peer.sendall(head + parting + b'\r\n' + said)
    busy -= 1
def accept_all():
  while True:
    try: peer = listener.accept()[0]
    except OSError: return
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    threading.Thread(target=serve, args=(peer,), daemon=True).start()
def finish():
  global parting
  parting = b'Connection: close\r\n'
  listener.shutdown(socket.SHUT_RDWR)
  while busy: time.sleep(0.005)
)";

/// Keeps the contract; the lines of a test replace what it is about.
struct Script {
  std::string workers = "int(sys.argv[4])";
  std::string refuse = "sys.exit('port %d is taken' % port)";
  std::string on_term = "finish(); os._exit(0)";
  std::string more = "";
  std::string version = "print('{\"python\": \"3\"}')";
  std::string on_request = "pass";

  std::string text() const {
    constexpr std::string_view mark = "ON_REQUEST";
    auto served = serves;
    served.replace(served.find(mark), mark.size(), on_request);
    return "import os, signal, socket, sys, threading, time, zlib\n"
           "if sys.argv[1] == '--version':\n  " +
           version + "\n  sys.exit(0)\nport = int(sys.argv[2])\ntry:\n  workers = " + workers +
           "\nexcept ValueError as error:\n  sys.exit(str(error))\n" + served + "def leave(*_):\n  " + on_term +
           "\nsignal.signal(signal.SIGTERM, leave)\n"
           "listener = socket.socket()\ntry:\n  listener.bind(('127.0.0.1', port))\nexcept OSError:\n  " +
           refuse + "\nlistener.listen()\nprint('{\"port\": %d}' % listener.getsockname()[1], flush=True)\n" + more +
           "\nthreading.Thread(target=accept_all, daemon=True).start()\nwhile True: time.sleep(0.05)";
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
  /// From now on it is known to answer uploads.
  void offer_uploads() {
    auto catalog = workload::read_catalog(std::filesystem::path{REQBENCH_SOURCE_DIR} / "bench/workload/catalog");
    ASSERT_TRUE(catalog) << catalog.error().message();
    std::erase_if(*catalog, [](const auto &workload) { return workload.name() != "upload"; });
    workloads_ = *std::move(catalog);
  }
  std::vector<workload::Workload> workloads_;
  /// The only failure there should be.
  static Failure only(const Report &report) {
    std::string all;
    for (const auto &line : failure_lines(report)) all += line + "\n";
    EXPECT_EQ(report.failures.size(), 1U) << all;
    return report.failures.empty() ? Failure{} : report.failures.front();
  }
};

TEST_F(LifeCycle, OfAServerThatBehavesPasses) {
  offer_uploads();
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
  const auto failure = only(examine({.on_term = "finish(); os._exit(3)"}));
  EXPECT_EQ(failure.check, "stop");
  EXPECT_THAT(failure.got, HasSubstr("exit code 3"));
}

TEST_F(LifeCycle, AServerThatIgnoresSigtermIsFound) {
  const auto failure = only(examine({.on_term = "finish()"}));
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
  offer_uploads();
  const auto report = examine({.on_term = "finish(); os._exit(3)"}, {{"stop", "the framework leaves with 3"}});
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
         "    accept_all()\n"
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

TEST_F(LifeCycle, ARequestInFlightThatIsDroppedIsFound) {
  offer_uploads();
  const auto failure = only(examine({.on_term = "os._exit(0)"}));
  EXPECT_EQ(failure.check, "in_flight");
  EXPECT_THAT(failure.request, HasSubstr("POST /upload"));
  EXPECT_THAT(failure.got, HasSubstr("closed"));
}

TEST_F(LifeCycle, ARequestInFlightThatIsAnsweredWronglyIsFound) {
  offer_uploads();
  const auto failure = only(examine({.on_term = "global body_limit; body_limit = 1; finish(); os._exit(0)",
                                     .on_request = "if 'body_limit' in globals(): body = body[:1]"}));
  EXPECT_EQ(failure.check, "in_flight");
  EXPECT_THAT(failure.got, HasSubstr("\"bytes\": 1"));
}

TEST_F(LifeCycle, ALastAnswerThatPromisesMoreIsFound) {
  offer_uploads();
  const auto failure = only(examine({.on_request = "parting = b''"}));
  EXPECT_EQ(failure.check, "last_answer");
  EXPECT_THAT(failure.expected, HasSubstr("Connection: close"));
  EXPECT_THAT(failure.got, HasSubstr("200 OK"));
}

TEST_F(LifeCycle, AServerThatTakesNewConnectionsUntilItsEndIsFound) {
  const auto failure = only(examine({.on_term = "threading.Timer(1.5, os._exit, [0]).start()"}));
  EXPECT_EQ(failure.check, "newcomers");
  EXPECT_THAT(failure.got, HasSubstr("an answer 1.0"));
}

TEST_F(LifeCycle, AFloodOfGarbageIsToldWithItsFigures) {
  const auto report = examine(Script{});
  ASSERT_TRUE(report.flood);
  EXPECT_EQ(report.flood->requests() % 1000, 0);
  EXPECT_EQ(report.flood->answers.at(404), report.flood->requests()) << "without workloads no path is known";
  EXPECT_EQ(report.flood->closed, 0);
  EXPECT_EQ(static_cast<int>(report.flood->memory_anonymous_bytes.size()), report.flood->requests() / 1000 + 1);
  EXPECT_THAT(report.flood->to_sentence(), HasSubstr("404 × "));
}

TEST_F(LifeCycle, AnErrorOfTheServerAmongGarbageIsFound) {
  const auto failure = only(examine({.on_request = "if asked == 700: status = b'500 Internal Server Error'"}));
  EXPECT_EQ(failure.check, "garbage_flood");
  EXPECT_EQ(failure.got, "status 500");
  EXPECT_THAT(failure.request, HasSubstr("HTTP/1.1")) << "the request that led to it";
}

/// The supervisor starts it again, so nobody but a look at the processes would know.
TEST_F(LifeCycle, AWorkerThatGarbageEndsIsFound) {
  const auto failure =
      only(examine({.more = with_a_worker("worker = work()"), .on_request = "if asked == 700: os._exit(3)"}));
  EXPECT_EQ(failure.check, "garbage_flood");
  EXPECT_EQ(failure.got, "a process of the server ended");
}

TEST_F(LifeCycle, AServerThatGarbageEndsIsFound) {
  const auto report = examine({.on_request = "if asked == 700: os._exit(3)"});
  ASSERT_FALSE(report.passed());
  EXPECT_EQ(report.failures.front().check, "garbage_flood");
  EXPECT_THAT(report.failures.front().got, HasSubstr("refused"));
}

TEST_F(LifeCycle, ALeakAmongGarbageIsFound) {
  const auto failure = only(examine({.on_request = "hoard.append(b'x' * (2000 + asked % 7))"}));
  EXPECT_EQ(failure.check, "garbage_flood");
  EXPECT_THAT(failure.got, HasSubstr("memory still grows: 8000 requests: "));
}

/// A cache that fills in the first thousands is none. The length varies, or Python would keep one object for all.
TEST_F(LifeCycle, MemoryThatComesToRestIsFine) {
  const auto report = examine({.on_request = "if asked < 2000: hoard.append(b'x' * (2000 + asked % 7))"});
  EXPECT_TRUE(report.passed()) << report.failures.front().got;
  ASSERT_TRUE(report.flood);
  EXPECT_GE(report.flood->requests(), 2000);
}

TEST_F(LifeCycle, AnErrorThatTheManifestExcusesIsSkippedAndTold) {
  const auto report = examine({.on_request = "if asked == 700: status = b'500 Internal Server Error'"},
                              {{"garbage_flood", "the framework has no other word for it"}});
  EXPECT_TRUE(report.passed());
  EXPECT_THAT(report.skipped, testing::Contains("garbage_flood: the framework has no other word for it"));
  EXPECT_THAT(report.stale, IsEmpty());
}

TEST(Garbage, IsTheSameWithTheSameSeed) {
  const std::vector<std::string> paths{"/one", "/two"};
  base::Random first{5}, again{5}, other{6};
  std::string a, b, c;
  for (int i = 0; i < 100; ++i) {
    a += workload::render(garbage_request(first, i, paths), "h");
    b += workload::render(garbage_request(again, i, paths), "h");
    c += workload::render(garbage_request(other, i, paths), "h");
  }
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
  for (const char *holds : {"GET /one?", "POST /two?", "GET /", "POST /"}) EXPECT_THAT(a, HasSubstr(holds));
}

TEST_F(LifeCycle, WhatAManifestLeavesOutIsNotAskedAndTold) {
  auto manifest = python(Script{}.text());
  manifest.start = {"{folder}/serve", "--port", "{port}", "1", "{workers}"};
  EXPECT_THAT(examine_manifest(manifest).skipped, ElementsAre("bad_argument: the start command has no --workers",
                                                              "versions: server.json has no version command",
                                                              "in_flight: it offers no workload with a body",
                                                              "last_answer: it offers no workload with a body",
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
