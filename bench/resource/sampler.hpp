// A process tree's memory and CPU in time: ten looks a second at `stat` and `statm`, which cost microseconds and walk
// no page tables, so that they may be taken while a load is measured.
#pragma once

#include "base/clock.hpp"

#include <sys/types.h>

#include <cstdint>
#include <thread>
#include <vector>

namespace reqbench::resource {

struct UsePoint {
  base::Instant at{};
  std::uint64_t rss_bytes = 0; ///< summed over the processes: pages that they share count in each
  base::Nanoseconds cpu{};     ///< since they began, in ticks of 10 ms
};

struct Sampled {
  std::vector<UsePoint> points; ///< in the order of time
  base::Nanoseconds cpu{};      ///< that the looking itself took
};

class Sampler {
public:
  static constexpr base::Nanoseconds period = std::chrono::milliseconds{100};

  /// Begins to look at these processes, on a thread of its own that runs where the caller may run. Those that come
  /// later are not seen; one that ends counts as 0 from then on.
  explicit Sampler(std::vector<pid_t> processes);
  Sampler(const Sampler &) = delete;
  Sampler &operator=(const Sampler &) = delete;
  ~Sampler() = default;

  /// Ends it; to be called once.
  Sampled stop();

private:
  Sampled sampled_;
  std::jthread thread_; ///< last: it uses what stands above
};

} // namespace reqbench::resource
