// What the machine did to a load beside serving it: processors that were slowed down or held back, memory that was
// swapped, a clock that jumped. Counters of the kernel, read just before and just after a load, never inside its
// window.
#pragma once

#include "base/clock.hpp"
#include "base/cpus.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace reqbench::resource {

/// Since the machine began; what the kernel does not tell is 0 or empty.
struct MachineCounts {
  std::uint64_t thermal_throttles = 0; ///< of all processors: how often one was slowed down because it was hot
  base::Nanoseconds held_back{};       ///< by the quota of our control group
  std::uint64_t swapped_bytes = 0;     ///< in and out
  base::Nanoseconds suspended{};       ///< the machine slept
  base::Nanoseconds wall_clock{};      ///< the wall clock less the monotonic one
  std::string clock_source;
  std::uint64_t frequency_hz = 0; ///< of the slowest of the server's processors, now
  int temperature_celsius = 0;    ///< of the hottest sensor, now
};

/// `server`: the processors whose frequency is read.
MachineCounts machine_counts_in(const std::filesystem::path &root, const base::CpuSet &server);
/// Of this machine, with its clocks.
MachineCounts read_machine_counts(const base::CpuSet &server);

/// Over one load.
struct Disturbance {
  base::Nanoseconds generator_foreign_cpu{}; ///< busy time of the generator's processors that is neither side's
  std::uint64_t thermal_throttles = 0;
  base::Nanoseconds held_back{};
  std::uint64_t swapped_bytes = 0;
  base::Nanoseconds suspended{};
  base::Nanoseconds clock_jump{}; ///< of the wall clock, either way
  std::string clock_source;       ///< at the end
  bool clock_source_changed = false;
  std::uint64_t server_frequency_hz = 0; ///< at the end, while the load was hardly over; 0 = not told
  int temperature_celsius = 0;           ///< likewise
};

/// Nothing of generator_foreign_cpu, which is counted inside the window.
Disturbance between(const MachineCounts &before, const MachineCounts &after);

} // namespace reqbench::resource
