// Where the time of each processor went, as /proc/stat counts it: the difference of two readings tells what was busy,
// and what the hypervisor took. Ticks of 10 ms: for windows of seconds, not for requests.
#pragma once

#include "base/clock.hpp"
#include "base/cpus.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace reqbench::base {

struct CpuTime {
  Nanoseconds busy{}; ///< user + nice + system + irq + softirq
  Nanoseconds steal{};
  Nanoseconds idle{}; ///< idle + iowait
};

/// One per processor number; a missing one is 0.
std::vector<CpuTime> read_cpu_times();
/// The lines "cpu<n> …" of /proc/stat.
std::vector<CpuTime> parse_cpu_times(std::string_view stat, std::uint64_t ticks_per_second);

/// What these processors spent between two readings.
CpuTime spent(const std::vector<CpuTime> &begin, const std::vector<CpuTime> &end, const CpuSet &cpus);

/// A kernel tick as time.
Nanoseconds from_ticks(std::uint64_t ticks, std::uint64_t ticks_per_second);
/// sysconf(_SC_CLK_TCK): 100 on every Linux of today.
std::uint64_t ticks_per_second();

} // namespace reqbench::base
