// The runner's side of one guarded process: starts the guardian with its order, hears what it tells, and has the tree
// ended. Servers and their version commands are started through it, nothing else is.
#pragma once

#include "base/clock.hpp"
#include "base/cpus.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "base/stop.hpp"
#include "launch/guard_protocol.hpp"
#include "launch/launcher.hpp"
#include "launch/output.hpp"

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reqbench::launch {

/// How often a wait looks up at the user's wish to stop.
inline constexpr base::Nanoseconds look_up = std::chrono::milliseconds{50};

struct Order {
  std::vector<std::string> command, environment;
  std::filesystem::path folder;   ///< its working directory
  base::CpuSet cpus, guard_cpus;  ///< empty = not pinned
  std::filesystem::path guardian; ///< empty = this binary
  std::size_t keep_bytes = 0;     ///< of standard output
};

/// How the first process ended.
struct Exit {
  int code = 0; ///< −1 when a signal ended it
  int signal = 0;
};

class Guarded {
public:
  /// Returns once the command is executed. Errors (kind server): cannot be executed, or no guardian.
  static base::Result<std::unique_ptr<Guarded>> start(const Order &order, const base::StopFlag &stop);
  ~Guarded(); ///< ends the tree

  pid_t first() const { return started_.pid; }
  pid_t guardian() const { return guardian_; }
  base::Instant exec_at() const { return base::Instant{base::Nanoseconds{started_.at_ns}}; }
  const Output &output() const { return *output_; }

  /// How the first process ended, once it has; waits for that at most `limit`.
  std::optional<Exit> exit(base::Nanoseconds limit);
  /// SIGTERM to the first process, SIGKILL to the tree when the grace is over; returns when all is gone. Once only: a
  /// second call returns the same.
  Ending end(base::Nanoseconds grace);

private:
  Guarded() = default;
  base::Status spawn(const Order &order);
  base::Status wait_started(const base::StopFlag &stop);
  enum class Heard { notice, nothing, silence_for_ever };
  Heard hear(base::Nanoseconds limit, Notice &notice);
  /// True when there was something to take in.
  bool take_notice(base::Nanoseconds limit);
  void reap_guardian();
  /// Whom a guardian leaves behind that did not live to end its tree: they come to this process.
  void kill_orphans();

  pid_t guardian_ = 0;
  base::Descriptor control_;
  std::unique_ptr<Output> output_;
  Notice started_;
  std::optional<Exit> exit_;
  std::optional<Notice> gone_;
  bool guardian_lost_ = false;
  std::optional<Ending> ending_;
};

} // namespace reqbench::launch
