// One worker watches itself: the CPU its thread consumed in the measure window, what of it was spinning, and for how
// long it did not look at its sockets. Reads no clock of its own: the worker hands over the stamps that it takes
// anyway.
//
//   wait(until, …)  the engine's turn: event(stamp) for what it reaped …  look(now)  … work …  wait(until, …)
#pragma once

#include "base/clock.hpp"
#include "sample/recording.hpp"

#include <cstdint>

namespace reqbench::load {

class SelfObservation {
public:
  SelfObservation() { loop_delay_.prepare(); }

  /// The worker is about to look at its sockets, and to sleep until then at most. `spins`: it only looks, because its
  /// next request is due so soon.
  void wait(base::Instant now, base::Instant until, bool spins) {
    began_ = now;
    planned_ = until;
    spins_ = spins;
    woke_ = never;
    across_begin_ = {};
    across_end_ = false;
  }
  /// Something was reaped then; the first one of a turn tells when the sleep was over.
  void event(base::Instant now) { woke_ = std::min(woke_, now); }
  /// The turn is over and all that it brought is done: the worker has the time to look again.
  void look(base::Instant now);

  /// At both edges of the measure window, on the worker's thread.
  void begin_measure();
  void end_measure(base::Nanoseconds window);

  /// What the worker counts itself is its to add. All 0 when nothing was measured.
  sample::GeneratorUsage usage() const;

private:
  /// What the calling thread has consumed so far, by the kernel's account.
  struct Consumed {
    double user_s = 0, system_s = 0;
    std::uint64_t involuntary_switches = 0;
  };
  static Consumed consumed();

  static constexpr base::Instant never = base::Instant::max();

  base::Instant began_ = never, planned_{}, woke_ = never;
  bool spins_ = false;
  bool measuring_ = false;
  base::Nanoseconds longest_{}; ///< gap since the last wait that ended
  /// A gap that reaches over an edge of the window lies in it as well, whether the edge is followed before the look or
  /// after it: the machine may have stood still for all of the window.
  base::Nanoseconds across_begin_{};
  bool across_end_ = false;
  base::Nanoseconds spun_{}, spun_at_begin_{};
  Consumed at_begin_{};
  sample::ThreadCpu thread_{};
  sample::Histogram loop_delay_{sample::Precision::one_percent};
};

} // namespace reqbench::load
