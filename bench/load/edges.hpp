// The phase edges of one load, shared by its workers: announced by the conductor, followed by every worker from its own
// stamps. An edge is announced before it is reached, so that all workers file the same request under the same phase.
#pragma once

#include "base/clock.hpp"
#include "sample/phase.hpp"

#include <array>
#include <atomic>

namespace reqbench::load {

class Edges {
public:
  Edges() {
    for (auto &edge : at_) edge.store(never, std::memory_order_relaxed);
  }
  void announce(sample::Phase phase, base::Instant at) {
    at_[static_cast<std::size_t>(phase)].store(at.time_since_epoch().count(), std::memory_order_release);
  }
  /// The far future until announced.
  base::Instant at(sample::Phase phase) const {
    return base::Instant{base::Nanoseconds{at_[static_cast<std::size_t>(phase)].load(std::memory_order_acquire)}};
  }

  /// How many workers have opened their connections, or given up.
  std::atomic<int> connected{0};
  /// How many workers have nothing in flight any more in the drain.
  std::atomic<int> drained{0};
  /// A worker could not begin: the load will not take place.
  std::atomic<bool> given_up{false};

private:
  static constexpr std::int64_t never = base::Instant::max().time_since_epoch().count();
  std::array<std::atomic<std::int64_t>, 4> at_;
};

} // namespace reqbench::load
