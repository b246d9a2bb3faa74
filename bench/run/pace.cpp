#include "run/pace.hpp"

#include <algorithm>

namespace reqbench::run {

using base::Nanoseconds;

void Pace::plan(const Kind &kind, Nanoseconds each, int steps, int perhaps) {
  auto &of_kind = kinds_[kind];
  of_kind.planned = each;
  of_kind.left += steps;
  of_kind.perhaps += perhaps;
}

void Pace::follow(const Kind &kind) {
  auto &of_kind = kinds_[kind];
  ++of_kind.left;
  of_kind.perhaps = std::max(0, of_kind.perhaps - 1);
}

void Pace::leave_out(const Kind &kind) {
  if (const auto found = kinds_.find(kind); found != kinds_.end()) found->second.left = found->second.perhaps = 0;
}

void Pace::begin(const Kind &kind, base::Instant now) {
  end(now);
  kinds_.try_emplace(kind);
  at_hand_ = kind;
  begun_ = now;
}

void Pace::end(base::Instant now) {
  if (!at_hand_) return;
  auto &steps = kinds_[*at_hand_];
  steps.left = std::max(0, steps.left - 1);
  steps.took += now - begun_;
  ++steps.done;
  at_hand_.reset();
}

Pace::Left Pace::left(base::Instant now) const {
  Left left;
  Nanoseconds perhaps{0};
  for (const auto &[kind, steps] : kinds_) {
    left.time += steps.left * steps.each();
    perhaps += steps.perhaps * steps.each();
    if (steps.left > 0 && steps.done == 0) left.measured = false;
  }
  if (at_hand_) {
    const auto &steps = kinds_.at(*at_hand_);
    // A step that takes longer than it should tells nothing of the others: what is left stands still until it ends.
    if (steps.left > 0) left.time -= std::clamp(now - begun_, Nanoseconds{0}, steps.each());
  }
  if (perhaps > Nanoseconds{0}) left.most = left.time + perhaps;
  return left;
}

} // namespace reqbench::run
