#include "launch/guarded.hpp"

#include "base/file.hpp"
#include "resource/descendants.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <map>
#include <mutex>
#include <set>

namespace reqbench::launch {
namespace {

using base::Descriptor;
using base::Error;
using base::ErrorKind;
using base::Nanoseconds;
using base::Status;

/// For a guardian to start a process; it has nothing to do but fork and exec.
constexpr Nanoseconds start_limit = std::chrono::seconds{5};
/// Over the grace, for killing and reaping a tree; after that the guardian itself must be stuck.
constexpr Nanoseconds end_reserve = std::chrono::seconds{3};

/// The ends that the child gets stand above the numbers they are copied to, even in a runner that was started with its
/// standard input closed.
Descriptor above_standard(Descriptor low) { return Descriptor{::fcntl(low.get(), F_DUPFD_CLOEXEC, 10)}; }

struct Ends {
  Descriptor ours, childs;
  explicit operator bool() const { return ours && childs; }
};

Ends pipe_ends() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  return {Descriptor{ends[0]}, above_standard(Descriptor{ends[1]})};
}

Ends socket_ends() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return {};
  return {Descriptor{ends[0]}, above_standard(Descriptor{ends[1]})};
}

/// A binary that does not know `guard` (a test, say) and is started as one would start itself again without end.
bool is_false_guardian() {
  const auto arguments = base::read_file("/proc/self/cmdline");
  const std::string_view second{"\0guard\0", 7};
  return arguments && arguments->find(second) == arguments->find('\0') && arguments->find(second) != arguments->npos;
}

/// The guardians of this process that live: its other children from another session are orphans of one that does not.
class Guardians {
public:
  void add(pid_t guardian) {
    const std::scoped_lock lock{mutex_};
    living_.insert(guardian);
  }
  void remove(pid_t guardian) {
    const std::scoped_lock lock{mutex_};
    living_.erase(guardian);
  }
  bool hold(pid_t process) {
    const std::scoped_lock lock{mutex_};
    return living_.contains(process);
  }

private:
  std::mutex mutex_;
  std::set<pid_t> living_;
};

Guardians &guardians() {
  static Guardians all;
  return all;
}

/// Children of this process that it did not start: guardians are known, and all else that it starts stays in its
/// session.
std::vector<pid_t> orphans() {
  std::map<pid_t, pid_t> parent_of;
  resource::update_parents(parent_of);
  std::vector<pid_t> found;
  for (const auto &[process, parent] : parent_of)
    if (parent == ::getpid() && ::getsid(process) != ::getsid(0) && !guardians().hold(process))
      found.push_back(process);
  return found;
}

Error interrupted() { return Error{ErrorKind::interrupted, "interrupted while a server was starting"}; }

std::string cpus_word(const base::CpuSet &cpus) { return cpus.empty() ? "-" : base::to_string(cpus); }

