// The guardian's side: start the server, wait for its end or the runner's, leave nobody behind.
#include "base/clock.hpp"
#include "base/cpus.hpp"
#include "base/descriptor.hpp"
#include "launch/guard_protocol.hpp"
#include "launch/launcher.hpp"
#include "resource/descendants.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace reqbench::launch {
namespace {

using base::Nanoseconds;

/// The runner is gone and cannot choose: short, so that no orphan is left 2 s after it.
constexpr Nanoseconds grace_of_orphans = std::chrono::seconds{1};

/// Ctrl-C and a closed terminal are the runner's to handle; the guardian outlives it.
constexpr std::array ignored_signals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};

struct Arguments {
  base::CpuSet guard_cpus, server_cpus;
  const char *folder = nullptr;
  char **command = nullptr;
};

base::Result<base::CpuSet> cpus_of(std::string_view word) {
  if (word == "-") return base::CpuSet{};
  return base::parse_cpus(word);
}

base::Result<Arguments> parse(int argc, char **argv) {
  using base::Error, base::ErrorKind;
  int type = 0;
  socklen_t size = sizeof type;
  if (argc <= command_word || ::getsockopt(control_descriptor, SOL_SOCKET, SO_TYPE, &type, &size) != 0)
    return Error{ErrorKind::usage, "guard is started by reqbench itself, to end a server when the runner ends"};
  auto guard_cpus = cpus_of(argv[guard_cpus_word]);
  if (!guard_cpus) return std::move(guard_cpus).error();
  auto server_cpus = cpus_of(argv[server_cpus_word]);
  if (!server_cpus) return std::move(server_cpus).error();
  return Arguments{*guard_cpus, *server_cpus, argv[folder_word], argv + command_word};
}

/// What the child tells through a pipe that exec closes: the moment, and, should it come to that, why it failed.
struct ChildWord {
  std::int64_t at_ns = 0;
  char refusal[sizeof Notice::text] = {};
};

void tell(int pipe, const ChildWord &word) {
  // Far below PIPE_BUF into an empty pipe: written whole.
  if (::write(pipe, &word, sizeof word) != sizeof word) ::_exit(127);
}

[[noreturn]] void refuse(int pipe, const std::string &why) {
  ChildWord word;
  std::snprintf(word.refusal, sizeof word.refusal, "%s", why.c_str());
  tell(pipe, word);
  ::_exit(127);
}

/// The child's part: becomes the server.
[[noreturn]] void become_server(const Arguments &arguments, const base::CpuSet &cpus, int pipe) {
  ::setpgid(0, 0);                    // a server that signals its own group must not reach the guardian
  ::prctl(PR_SET_PDEATHSIG, SIGKILL); // should even the guardian be killed
  if (const auto pinned = base::pin(0, cpus); !pinned) refuse(pipe, pinned.error().message());
  if (::chdir(arguments.folder) != 0)
    refuse(pipe, std::string{"entering "} + arguments.folder + ": " + std::strerror(errno));
  for (const int signal : ignored_signals) std::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  tell(pipe, {base::now().time_since_epoch().count(), {}});
  ::execvp(arguments.command[0], arguments.command);
  refuse(pipe, std::string{"executing "} + arguments.command[0] + ": " + std::strerror(errno));
}

class Guardian {
public:
  explicit Guardian(const Arguments &arguments) : arguments_{arguments} {}
  int run();

private:
  base::Status prepare();
  bool start_server();
  void wait_for_event();
  void hear_runner();
  void reap();
  void begin_end(Nanoseconds grace);
  void kill_tree();
  void send(const Notice &notice) const;
  void send_refusal(const std::string &why) const;

  const Arguments &arguments_;
  base::CpuSet server_cpus_;
  base::Descriptor child_events_;
  pid_t first_ = 0; // 0 = gone
  bool tree_gone_ = false;
  bool runner_gone_ = false;
  bool ending_ = false;
  bool killed_ = false;
  base::Instant deadline_{};
};

int Guardian::run() {
  if (const auto ready = prepare(); !ready) {
    send_refusal(ready.error().message());
    return 1;
  }
  if (!start_server()) return 1;
  while (!tree_gone_ || !ending_) {
    wait_for_event();
    if (!runner_gone_) hear_runner();
    reap();
    if (ending_ && !tree_gone_ && base::now() >= deadline_) kill_tree();
  }
  Notice gone;
  gone.kind = Notice::Kind::gone;
  gone.killed = killed_;
  send(gone);
  return 0;
}

