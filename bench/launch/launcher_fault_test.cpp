// Servers that do not do what they should: each gives one clear error with the server's last words, and leaves nothing.
#include "launch/scripted_server.hpp"

#include "base/descriptor.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <csignal>

namespace reqbench::launch {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using Launcher = ScriptedServer;

TEST_F(Launcher, AServerThatBehavesIsStartedAndStopped) {
  const auto before = base::now();
  auto server = start(script(polite));
  ASSERT_TRUE(server) << server.error().message();
  EXPECT_EQ(server->ready_line(), "{\"port\": 4000}");
  EXPECT_EQ(server->endpoint().port, 4000);
  EXPECT_EQ(server->endpoint().address, "127.0.0.1");
  EXPECT_TRUE(server->exec_at() > before && server->exec_at() < base::now());
  EXPECT_TRUE(server->alive());
  EXPECT_THAT(server->command(),
              ElementsAre((root_ / "servers/scripted/serve").string(), "--port", "0", "--workers", "1"));
  const auto ending = server->stop();
  EXPECT_TRUE(ending.by_us);
  EXPECT_FALSE(ending.killed) << ending.to_sentence();
  EXPECT_EQ(ending.exit_code, 0);
  EXPECT_FALSE(server->alive());
  EXPECT_EQ(server->stop().took, ending.took) << "a second stop tells the same";
}

/// Says that it listens on this port, and does not.
std::string claims(std::uint16_t port) {
  return "trap 'exit 0' TERM; echo '{\"port\": " + std::to_string(port) + "}'; " + waits;
}

TEST_F(Launcher, APortThatSomebodyElseServesIsNotTheServers) {
  const base::Descriptor stranger{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(stranger.get(), reinterpret_cast<sockaddr *>(&address), size), 0);
  ASSERT_EQ(::listen(stranger.get(), 1), 0);
  ASSERT_EQ(::getsockname(stranger.get(), reinterpret_cast<sockaddr *>(&address), &size), 0);
  const auto port = ntohs(address.sin_port);
  auto server = start(script(claims(port)));
  ASSERT_TRUE(server) << server.error().message();
  const auto owns = server->owns_port();
  ASSERT_FALSE(owns);
  EXPECT_EQ(owns.error().kind(), ErrorKind::server);
  EXPECT_THAT(owns.error().message(),
              HasSubstr("port " + std::to_string(port) + " is served by a process that reqbench did not start"));
}

TEST_F(Launcher, APortThatAChildOfTheServerServesIsTheServers) {
  auto server = start(python(R"(
import os, socket, time
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(1)
if os.fork() == 0:
    os.setsid()
    time.sleep(1000)
port = s.getsockname()[1]
s.close()
print('{"port": %d}' % port, flush=True)
time.sleep(1000)
)"));
  ASSERT_TRUE(server) << server.error().message();
  EXPECT_TRUE(server->owns_port());
}

TEST_F(Launcher, AServerThatIsDroppedOrReplacedIsStopped) {
  {
    auto first = start(script(polite));
    ASSERT_TRUE(first);
    auto second = start(script(polite));
    ASSERT_TRUE(second);
    const auto replaced = second->root();
    *second = std::move(*first);
    EXPECT_NE(::kill(replaced, 0), 0);
    EXPECT_TRUE(second->alive());
  }
  EXPECT_TRUE(none_left());
}

TEST_F(Launcher, AnExitAtStartIsToldAtOnceWithCodeAndLastWords) {
  plan_.ready_timeout = seconds{60};
  const auto error = refusal(script("echo 'no module named flask' >&2; exit 3"));
  EXPECT_EQ(error.kind(), ErrorKind::server);
  EXPECT_THAT(error.message(), AllOf(HasSubstr("starting scripted"), HasSubstr("left with exit code 3")));
  EXPECT_THAT(error.details(), ElementsAre("no module named flask"));
}

TEST_F(Launcher, ACrashAtStartNamesTheSignal) {
  EXPECT_THAT(refusal(script("kill -SEGV $$")).message(), HasSubstr("ended by SIGSEGV before it was ready"));
}

TEST_F(Launcher, AServerThatIsNeverReadyIsEndedAfterItsTime) {
  plan_.ready_timeout = milliseconds{200};
  const auto error = refusal(script("echo waiting >&2; " + waits));
  EXPECT_EQ(error.kind(), ErrorKind::server);
  EXPECT_THAT(error.message(), HasSubstr("not ready within 200 ms: nothing came on standard output, expected "
                                         "{\"port\": N}, the end of the line and a flush"));
  EXPECT_THAT(error.details(), ElementsAre("waiting"));
}

TEST_F(Launcher, AReadyLineWithoutItsEndIsShownWhenTheTimeIsOver) {
  plan_.ready_timeout = seconds{2}; // enough for a shell to start
  EXPECT_THAT(refusal(script("printf '{\"port\": 4000}'; " + waits)).message(),
              HasSubstr("on standard output came '{\"port\": 4000}', expected {\"port\": N}, the end of the line"));
}

TEST_F(Launcher, GarbageForTheReadyLineIsShown) {
  const auto error = refusal(script("echo 'INFO: listening'; " + waits));
  EXPECT_EQ(error.kind(), ErrorKind::server);
  EXPECT_THAT(error.message(), AllOf(HasSubstr("'INFO: listening'"), HasSubstr("{\"port\": N}")));
}

TEST_F(Launcher, APortOutOfRangeIsGarbage) {
  EXPECT_THAT(refusal(script("echo '{\"port\": 70000}'; " + waits)).message(), HasSubstr("70000"));
}

TEST_F(Launcher, AnEndlessFirstLineIsGarbage) {
  EXPECT_THAT(refusal(script("head -c 100000 /dev/zero | tr '\\0' x; " + waits)).message(), HasSubstr("'xxxx"));
}

TEST_F(Launcher, AClosedStandardOutputIsNoReadyLine) {
  EXPECT_THAT(refusal(script("exec >&-; " + waits)).message(), HasSubstr("closed its standard output"));
}

TEST_F(Launcher, ADeathAfterReadyIsSeenAndNotTakenForOurs) {
  auto server = start(script("echo '{\"port\": 4000}'; " + waits_for_go + "echo 'out of luck' >&2; exit 7"));
  ASSERT_TRUE(server) << server.error().message();
  let_go();
  EXPECT_TRUE(within(seconds{10}, [&] { return !server->alive(); }));
  const auto ending = server->stop();
  EXPECT_FALSE(ending.by_us);
  EXPECT_EQ(ending.exit_code, 7);
  EXPECT_THAT(server->last_words(), ElementsAre("out of luck"));
}

TEST_F(Launcher, WhatADeadServerLeftBehindIsKilled) {
  auto server = start(script("setsid -f sleep 1000; echo '{\"port\": 4000}'; " + waits_for_go + "exit 7"));
  ASSERT_TRUE(server) << server.error().message();
  let_go();
  EXPECT_TRUE(within(seconds{10}, [&] { return !server->alive(); }));
  const auto ending = server->stop();
  EXPECT_FALSE(ending.by_us);
  EXPECT_TRUE(ending.killed);
  EXPECT_TRUE(none_left());
}

TEST_F(Launcher, AServerThatIgnoresSigtermIsKilled) {
  plan_.stop_timeout = milliseconds{200};
  auto server = start(script("trap '' TERM; echo '{\"port\": 4000}'; while :; do sleep 0.02; done"));
  ASSERT_TRUE(server);
  const auto ending = server->stop();
  EXPECT_TRUE(ending.by_us);
  EXPECT_TRUE(ending.killed);
  EXPECT_EQ(ending.signal, SIGKILL);
  EXPECT_GE(ending.took, plan_.stop_timeout) << "it had its time";
}

TEST_F(Launcher, ADaemonThatLeftGroupAndSessionIsEndedToo) {
  plan_.stop_timeout = milliseconds{200};
  auto server = start(script("trap '' TERM; setsid -f sleep 1000; setsid -f setsid -f sleep 1001; " + polite));
  ASSERT_TRUE(server);
  const auto ending = server->stop();
  EXPECT_EQ(ending.exit_code, 0);
  EXPECT_TRUE(ending.killed) << "its daemons were";
  EXPECT_TRUE(none_left());
}

TEST_F(Launcher, AServerThatKillsItsOwnGroupDoesNotReachTheGuardian) {
  auto server = start(script("echo '{\"port\": 4000}'; " + waits_for_go + "kill -KILL 0"));
  ASSERT_TRUE(server) << server.error().message();
  let_go();
  EXPECT_TRUE(within(seconds{10}, [&] { return !server->alive(); }));
  EXPECT_THAT(base::read_file("/proc/" + std::to_string(server->guardian()) + "/status").value_or(""),
              HasSubstr("State:\tS"))
      << "it sleeps, and is no zombie";
  EXPECT_EQ(server->stop().signal, SIGKILL);
}

TEST_F(Launcher, AFloodOfStandardErrorNeitherBlocksTheServerNorFillsOurMemory) {
  auto server = start(python(R"(import os, signal, time
for i in range(512): os.write(2, (b"%05d" % i + b"x" * 1000 + b"\n") * 64)
print('{"port": 4000}', flush=True)
time.sleep(1000))"));
  ASSERT_TRUE(server) << server.error().message();
  // The ready line may overtake the end of the flood: they come through two pipes.
  const auto ends_so = [&] { return server->last_words().back().starts_with("00511x"); };
  EXPECT_TRUE(within(seconds{10}, ends_so));
  const auto words = server->last_words();
  EXPECT_EQ(words.size(), 20u);
  for (const auto &line : words) EXPECT_LE(line.size(), 400u);
}

TEST_F(Launcher, AServerThatLogsOnStandardOutputAfterTheReadyLineIsNotBlocked) {
  auto server = start(python(R"(import os, time
print('{"port": 4000}', flush=True)
for i in range(64): os.write(1, b"x" * 65536)
open("done", "w").write("yes")
time.sleep(1000))"));
  ASSERT_TRUE(server) << server.error().message();
  EXPECT_TRUE(within(seconds{20}, [&] { return content("done") == "yes"; }));
}

TEST_F(Launcher, AMissingProgramIsNotBuilt) {
  auto manifest = script(polite);
  manifest.start = {"{build}/server"};
  const auto error = refusal(manifest);
  EXPECT_EQ(error.kind(), ErrorKind::server);
  EXPECT_THAT(error.message(),
              AllOf(HasSubstr("starting scripted"), HasSubstr("not built"), HasSubstr("scripts/setup")));
}

TEST_F(Launcher, AProgramThatCannotBeExecutedIsToldWithTheReason) {
  const auto inner = root_ / "servers/scripted/inner"; // an interpreter whose own interpreter is not there
  ASSERT_TRUE(base::write_file_atomically(inner, "#!/no/such/interpreter\n"));
  std::filesystem::permissions(inner, std::filesystem::perms::owner_all);
  const auto error = refusal(script("", "#!" + inner.string()));
  EXPECT_EQ(error.kind(), ErrorKind::server);
  EXPECT_THAT(error.message(), AllOf(HasSubstr("executing"), HasSubstr("No such file")));
}

TEST_F(Launcher, AnInterpreterThatIsNotThereIsToldWithTheLineThatNamesIt) {
  const auto error = refusal(script("", "#!/no/such/interpreter -x"));
  EXPECT_EQ(error.kind(), ErrorKind::server);
  EXPECT_THAT(error.message(),
              AllOf(HasSubstr("servers/scripted/server.json: at /start/0: servers/scripted/serve names "
                              "/no/such/interpreter in its first line"),
                    HasSubstr("correct that line")));
}

TEST_F(Launcher, AFolderThatIsGoneIsTold) {
  auto manifest = script(polite);
  manifest.start = {"/bin/true"};
  manifest.folder = root_ / "nowhere";
  EXPECT_THAT(refusal(manifest).message(), AllOf(HasSubstr("entering"), HasSubstr("nowhere")));
}

class Listener {
public:
  Listener() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr *>(&address), size), 0);
    EXPECT_EQ(::listen(socket_.get(), 1), 0);
    EXPECT_EQ(::getsockname(socket_.get(), reinterpret_cast<sockaddr *>(&address), &size), 0);
    port = ntohs(address.sin_port);
  }
  int port = 0;

private:
  base::Descriptor socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
};

TEST_F(Launcher, APortThatIsTakenIsFoundBeforeAnythingStarts) {
  const Listener other;
  plan_.port = other.port;
  const auto error = refusal(script("touch started; " + polite));
  EXPECT_EQ(error.kind(), ErrorKind::environment);
  EXPECT_THAT(error.message(), AllOf(HasSubstr("port " + std::to_string(other.port)), HasSubstr("--port")));
  EXPECT_FALSE(std::filesystem::exists(root_ / "servers/scripted/started"));
}

TEST_F(Launcher, APortThatThereIsNotIsRefused) {
  plan_.port = 65536;
  EXPECT_EQ(refusal(script(polite)).kind(), ErrorKind::usage);
}

TEST_F(Launcher, AServerMustTakeThePortItIsGiven) {
  plan_.port = [] { return Listener{}.port; }();
  auto obedient = start(script("echo \"{\\\"port\\\": $2}\"; " + waits));
  ASSERT_TRUE(obedient) << obedient.error().message();
  EXPECT_EQ(obedient->endpoint().port, plan_.port);
  (void)obedient->stop();
  EXPECT_THAT(refusal(script("echo '{\"port\": 1}'; " + waits)).message(),
              AllOf(HasSubstr("given port " + std::to_string(plan_.port)), HasSubstr("{\"port\": 1}")));
}

TEST_F(Launcher, AnUnknownProgramIsPolledUntilItAnswers) {
  auto manifest = python(R"(import http.server, sys, time
time.sleep(0.1)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.BaseHTTPRequestHandler).serve_forever())");
  manifest.start = {"{folder}/serve", "{port}"};
  manifest.ready = "/health"; // answered with 501, which is an answer of its own
  auto server = start(manifest);
  ASSERT_TRUE(server) << server.error().message();
  EXPECT_NE(server->endpoint().port, 0);
  EXPECT_EQ(server->ready_line(), "");
  EXPECT_EQ(server->command().back(), std::to_string(server->endpoint().port));
}

