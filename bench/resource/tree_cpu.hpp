// The CPU account of a process tree between two readings, also when processes came and went in between. A process that
// ends takes its clock with it, but whoever waits for it inherits the sum; so the total of a tree is that of the living
// and of those that were waited for. Where nobody waited, the account says that it is not whole.
#pragma once

#include "base/clock.hpp"

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace reqbench::resource {

/// CPU time from one reading to a later one.
struct Cpu {
  base::Nanoseconds total{};          ///< of the living from process CPU clocks (ended threads included)
  base::Nanoseconds user{}, system{}; ///< from stat: ticks of 10 ms, only for the split
};

/// What one process had used when it was read.
struct ProcessCpu {
  pid_t process = 0, parent = 0;
  std::uint64_t started = 0; ///< ticks since boot: tells it from a later process of the same number
  Cpu own;
  Cpu waited_for;              ///< of the ended children that it has waited for, and of theirs; in ticks
  bool drops_children = false; ///< ignores SIGCHLD: the kernel buries its children, and nobody inherits
};

/// One reading.
struct TreeCpu {
  std::vector<ProcessCpu> processes;
  Cpu waited_for_by_reaper; ///< of those that outlived their parents
  base::Instant at{};
};

struct Consumed {
  Cpu cpu;
  bool whole = true;     ///< false: processes of the first reading ended, and nobody waited for them
  bool may_hide = false; ///< a process drops its children: what was born and ended between the readings is unknown
};

/// With an empty `begin`: since the processes' start.
Consumed consumed(const TreeCpu &begin, const TreeCpu &end);

} // namespace reqbench::resource
