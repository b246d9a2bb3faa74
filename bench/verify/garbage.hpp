// What anybody may send: requests that are framed rightly, with garbage as path, query and body. Asked a few times of
// each workload by the check `garbage`, and by the thousand of a launch of its own by the life cycle's
// `garbage_flood`.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/stop.hpp"
#include "launch/launcher.hpp"
#include "workload/workload.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace reqbench::verify {

/// GET and POST in turn, to one of `paths` with a garbage query and to a garbage path in turn; every fourth target
/// holds bytes that belong into no target.
workload::Case garbage_request(base::Random &random, int number, std::span<const std::string> paths);

/// The paths of all routes.
std::vector<std::string> paths_of(std::span<const workload::Workload> workloads);

struct Flood {
  std::map<int, int> answers; ///< by status
  int closed = 0;             ///< a connection ended instead of an answer
  /// Anonymous memory of the server's process tree: before, and after each thousand. What it shares with others would
  /// tell of those: PSS falls by megabytes where another interpreter starts, and hides as much of a leak.
  std::vector<std::uint64_t> memory_anonymous_bytes;
  std::string wrong; ///< the first thing that must not be; empty: none
  std::string asked; ///< the bytes that led to it
  int requests() const;
  /// "1000 requests: 400 × 412, 404 × 588; memory 1.20 MiB → 1.21 MiB".
  std::string to_sentence() const;
};

/// By how much memory may grow over a thousand requests and still be flat: half a KiB of a request is not lost.
inline constexpr std::uint64_t flat_growth_bytes = 512UL * 1024;

/// Sends a thousand requests, and looks at statuses, processes and memory. While memory grew by more than it may it
/// sends another thousand, at most eight in all: caches fill and collectors rest, a leak goes on. The same seed sends
/// the same.
Flood flood_with_garbage(const launch::RunningServer &server, std::span<const std::string> paths, std::uint64_t seed,
                         const base::StopFlag &stop);

} // namespace reqbench::verify