TEST_F(Launcher, AnUnknownProgramWithoutThePathIsNotReady) {
  const auto manifest_of = [this](int refusals) {
    auto manifest = python(R"(import http.server, sys
class Late(http.server.BaseHTTPRequestHandler):
    asked = 0
    def do_GET(self):
        Late.asked += 1
        self.send_response([404, 503][Late.asked % 2] if Late.asked <= )" +
                           std::to_string(refusals) + R"( else 204)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Late).serve_forever())");
    manifest.start = {"{folder}/serve", "{port}"};
    manifest.ready = "/health";
    return manifest;
  };
  EXPECT_TRUE(start(manifest_of(4)));
  plan_.ready_timeout = milliseconds{700};
  EXPECT_THAT(refusal(manifest_of(1'000'000)).message(),
              AllOf(HasSubstr("not ready within 700 ms: GET /health on port "), HasSubstr(": status ")));
}

TEST_F(Launcher, AnUnknownProgramThatNeverAnswersIsNotReady) {
  auto manifest = script(waits);
  manifest.start = {"{folder}/serve", "{port}"};
  manifest.ready = "/";
  plan_.ready_timeout = milliseconds{200};
  EXPECT_THAT(refusal(manifest).message(),
              AllOf(HasSubstr("not ready within 200 ms: GET / on port "), HasSubstr("refused")));
}

