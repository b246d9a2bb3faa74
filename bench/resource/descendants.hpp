// Who belongs to a process, by the parent that the kernel names: also processes that left group and session. Those that
// outlived their parent belong to the nearest sub-reaper above them. The guardian kills by it, ProcessTree measures.
#pragma once

#include <sys/types.h>

#include <map>
#include <vector>

namespace reqbench::resource {

/// All below `root` in child → parent pairs, without root itself.
std::vector<pid_t> descendants_in(const std::map<pid_t, pid_t> &parent_of, pid_t root);

/// The same from /proc, now. By a walk over all processes, because not every kernel has
/// /proc/<pid>/task/<tid>/children.
std::vector<pid_t> descendants(pid_t root);

/// Brings child → parent pairs up to date with /proc, and reads only what is new: those that came, and those whose
/// parent ended.
void update_parents(std::map<pid_t, pid_t> &parent_of);

} // namespace reqbench::resource
