// What `reqbench load` says while it runs: one line on a terminal, rewritten every second and erased at the end;
// nothing elsewhere. It must not disturb what it tells about: the load's thread only stores a handful of numbers once a
// second (LiveFeed), another thread reads, formats and prints them.
#pragma once

#include "load/load.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace reqbench::cli {

/// Written by worker 0, read by the line's thread; neither ever waits. A reader may meet numbers of two windows at
/// once: the next line is right again.
class LiveFeed {
public:
  void on_phase(sample::Phase phase, base::Instant at);
  void on_window(const sample::Window &window);

  struct Reading {
    int phases_begun = 0; ///< 0 = still connecting
    base::Instant begin;  ///< of the first phase
    int windows = 0;
    base::Nanoseconds length{}, p50{}, p99{}; ///< of the last window
    std::uint64_t ok = 0;                     ///< in the last window
    std::uint64_t failed = 0;                 ///< since the beginning
  };
  Reading read() const;

private:
  std::atomic<int> phases_begun_{0}, windows_{0};
  std::atomic<std::int64_t> begin_{0}, length_{0}, p50_{0}, p99_{0};
  std::atomic<std::uint64_t> ok_{0}, failed_{0};
};

/// "151 k/s · p50 402 µs · p99 1.20 ms · 0 errors · 7 s left", at most `width` characters: what matters least goes
/// first. Worker 0 has a fair share of the load, from which rate and errors of all are estimated.
std::string live_text(const LiveFeed::Reading &reading, const load::LoadPlan &plan, base::Instant now,
                      std::size_t width);

class LiveLine {
public:
  /// Prints nothing unless `shown`.
  LiveLine(const LiveFeed &feed, const load::LoadPlan &plan, bool shown);
  ~LiveLine();
  LiveLine(const LiveLine &) = delete;
  LiveLine &operator=(const LiveLine &) = delete;

private:
  void rewrite();

  const LiveFeed &feed_;
  const load::LoadPlan &plan_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread printer_;
};

} // namespace reqbench::cli
