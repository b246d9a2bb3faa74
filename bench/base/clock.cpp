#include "base/clock.hpp"

#include <ctime>

namespace reqbench::base {

std::optional<Nanoseconds> read_clock(clockid_t which) {
  timespec time{};
  if (::clock_gettime(which, &time) != 0) return std::nullopt;
  return std::chrono::seconds{time.tv_sec} + Nanoseconds{time.tv_nsec};
}

Nanoseconds wall_clock_offset() {
  constexpr Nanoseconds none{0};
  return read_clock(CLOCK_REALTIME).value_or(none) - read_clock(CLOCK_MONOTONIC).value_or(none);
}

std::string utc_now() {
  const std::time_t t = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&t, &parts);
  char text[32];
  const auto n = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return std::string(text, n);
}

} // namespace reqbench::base
