#include "run/pace.hpp"

#include <algorithm>

namespace reqbench::run {

void Pace::begin_step(base::Nanoseconds planned, base::Instant now) {
  end_step(now);
  step_ = planned;
  begun_ = now;
}

void Pace::begin_trial(int block, base::Nanoseconds planned, base::Instant now) {
  begin_step(planned, now);
  in_trial_ = true;
  if (first_block_ == 0) first_block_ = block;
  block_finished_ = block_finished_ || block != first_block_;
}

void Pace::end_step(base::Instant now) {
  rest_ -= step_;
  if (!in_trial_) return;
  trials_planned_ += step_;
  trials_took_ += now - begun_;
  in_trial_ = false;
}

double Pace::scale() const {
  if (!block_finished_ || trials_planned_ <= base::Nanoseconds{0}) return 1;
  return base::to_seconds(trials_took_) / base::to_seconds(trials_planned_);
}

base::Nanoseconds Pace::left(base::Instant now) const {
  const auto whole = base::from_seconds(base::to_seconds(rest_) * scale());
  const auto step = base::from_seconds(base::to_seconds(step_) * scale());
  // A step that takes longer than it should tells nothing of the others: what is left stands still until it ends.
  return std::max(base::Nanoseconds{0}, whole - std::clamp(now - begun_, base::Nanoseconds{0}, step));
}

} // namespace reqbench::run
