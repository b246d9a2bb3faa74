// A set of processor numbers: asked for, and read back from the kernel, because pinning can silently not happen.
#pragma once

#include "base/result.hpp"

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace reqbench::base {

/// Sorted, without duplicates.
using CpuSet = std::vector<int>;

/// The processors this process may use.
CpuSet allowed_cpus();
/// Restricts a thread (0 = the calling one).
Status pin(pid_t thread, const CpuSet &cpus);
/// What the kernel says of a thread; empty when it is gone.
CpuSet affinity_of(pid_t thread);
/// "0-2,5" ⇄ {0, 1, 2, 5}; a malformed list is an error of kind usage.
std::string to_string(const CpuSet &cpus);
Result<CpuSet> parse_cpus(std::string_view text);

} // namespace reqbench::base
