// What the guardian promises to everyone else: no process survives the runner, whatever either side does, and a server
// starts in the same clean place on every machine.
#include "launch/scripted_server.hpp"

#include "base/cpus.hpp"

#include <fcntl.h>
#include <sys/wait.h>

#include <csignal>

namespace reqbench::launch {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;

class Guardian : public ScriptedServer {
protected:
  /// Launches in a runner of its own and kills that with SIGKILL: once the server is up, or while it is being stopped,
  /// as soon as the server has written the file "asked_to_stop".
  void kill_runner_of(const Manifest &manifest, bool while_stopping = false) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t runner = ::fork();
    ASSERT_GE(runner, 0);
    if (runner == 0) {
      auto server = start(manifest);
      const char answer = server ? 'y' : 'n';
      (void)!::write(ready[1], &answer, 1);
      if (server && while_stopping) (void)server->stop();
      for (;;) ::pause();
    }
    ::close(ready[1]);
    char answer = 0;
    EXPECT_EQ(::read(ready[0], &answer, 1), 1);
    EXPECT_EQ(answer, 'y');
    ::close(ready[0]);
    EXPECT_FALSE(marked().empty());
    if (while_stopping) {
      EXPECT_TRUE(within(seconds{10}, [&] { return content("asked_to_stop") == "yes"; }));
    }
    ::kill(runner, SIGKILL);
    EXPECT_EQ(::waitpid(runner, nullptr, 0), runner);
  }
};

TEST_F(Guardian, AKilledRunnerLeavesNoPoliteServer) {
  kill_runner_of(script(polite));
  EXPECT_TRUE(none_left(seconds{2}));
}

TEST_F(Guardian, AKilledRunnerLeavesNoStubbornServerWithDaemons) {
  kill_runner_of(script("trap '' TERM; setsid -f sleep 1000; setsid -f setsid -f sleep 1001; (sleep 1002 &)\n"
                        "echo '{\"port\": 4000}'; while :; do sleep 0.02; done"));
  EXPECT_TRUE(none_left(seconds{2}));
}

TEST_F(Guardian, AKilledRunnerLeavesNoStoppedServer) {
  kill_runner_of(script("echo '{\"port\": 4000}'; kill -STOP $$"));
  EXPECT_TRUE(none_left(seconds{2}));
}

TEST_F(Guardian, ARunnerThatIsKilledWhileItStopsAServerShortensTheGrace) {
  plan_.stop_timeout = seconds{60};
  kill_runner_of(script("trap 'printf yes >asked_to_stop' TERM; echo '{\"port\": 4000}'; while :; do sleep 0.02; done"),
                 true);
  EXPECT_TRUE(none_left(seconds{2}));
}

TEST_F(Guardian, SignalsOfTheTerminalDoNotReachIt) {
  auto server = start(script(polite));
  ASSERT_TRUE(server);
  EXPECT_EQ(::getsid(server->guardian()), server->guardian()) << "a session of its own";
  EXPECT_NE(::getpgid(server->root()), ::getpgid(server->guardian()));
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) ::kill(server->guardian(), signal);
  std::this_thread::sleep_for(milliseconds{50});
  EXPECT_TRUE(server->alive());
  EXPECT_EQ(server->stop().exit_code, 0);
}

TEST_F(Guardian, ShouldItBeKilledItsServerDiesWithIt) {
  auto server = start(script(polite));
  ASSERT_TRUE(server);
  ::kill(server->guardian(), SIGKILL);
  EXPECT_TRUE(within(seconds{10}, [&] { return !server->alive(); }));
  const auto ending = server->stop();
  EXPECT_FALSE(ending.by_us);
  EXPECT_EQ(ending.signal, SIGKILL);
  EXPECT_THAT(ending.to_sentence(), HasSubstr("the guardian was killed"));
  EXPECT_TRUE(none_left(seconds{2}));
}

TEST_F(Guardian, ShouldItBeKilledTheServersDaemonsEndWithTheStopAndOtherServersLive) {
  const auto daemons =
      "trap '' TERM; setsid -f bash -c \"trap '' TERM; sleep 1000 & sleep 1001\"; setsid -f sleep 1002\n";
  auto server = start(script(daemons + polite));
  ASSERT_TRUE(server);
  ASSERT_TRUE(within(seconds{10}, [&] { return marked().size() >= 5; })) << "guardian, server, three daemons";
  auto other = start(script(polite));
  ASSERT_TRUE(other);
  ::kill(server->guardian(), SIGKILL);
  EXPECT_TRUE(within(seconds{10}, [&] { return !server->alive(); }));
  EXPECT_TRUE(server->stop().guardian_killed);
  EXPECT_TRUE(other->alive());
  EXPECT_FALSE(other->stop().guardian_killed);
  EXPECT_TRUE(none_left());
}

