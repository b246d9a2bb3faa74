// What a server consumed: its whole process tree, read from /proc without root. Memory reads walk page tables, so they
// are for between the loads; CPU clocks are cheap and exact to the nanosecond, so they are read at the edges of each
// load.
#pragma once

#include "base/cpus.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "resource/tree_cpu.hpp"

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace reqbench::resource {

/// Bytes, summed over the tree.
struct Memory {
  std::uint64_t pss = 0; ///< proportional set size: shared pages divided among those who share them
  std::uint64_t anonymous = 0;
  std::uint64_t rss_peak_sum = 0; ///< sum of high-water marks since reset_peaks(); counts shared pages once per process
};

struct Counters {
  int processes = 0, threads = 0, descriptors = 0;
  std::uint64_t voluntary_switches = 0, involuntary_switches = 0;
};

/// The affinity of every thread of the tree, as the kernel says it.
struct ThreadAffinity {
  pid_t thread;
  std::string name;
  base::CpuSet cpus;
};

/// What a thread has used since it began, or between two readings.
struct ThreadUse {
  pid_t thread = 0;
  std::string name;
  base::Nanoseconds cpu{};
};
/// What each thread of both readings used in between, the busiest first and at most `most` of them; not those that
/// slept.
std::vector<ThreadUse> used_between(const std::vector<ThreadUse> &begin, const std::vector<ThreadUse> &end,
                                    std::size_t most);

class ProcessTree {
public:
  /// root and all its descendants. `reaper` (0 = none) is the sub-reaper above root: descendants that outlived their
  /// parent hang there and belong to the tree; it does not.
  explicit ProcessTree(pid_t root, pid_t reaper = 0);
  /// Finds the processes anew (forked workers). Not for inside a measured window: it reads every process of the
  /// machine.
  void refresh();
  const std::vector<pid_t> &processes() const;

  /// Processes that vanish while being read count as 0; an error only when none could be read.
  base::Result<Memory> memory() const;
  /// For the edges of a window: those that came since are found too. Some 10 µs a process, and 1 µs for each other one
  /// of the machine.
  TreeCpu cpu();
  base::Result<Counters> counters() const;
  std::vector<ThreadAffinity> affinity() const;
  /// Some 20 µs a thread: not for inside a measured window.
  std::vector<ThreadUse> threads() const;
  /// Resets the high-water marks (clear_refs 5); false when the kernel refuses.
  bool reset_peaks() const;

private:
  void find_processes();

  pid_t root_, reaper_;
  std::vector<pid_t> processes_;
  std::map<pid_t, pid_t> parent_of_;     ///< of the whole machine
  std::map<pid_t, bool> drops_children_; ///< asked once a process
};

} // namespace reqbench::resource
