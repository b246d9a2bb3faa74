// The user's wish to end: a flag that long work asks between its steps. cli's signal handler sets it; the same flag is
// set by tests.
#pragma once

#include <atomic>

namespace reqbench::base {

class StopFlag {
public:
  void request() { requested_.store(true, std::memory_order_relaxed); }
  bool requested() const { return requested_.load(std::memory_order_relaxed); }

private:
  std::atomic<bool> requested_{false};
};

} // namespace reqbench::base