TEST_F(Guardian, ShouldItHangTheStopIsBoundedAllTheSame) {
  plan_.stop_timeout = milliseconds{50};
  auto server = start(script(polite));
  ASSERT_TRUE(server);
  ::kill(server->guardian(), SIGSTOP);
  const auto ending = server->stop();
  EXPECT_TRUE(ending.killed);
  EXPECT_TRUE(none_left(seconds{2}));
}

TEST_F(Guardian, ABinaryThatIsNoGuardianIsAnError) {
  plan_.guardian = "/bin/true";
  EXPECT_THAT(refusal(script(polite)).message(), HasSubstr("name a reqbench binary"));
  plan_.guardian = "/no/such/binary";
  const auto error = refusal(script(polite));
  EXPECT_EQ(error.kind(), ErrorKind::environment);
  EXPECT_THAT(error.message(), AllOf(HasSubstr("/no/such/binary"), HasSubstr("No such file")));
}

TEST_F(Guardian, ItAndTheServerArePinnedBeforeTheServerRuns) {
  const auto allowed = base::allowed_cpus();
  plan_.guard_cpus = {allowed.front()};
  plan_.cpus = {allowed.back()};
  auto server = start(script("taskset -pc $$ >affinity; " + polite));
  ASSERT_TRUE(server) << server.error().message();
  EXPECT_EQ(base::affinity_of(server->guardian()), plan_.guard_cpus);
  EXPECT_EQ(base::affinity_of(server->root()), plan_.cpus);
  EXPECT_THAT(content("affinity"), HasSubstr("list: " + std::to_string(allowed.back()) + "\n"));
}

TEST_F(Guardian, AServerThatIsNotPinnedKeepsAllProcessors) {
  const auto allowed = base::allowed_cpus();
  plan_.guard_cpus = {allowed.front()};
  auto server = start(script(polite));
  ASSERT_TRUE(server) << server.error().message();
  EXPECT_EQ(base::affinity_of(server->root()), allowed);
}

TEST_F(Guardian, ProcessorsThatThereAreNotAreAnError) {
  plan_.cpus = {4095};
  EXPECT_THAT(refusal(script(polite)).message(), AllOf(HasSubstr("starting scripted"), HasSubstr("4095")));
  plan_.cpus = {};
  plan_.guard_cpus = {4095};
  EXPECT_THAT(refusal(script(polite)).message(), HasSubstr("4095"));
  plan_.guard_cpus = {1000000};
  EXPECT_FALSE(start(script(polite)));
}

TEST_F(Guardian, AServerStartsInItsFolderWithACleanEnvironmentAndNoForeignDescriptors) {
  ::setenv("REQBENCH_TEST_SECRET", "from the user", 1);
  const int leaked = ::open("/dev/null", O_RDONLY); // on purpose without O_CLOEXEC
  auto server = start(python(R"(import json, os, resource, signal, time
limits = resource.getrlimit(resource.RLIMIT_NOFILE)
fds = []
for fd in os.listdir("/proc/self/fd"):
    try: fds.append((int(fd), os.readlink("/proc/self/fd/" + fd)))
    except FileNotFoundError: pass
status = dict(l.split(":", 1) for l in open("/proc/self/status") if ":" in l)
json.dump({"cwd": os.getcwd(), "environment": sorted(f"{k}={v}" for k, v in os.environ.items()), "fds": len(fds),
           "stdin": os.readlink("/proc/self/fd/0"), "limit": limits[0] == limits[1], "blocked": status["SigBlk"].strip(),
           "ignored": int(status["SigIgn"].strip(), 16) & (1 << (signal.SIGTERM - 1) | 1 << (signal.SIGINT - 1))},
          open("seen", "w"))
print('{"port": 4000}', flush=True)
time.sleep(1000))"));
  ::close(leaked);
  ::unsetenv("REQBENCH_TEST_SECRET");
  ASSERT_TRUE(server) << server.error().message();
  const auto seen = base::parse_json(content("seen"), "seen");
  ASSERT_TRUE(seen) << content("seen");
  EXPECT_EQ(seen->at("cwd"), (root_ / "servers/scripted").string());
  auto environment = seen->at("environment").get<std::vector<std::string>>();
  std::erase_if(environment, [](const auto &line) { return line.starts_with("LC_CTYPE="); }); // Python's own
  EXPECT_EQ(environment, server->environment());
  EXPECT_EQ(seen->at("fds"), 3);
  EXPECT_EQ(seen->at("stdin"), "/dev/null");
  EXPECT_EQ(seen->at("limit"), true);
  EXPECT_EQ(seen->at("blocked"), "0000000000000000");
  EXPECT_EQ(seen->at("ignored"), 0);
}

} // namespace
} // namespace reqbench::launch
