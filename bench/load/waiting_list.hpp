// Slots in the order in which they began to wait. All of them may wait equally long, so the first is always the next to
// run out of time: timeouts cost two pointers a request and no timer. Does not allocate after construction.
#pragma once

#include "base/clock.hpp"

#include <cstddef>
#include <vector>

namespace reqbench::load {

class WaitingList {
public:
  explicit WaitingList(std::size_t slots) : links_(slots + 1) {
    for (std::size_t i = 0; i < links_.size(); ++i) links_[i] = {i, i, {}};
  }

  /// `since` is never earlier than that of the one added before.
  void add(std::size_t slot, base::Instant since) {
    const std::size_t last = links_[end()].before;
    links_[slot] = {last, end(), since};
    links_[last].after = links_[end()].before = slot;
  }
  /// Of one that does not wait nothing happens.
  void remove(std::size_t slot) {
    auto &link = links_[slot];
    links_[link.before].after = link.after;
    links_[link.after].before = link.before;
    link.before = link.after = slot;
  }

  bool empty() const { return first() == end(); }
  std::size_t first() const { return links_[end()].after; }
  /// The far future when empty.
  base::Instant oldest() const { return empty() ? base::Instant::max() : links_[first()].since; }

private:
  struct Link {
    std::size_t before, after;
    base::Instant since;
  };
  std::size_t end() const { return links_.size() - 1; }

  std::vector<Link> links_; ///< a ring; the last link is its end
};

} // namespace reqbench::load
