// Decides the phase edges of one load, on worker 0's thread: warm-up of a fixed time or until steady, the measure
// window, a drain that ends as soon as nothing is in flight, and the user's wish to stop.
#pragma once

#include "load/edges.hpp"
#include "load/load.hpp"
#include "sample/recorder.hpp"

namespace reqbench::load {

class Conductor {
public:
  Conductor(const LoadPlan &plan, Edges &edges, const base::StopFlag &stop, const PhaseObserver &observer,
            const WindowObserver &windows = no_one)
      : plan_{plan}, edges_{edges}, stop_{stop}, observer_{observer}, window_observer_{windows} {}

  /// Once a turn; announces what has become clear by `now`. `recorder` shows the windows of worker 0, whose connections
  /// are a fair share of all.
  void conduct(base::Instant now, sample::Recorder &recorder);
  /// Worker 0 has passed this edge.
  void tell(sample::Phase phase, base::Instant at) const {
    if (observer_) observer_(phase, at);
  }
  bool steady() const { return steady_; }
  bool interrupted() const { return interrupted_; }

private:
  static inline const WindowObserver no_one{};

  void tell_windows(base::Instant now, sample::Recorder &recorder);
  void begin(base::Instant now);
  void end_warm_up_at(base::Instant edge);
  void look_for_steady_state(base::Instant now, sample::Recorder &recorder);

  const LoadPlan &plan_;
  Edges &edges_;
  const base::StopFlag &stop_;
  const PhaseObserver &observer_;
  const WindowObserver &window_observer_;
  std::size_t windows_seen_ = 0, windows_told_ = 0;
  bool steady_ = true;
  bool interrupted_ = false;
};

} // namespace reqbench::load