TEST_F(Launcher, AWishToStopIsHeardWhileWaiting) {
  plan_.ready_timeout = seconds{60};
  std::thread user{[&] {
    std::this_thread::sleep_for(milliseconds{150});
    stop_.request();
  }};
  const auto error = refusal(script(waits));
  user.join();
  EXPECT_EQ(error.kind(), ErrorKind::interrupted);
  EXPECT_TRUE(none_left());
  EXPECT_EQ(refusal(script(polite)).kind(), ErrorKind::interrupted) << "nothing starts after it";
}

TEST_F(Launcher, NoDescriptorsLeftIsToldWithARemedy) {
  const auto manifest = script(polite);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{4, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto error = refusal(manifest);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(error.kind(), ErrorKind::environment);
  EXPECT_THAT(error.message(), HasSubstr("ulimit -n"));
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto &entry : std::filesystem::directory_iterator{"/proc/self/fd"}) ++count;
  return count;
}

TEST_F(Launcher, ManyLaunchesLeaveNoDescriptorAndNoProcess) {
  const auto before = open_descriptors();
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(start(script(polite)));
    EXPECT_FALSE(start(script("exit 1")));
    EXPECT_FALSE(start(script("", "#!/no/such/interpreter")));
  }
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_TRUE(none_left());
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a zombie is left";
}