base::Status Guardian::prepare() {
  ::prctl(PR_SET_NAME, "reqbench-guard");
  ::fcntl(control_descriptor, F_SETFD, FD_CLOEXEC);
  ::close_range(control_descriptor + 1, ~0U, 0);
  for (const int signal : ignored_signals) std::signal(signal, SIG_IGN);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &child, nullptr);
  child_events_.reset(::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!child_events_ || ::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
    return base::system_error(base::ErrorKind::environment, "becoming a guardian");
  // A server may serve as many connections as this machine lets anyone.
  rlimit descriptors{};
  if (::getrlimit(RLIMIT_NOFILE, &descriptors) == 0) {
    descriptors.rlim_cur = descriptors.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &descriptors);
  }
  server_cpus_ = arguments_.server_cpus.empty() ? base::allowed_cpus() : arguments_.server_cpus;
  if (arguments_.guard_cpus.empty()) return {};
  return base::pin(0, arguments_.guard_cpus);
}

bool Guardian::start_server() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    send_refusal(base::system_error(base::ErrorKind::environment, "opening a pipe").message());
    return false;
  }
  const base::Descriptor report{ends[0]};
  base::Descriptor child_end{ends[1]};
  first_ = ::fork();
  if (first_ == 0) become_server(arguments_, server_cpus_, child_end.get());
  if (first_ < 0) {
    send_refusal(base::system_error(base::ErrorKind::environment, "forking the server").message());
    return false;
  }
  child_end.reset();
  // The runner must see the server's outputs end when the server closes them, not when the guardian leaves.
  const base::Descriptor nothing{::open("/dev/null", O_RDWR | O_CLOEXEC)};
  for (const int output : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing.get(), output);

  Notice notice;
  notice.kind = Notice::Kind::started;
  notice.pid = first_;
  ChildWord word;
  while (::read(report.get(), &word, sizeof word) == sizeof word) {
    if (word.refusal[0] != '\0') {
      ::waitpid(first_, nullptr, 0);
      send_refusal(word.refusal);
      return false;
    }
    notice.at_ns = word.at_ns;
  }
  send(notice);
  return true;
}

void Guardian::wait_for_event() {
  // Killing goes in rounds, because what forks while it is being killed shows in the next look only.
  constexpr Nanoseconds round = std::chrono::milliseconds{5};
  pollfd events[2] = {{child_events_.get(), POLLIN, 0}, {runner_gone_ ? -1 : control_descriptor, POLLIN, 0}};
  timespec limit{};
  if (ending_)
    limit.tv_nsec = std::clamp(deadline_ - base::now(), round, Nanoseconds{std::chrono::milliseconds{100}}).count();
  ::ppoll(events, 2, ending_ ? &limit : nullptr, nullptr);
  signalfd_siginfo event;
  while (::read(child_events_.get(), &event, sizeof event) > 0) {
  }
}

void Guardian::hear_runner() {
  StopOrder order;
  const auto size = ::recv(control_descriptor, &order, sizeof order, MSG_DONTWAIT);
  if (size == sizeof order) return begin_end(Nanoseconds{order.grace_ns});
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  runner_gone_ = true;
  begin_end(grace_of_orphans);
}

/// Orphans of the tree come to the sub-reaper, so "no child left" means that the whole tree is gone.
void Guardian::reap() {
  int status = 0;
  pid_t pid = 0;
  while ((pid = ::waitpid(-1, &status, WNOHANG)) > 0) {
    if (pid != first_) continue;
    first_ = 0;
    Notice exited;
    exited.kind = Notice::Kind::exited;
    exited.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    exited.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    send(exited);
  }
  tree_gone_ = pid < 0 && errno == ECHILD;
}

void Guardian::begin_end(Nanoseconds grace) {
  const auto deadline = base::now() + grace;
  if (ending_) {
    deadline_ = std::min(deadline_, deadline);
    return;
  }
  ending_ = true;
  // Without a first process nobody is left to understand SIGTERM.
  deadline_ = first_ != 0 ? deadline : base::now();
  if (first_ != 0) ::kill(first_, SIGTERM);
}

void Guardian::kill_tree() {
  for (const pid_t pid : resource::descendants(::getpid())) {
    ::kill(pid, SIGKILL);
    killed_ = true;
  }
}

void Guardian::send(const Notice &notice) const {
  // A runner that is gone hears nothing, and the tree is ended all the same.
  (void)::send(control_descriptor, &notice, sizeof notice, MSG_NOSIGNAL);
}

void Guardian::send_refusal(const std::string &why) const {
  Notice notice;
  std::snprintf(notice.text, sizeof notice.text, "%s", why.c_str());
  send(notice);
}

} // namespace

int guard_main(int argc, char **argv) {
  const auto arguments = parse(argc, argv);
  if (!arguments) {
    std::fprintf(stderr, "reqbench: %s\n", arguments.error().message().c_str());
    return 2;
  }
  return Guardian{*arguments}.run();
}

} // namespace reqbench::launch
