// Who belongs to a process, by the parent that the kernel names: also processes that left group and session. Those that
// outlived their parent belong to the nearest sub-reaper above them.
#pragma once

#include <sys/types.h>

#include <map>
#include <string_view>
#include <vector>

namespace reqbench::launch {

/// The parent in the text of /proc/<pid>/stat; 0 when the text is none. A process name may hold anything, also ") 1".
pid_t parent_in(std::string_view stat);

/// All below `root` in child → parent pairs, without root itself.
std::vector<pid_t> descendants_in(const std::map<pid_t, pid_t> &parent_of, pid_t root);

/// The same from /proc, now.
std::vector<pid_t> descendants(pid_t root);

} // namespace reqbench::launch
