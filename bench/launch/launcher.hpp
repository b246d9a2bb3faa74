// Bring a server up, know that it is ready, bring it down: always. Between runner and server stands a small guardian
// (`reqbench guard`): sub-reaper of the server's tree, in a process group of its own; it ends the whole tree when the
// runner's pipe closes, so a killed runner leaves no orphan.
#pragma once

#include "base/clock.hpp"
#include "base/cpus.hpp"
#include "base/result.hpp"
#include "base/stop.hpp"
#include "connection/endpoint.hpp"
#include "launch/manifest.hpp"

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace reqbench::launch {

struct LaunchPlan {
  int workers = 1;
  int port = 0;                       ///< 0 = the server picks one
  base::CpuSet cpus;                  ///< the server's; empty = not pinned
  base::CpuSet guard_cpus;            ///< the guardian's; empty = not pinned
  std::vector<std::string> arguments; ///< further words at the end of its start command
  base::Nanoseconds ready_timeout = std::chrono::seconds{10};
  base::Nanoseconds stop_timeout = std::chrono::seconds{2}; ///< between SIGTERM and SIGKILL
  std::filesystem::path guardian;                           ///< the binary that knows `guard`; empty = /proc/self/exe
};

/// How it ended, once it has.
struct Ending {
  bool by_us = false;  ///< stopped after SIGTERM from us
  bool killed = false; ///< did not leave in time and was killed
  int exit_code = 0;   ///< −1 when a signal ended it
  int signal = 0;
  base::Nanoseconds took{}; ///< SIGTERM → whole tree gone
  /// Somebody killed the guardian, and the kernel the first process with it; what was left is ended all the same.
  bool guardian_killed = false;
  std::string to_sentence() const;
};

class RunningServer {
public:
  RunningServer(RunningServer &&) noexcept;
  RunningServer &operator=(RunningServer &&) noexcept;
  ~RunningServer(); ///< stops it

  const connection::Endpoint &endpoint() const;
  const std::string &ready_line() const;
  pid_t root() const; ///< the server's first process (child of the guardian)
  pid_t guardian() const;
  base::Instant exec_at() const;                       ///< the moment just before its exec
  const std::vector<std::string> &command() const;     ///< as executed
  const std::vector<std::string> &environment() const; ///< "K=V", as given (the allow-list and the manifest's own)
  /// An error (kind server) when connections to the port come to a process outside the server's tree. It reads /proc:
  /// not for a moment that is measured.
  base::Status owns_port() const;
  /// False once the first process is gone.
  bool alive();
  /// Its standard output so far, at most a little more than the longest ready line.
  std::string printed() const;
  /// The last lines of its standard error (at most 20, each at most 400 bytes).
  std::vector<std::string> last_words() const;
  /// SIGTERM to the first process, after stop_timeout SIGKILL to the tree; returns when all of it is gone.
  Ending stop();

private:
  friend base::Result<RunningServer> launch(const Manifest &, const std::filesystem::path &, const LaunchPlan &,
                                            const base::StopFlag &);
  struct State;
  explicit RunningServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Starts the server and waits for its ready line. Errors (kind server) tell apart: cannot be executed, left at start
/// (with exit code), printed garbage, not ready in time; the details are its last words. The tree is gone when an error
/// returns.
base::Result<RunningServer> launch(const Manifest &manifest, const std::filesystem::path &root, const LaunchPlan &plan,
                                   const base::StopFlag &stop);

/// The versions really running: the manifest's version command under the start's environment; an empty object without
/// one.
base::Result<base::Json> running_versions(const Manifest &manifest, const std::filesystem::path &root,
                                          const base::StopFlag &stop);

/// `reqbench guard …`: the guardian's main; called by cli before anything else is set up.
int guard_main(int argc, char **argv);

} // namespace reqbench::launch