TEST_F(Launcher, TheVersionsReallyRunningAreAsked) {
  auto manifest = script(R"(echo "{\"mark\": \"$REQBENCH_TEST_MARK\"}")");
  manifest.version = {"{folder}/serve"};
  const auto versions = running_versions(manifest, root_, stop_);
  ASSERT_TRUE(versions) << versions.error().message();
  EXPECT_EQ(versions->at("mark"), root_.filename().string()) << "under the environment of the start";
  manifest.version.clear();
  EXPECT_EQ(running_versions(manifest, root_, stop_).value_or(base::Json{}), base::Json::object());
}

TEST_F(Launcher, AVersionCommandThatDoesNotEndIsLeftWhenTheUserWishes) {
  auto manifest = script("sleep 1000");
  manifest.version = {"{folder}/serve"};
  std::thread user{[this] {
    std::this_thread::sleep_for(milliseconds{200});
    stop_.request();
  }};
  const auto begun = base::now();
  const auto versions = running_versions(manifest, root_, stop_);
  user.join();
  ASSERT_FALSE(versions);
  EXPECT_EQ(versions.error().kind(), ErrorKind::interrupted);
  EXPECT_LT(base::now() - begun, seconds{5}) << "it would wait 10 s";
}

TEST_F(Launcher, AVersionCommandThatFailsIsAnErrorOfTheServer) {
  const std::pair<const char *, const char *> table[] = {
      {"echo 'no such flag' >&2; exit 2", "left with exit code 2"},
      {"echo 1.2.3", "expected one JSON object"},
      {"echo '[1]'", "expected one JSON object"},
  };
  for (const auto &[text, told] : table) {
    auto manifest = script(text);
    manifest.version = {"{folder}/serve"};
    const auto versions = running_versions(manifest, root_, stop_);
    ASSERT_FALSE(versions) << text;
    EXPECT_EQ(versions.error().kind(), ErrorKind::server);
    EXPECT_THAT(versions.error().message(), AllOf(HasSubstr("asking scripted for its versions"), HasSubstr(told)));
  }
  auto manifest = script("", "#!/no/such/interpreter");
  manifest.version = {"{folder}/serve"};
  EXPECT_FALSE(running_versions(manifest, root_, stop_));
}

} // namespace
} // namespace reqbench::launch
