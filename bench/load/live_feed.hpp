// What a load shows of itself while it runs. It must not disturb what it tells about: worker 0 stores a handful of
// numbers as each of its windows ends, another thread reads, formats and prints them.
#pragma once

#include "load/load.hpp"

#include <atomic>
#include <cstdint>

namespace reqbench::load {

/// Written by worker 0, read by a thread that prints; neither ever waits. A reader may meet numbers of two windows at
/// once: the next reading is right again.
class LiveFeed {
public:
  /// Before each load that it is to tell of, and after one that is over: nothing is known of what comes next.
  void begin(const LoadPlan &plan);
  void clear();
  void on_phase(sample::Phase phase, base::Instant at);
  void on_window(const sample::Window &window);

  /// Of the whole load: worker 0 has a fair share of it, from which rate and failures of all are estimated.
  struct Reading {
    int phases_begun = 0; ///< 0 = still connecting
    base::Instant begin;  ///< of the first phase
    int windows = 0;
    base::Nanoseconds length{}, p50{}, p99{}; ///< of the last window
    double ok = 0;                            ///< in the last window
    double failed = 0;                        ///< since the beginning
    double per_s() const { return length.count() > 0 ? ok / base::to_seconds(length) : 0; }
  };
  Reading read() const;

private:
  std::atomic<double> share_{1}; ///< of the load that worker 0 has
  std::atomic<int> phases_begun_{0}, windows_{0};
  std::atomic<std::int64_t> begin_{0}, length_{0}, p50_{0}, p99_{0};
  std::atomic<std::uint64_t> ok_{0}, failed_{0};
};

/// The observer with which a load tells `feed` (null = no one) of its windows, and `also`.
WindowObserver followed(LiveFeed *feed, const LoadPlan &plan, WindowObserver also = {});

} // namespace reqbench::load
