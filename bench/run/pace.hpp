// How long a run will still take: by its plan until a block is finished, and from then on by how real time went beside
// the plan in the trials so far. Proofs and pilots are too short and too different to foretell what trials take. Pure:
// it is told the time.
#pragma once

#include "base/clock.hpp"

namespace reqbench::run {

class Pace {
public:
  explicit Pace(base::Nanoseconds planned) : rest_{planned} {}

  /// Each of the next two ends the step before; `planned` is the step's own share of the plan.
  void begin_step(base::Nanoseconds planned, base::Instant now);
  void begin_trial(int block, base::Nanoseconds planned, base::Instant now);
  /// A step of that length will not be done.
  void leave_out(base::Nanoseconds planned) { rest_ -= planned; }

  base::Nanoseconds left(base::Instant now) const;

private:
  void end_step(base::Instant now);
  /// Real time ÷ planned time.
  double scale() const;

  base::Nanoseconds rest_;                             ///< planned, from the step at hand on
  base::Nanoseconds trials_planned_{}, trials_took_{}; ///< of those that are over
  base::Nanoseconds step_{};                           ///< planned, of the step at hand
  base::Instant begun_{};
  int first_block_ = 0; ///< 0 = no trial yet
  bool in_trial_ = false, block_finished_ = false;
};

} // namespace reqbench::run