std::vector<char *> pointers(std::vector<std::string> &words) {
  std::vector<char *> all;
  for (auto &word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

/// posix_spawn's two helper objects, destroyed together.
class SpawnPlan {
public:
  SpawnPlan() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    // A session of its own from the first moment: Ctrl-C goes to the terminal's group, and must not end the guardian.
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan &) = delete;
  SpawnPlan &operator=(const SpawnPlan &) = delete;

  void give(const Descriptor &descriptor, int as) {
    ::posix_spawn_file_actions_adddup2(&actions_, descriptor.get(), as);
  }
  int spawn(pid_t &pid, const char *program, char *const *arguments, char *const *environment) const {
    return ::posix_spawn(&pid, program, &actions_, &attributes_, arguments, environment);
  }

private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

} // namespace

base::Result<std::unique_ptr<Guarded>> Guarded::start(const Order &order, const base::StopFlag &stop) {
  if (stop.requested()) return interrupted();
  std::unique_ptr<Guarded> guarded{new Guarded};
  if (auto spawned = guarded->spawn(order); !spawned) return std::move(spawned).error();
  if (auto started = guarded->wait_started(stop); !started) return std::move(started).error();
  return guarded;
}

Status Guarded::spawn(const Order &order) {
  const std::string program = order.guardian.empty() ? "/proc/self/exe" : order.guardian.string();
  if (is_false_guardian())
    return Error{ErrorKind::environment, "this program was started as a guardian but does not know 'guard'; name a "
                                         "reqbench binary as the guardian"};
  auto control = socket_ends();
  auto out = pipe_ends();
  auto err = pipe_ends();
  if (!control || !out || !err) return base::system_error(ErrorKind::environment, "opening pipes to a server");
  ::prctl(PR_SET_CHILD_SUBREAPER, 1); // for kill_orphans(); where it is refused, they go to init as they always did
  SpawnPlan plan;
  plan.give(out.childs, STDOUT_FILENO);
  plan.give(err.childs, STDERR_FILENO);
  plan.give(control.childs, control_descriptor);

  std::vector<std::string> arguments = {"reqbench", "guard", cpus_word(order.guard_cpus), cpus_word(order.cpus),
                                        order.folder.string()};
  arguments.insert(arguments.end(), order.command.begin(), order.command.end());
  auto environment = order.environment;
  const int code = plan.spawn(guardian_, program.c_str(), pointers(arguments).data(), pointers(environment).data());
  if (code != 0) {
    guardian_ = 0;
    errno = code;
    return base::system_error(ErrorKind::environment, "starting the guardian " + program);
  }
  guardians().add(guardian_);
  control_ = std::move(control.ours);
  output_ = std::make_unique<Output>(std::move(out.ours), std::move(err.ours), order.keep_bytes);
  return {};
}

Status Guarded::wait_started(const base::StopFlag &stop) {
  const auto deadline = base::now() + start_limit;
  while (base::now() < deadline) {
    if (stop.requested()) return interrupted();
    const auto heard = hear(look_up, started_);
    if (heard == Heard::silence_for_ever) break;
    if (heard == Heard::nothing) continue;
    if (started_.kind == Notice::Kind::started) return {};
    return Error{ErrorKind::server, started_.text};
  }
  return Error{ErrorKind::environment,
               "the guardian did not say that it started anything; name a reqbench binary as the guardian"};
}

Guarded::~Guarded() {
  if (guardian_ != 0) (void)end(Nanoseconds{0});
}

Guarded::Heard Guarded::hear(Nanoseconds limit, Notice &notice) {
  pollfd event{control_.get(), POLLIN, 0};
  const timespec wait{limit.count() / 1'000'000'000, limit.count() % 1'000'000'000};
  if (::ppoll(&event, 1, &wait, nullptr) <= 0) return Heard::nothing;
  return ::recv(control_.get(), &notice, sizeof notice, 0) == sizeof notice ? Heard::notice : Heard::silence_for_ever;
}

bool Guarded::take_notice(Nanoseconds limit) {
  Notice notice;
  const auto heard = hear(limit, notice);
  if (heard == Heard::nothing) return false;
  if (heard == Heard::silence_for_ever) {
    // Only SIGKILL ends a guardian before its tree, and its end is SIGKILL for the first process.
    if (!exit_) exit_ = Exit{-1, SIGKILL};
    gone_ = Notice{};
    guardian_lost_ = true;
  } else if (notice.kind == Notice::Kind::exited) {
    exit_ = Exit{notice.exit_code, notice.signal};
  } else {
    gone_ = notice;
  }
  return true;
}

std::optional<Exit> Guarded::exit(Nanoseconds limit) {
  if (!exit_ && !gone_) take_notice(limit);
  return exit_;
}

Ending Guarded::end(Nanoseconds grace) {
  if (ending_) return *ending_;
  while (!exit_ && !gone_ && take_notice(Nanoseconds{0})) {
  }
  Ending ending;
  ending.by_us = !exit_;
  const auto begin = base::now();
  const StopOrder order{grace.count()};
  (void)::send(control_.get(), &order, sizeof order, MSG_NOSIGNAL); // a guardian that is gone shows below
  for (const auto deadline = begin + grace + end_reserve; !gone_ && base::now() < deadline;) take_notice(look_up);
  ending.took = base::now() - begin;
  reap_guardian();
  if (guardian_lost_ || !gone_) kill_orphans();
  const auto left = exit_.value_or(Exit{-1, SIGKILL});
  ending.killed = !gone_ || gone_->killed != 0;
  ending.guardian_killed = guardian_lost_;
  ending.exit_code = left.code;
  ending.signal = left.signal;
  // Everything that could hold the pipes is gone, so what is in them comes at once.
  (void)output_->wait_closed(std::chrono::seconds{1});
  ending_ = ending;
  return ending;
}

/// A guardian that told its end leaves at once; one that did not is stuck and takes its first process with it.
void Guarded::reap_guardian() {
  if (!gone_) ::kill(guardian_, SIGKILL);
  while (::waitpid(guardian_, nullptr, 0) < 0 && errno == EINTR) {
  }
  guardians().remove(guardian_);
}

void Guarded::kill_orphans() {
  // In rounds: what forks while it is being killed, and the children of those that were, show in the next look only.
  const auto deadline = base::now() + end_reserve;
  for (auto left = orphans(); !left.empty() && base::now() < deadline; left = orphans()) {
    for (const pid_t orphan : left) {
      for (const pid_t below : resource::descendants(orphan)) ::kill(below, SIGKILL);
      ::kill(orphan, SIGKILL);
    }
    for (const pid_t orphan : left) ::waitpid(orphan, nullptr, 0);
  }
}

} // namespace reqbench::launch
