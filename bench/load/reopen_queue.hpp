// Which closed slot may connect again, and when. The pause after a failure keeps us from hammering a server that
// refuses; it doubles up to a tenth of a second. Does not allocate after construction.
#pragma once

#include "base/clock.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace reqbench::load {

/// After so many failures in a row; none after a connection that has given a right answer.
inline base::Nanoseconds pause_after(int failures) {
  constexpr base::Nanoseconds first = std::chrono::milliseconds{1}, longest = std::chrono::milliseconds{100};
  constexpr int doublings = 7; // 1 ms × 2⁷ is beyond the longest
  return failures == 0 ? base::Nanoseconds{0} : std::min(longest, first * (1 << std::min(failures - 1, doublings)));
}

class ReopenQueue {
public:
  explicit ReopenQueue(std::size_t slots) { heap_.reserve(slots); }

  /// A slot waits here once at most.
  void add(std::size_t slot, base::Instant when) {
    heap_.emplace_back(when, slot);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
  }
  std::size_t take() {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
    const auto slot = heap_.back().second;
    heap_.pop_back();
    return slot;
  }
  /// The far future when nothing waits.
  base::Instant next() const { return heap_.empty() ? base::Instant::max() : heap_.front().first; }

private:
  std::vector<std::pair<base::Instant, std::size_t>> heap_;
};

} // namespace reqbench::load
