// The one clock of every measured time: CLOCK_MONOTONIC in nanoseconds. A wall clock is read only to date a run
// and to see whether it jumped.
#pragma once

#include <time.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <string>

namespace reqbench::base {

using Nanoseconds = std::chrono::nanoseconds;
/// A moment of the monotonic clock, counted from boot. Instants of different processes on one host are comparable.
using Instant = std::chrono::time_point<std::chrono::steady_clock, Nanoseconds>;

inline Instant now() { return std::chrono::steady_clock::now(); }

inline double to_seconds(Nanoseconds d) { return std::chrono::duration<double>(d).count(); }
/// Rounded to the nearest nanosecond; of what lies beyond ±292 years, as a damaged file may say, that.
inline Nanoseconds from_seconds(double s) {
  constexpr double longest_s = 9.2e9;
  return Nanoseconds{std::llround(std::clamp(s, -longest_s, longest_s) * 1e9)};
}

/// What a clock of the kernel says: CPU time of this thread or process, time since boot. Nothing when it has no such
/// clock, as of a process that has ended.
std::optional<Nanoseconds> read_clock(clockid_t which);

/// The wall clock less the monotonic one: it changes when somebody sets the wall clock, and else by a millisecond a
/// second at most.
Nanoseconds wall_clock_offset();
/// So much of a change is no creeping of a clock that is disciplined.
inline constexpr Nanoseconds least_clock_jump = std::chrono::milliseconds{500};

/// The wall clock as "2026-11-23T05:20:59Z".
std::string utc_now();

} // namespace reqbench::base
