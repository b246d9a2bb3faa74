#include "resource/disturbance.hpp"

#include "base/file.hpp"
#include "resource/cgroup.hpp"
#include "resource/machine.hpp"
#include "resource/proc_text.hpp"

#include <unistd.h>

#include <algorithm>
#include <sstream>

namespace reqbench::resource {
namespace {

namespace fs = std::filesystem;
using base::Nanoseconds;

Nanoseconds time_of(clockid_t which) { return base::read_clock(which).value_or(Nanoseconds{0}); }

std::uint64_t throttles_in(const fs::path &processors) {
  std::uint64_t sum = 0;
  std::error_code ignored;
  for (const auto &entry : fs::directory_iterator{processors, ignored})
    for (const auto *file : {"core_throttle_count", "package_throttle_count"})
      sum += parse_number(first_line(entry.path() / "thermal_throttle" / file)).value_or(0);
  return sum;
}

/// "pswpin 17" and "pswpout 4" of /proc/vmstat, in pages.
std::uint64_t swapped_pages(const std::string &vmstat) {
  std::istringstream lines{vmstat};
  std::uint64_t sum = 0;
  std::string key, value;
  while (lines >> key >> value)
    if (key == "pswpin" || key == "pswpout") sum += parse_number(value).value_or(0);
  return sum;
}

std::uint64_t slowest_hz(const fs::path &processors, const base::CpuSet &cpus) {
  std::uint64_t slowest = 0;
  for (const int cpu : cpus) {
    const auto khz = parse_number(first_line(processors / ("cpu" + std::to_string(cpu)) / "cpufreq/scaling_cur_freq"));
    if (khz && (slowest == 0 || *khz * 1000 < slowest)) slowest = *khz * 1000;
  }
  return slowest;
}

int hottest(const fs::path &sensors) {
  std::uint64_t most = 0;
  std::error_code ignored;
  for (const auto &entry : fs::directory_iterator{sensors, ignored})
    if (entry.path().filename().string().starts_with("thermal_zone"))
      most = std::max(most, parse_number(first_line(entry.path() / "temp")).value_or(0)); // below 0 °C is no number
  constexpr std::uint64_t most_believable = 200'000;
  return most > most_believable ? 0 : static_cast<int>(most / 1000);
}

Nanoseconds grown(Nanoseconds before, Nanoseconds after) { return std::max(Nanoseconds{0}, after - before); }
std::uint64_t grown(std::uint64_t before, std::uint64_t after) { return after - std::min(before, after); }

} // namespace

MachineCounts machine_counts_in(const fs::path &root, const base::CpuSet &server) {
  const auto processors = root / "sys/devices/system/cpu";
  MachineCounts counts;
  counts.thermal_throttles = throttles_in(processors);
  counts.held_back = cgroup_in(root).held_back.value_or(Nanoseconds{0});
  counts.swapped_bytes = swapped_pages(base::read_file(root / "proc/vmstat").value_or(std::string{})) *
                         static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  counts.clock_source = first_line(root / "sys/devices/system/clocksource/clocksource0/current_clocksource");
  counts.frequency_hz = slowest_hz(processors, server);
  counts.temperature_celsius = hottest(root / "sys/class/thermal");
  return counts;
}

MachineCounts read_machine_counts(const base::CpuSet &server) {
  auto counts = machine_counts_in("/", server);
  counts.suspended = time_of(CLOCK_BOOTTIME) - time_of(CLOCK_MONOTONIC);
  counts.wall_clock = base::wall_clock_offset();
  return counts;
}

Disturbance between(const MachineCounts &before, const MachineCounts &after) {
  Disturbance seen;
  seen.thermal_throttles = grown(before.thermal_throttles, after.thermal_throttles);
  seen.held_back = grown(before.held_back, after.held_back);
  seen.swapped_bytes = grown(before.swapped_bytes, after.swapped_bytes);
  seen.suspended = grown(before.suspended, after.suspended);
  seen.clock_jump = after.wall_clock - before.wall_clock;
  seen.clock_source = after.clock_source;
  seen.clock_source_changed = before.clock_source != after.clock_source;
  seen.server_frequency_hz = after.frequency_hz;
  seen.temperature_celsius = after.temperature_celsius;
  return seen;
}

} // namespace reqbench::resource
