#include "run/capacity_search.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::run {

CapacitySearch::CapacitySearch(double closed_per_s) {
  if (!(closed_per_s > 0) || !std::isfinite(closed_per_s)) return;
  for (double rate = top * closed_per_s; rate >= bottom * closed_per_s; rate /= ratio) rungs_.push_back({.rate = rate});
  std::ranges::reverse(rungs_);
}

std::size_t CapacitySearch::ceiling() const {
  const auto failed = std::ranges::find_if(rungs_, &Rung::failed);
  return static_cast<std::size_t>(failed - rungs_.begin());
}

std::size_t CapacitySearch::floor(int met) const {
  for (auto end = ceiling(); end > 0; --end)
    if (rungs_[end - 1].met >= met) return end;
  return 0;
}

bool CapacitySearch::is_lost_once(std::size_t rung) const {
  return rung < rungs_.size() && rungs_[rung].missed == 1 && rungs_[rung].met == 0;
}

std::optional<std::size_t> CapacitySearch::next_rung() const {
  if (rungs_.empty() || steps_ >= most_steps) return std::nullopt;
  const auto low = floor(1), high = ceiling(); // what is sought lies in [low − 1, high)
  if (high == 0) return is_lost_once(0) ? std::optional<std::size_t>{0} : std::nullopt;
  if (found()) return is_lost_once(high) ? std::optional{high} : std::nullopt;
  // A rung that the generator bound once is asked again: a hiccup says nothing of the next time.
  for (auto rung = high; rung > low; --rung)
    if (rungs_[rung - 1].refused == 1) return rung - 1;
  if (low < high && !bisected_ && bisections_ < most_bisections) return low + (high - low) / 2;
  if (low == high) return low - 1;
  if (low > 0 && rungs_[low - 1].met > 1) return low + (high - low) / 2; // what was passed over on the way down
  // One rung down, and where that is lost too two, then four: noise must not use up the steps.
  const auto down = std::size_t{1} << std::max(0, losses_ - 1);
  if (high >= low + down) return high - down;
  return low > 0 ? low - 1 : 0;
}

std::optional<double> CapacitySearch::next() const {
  const auto rung = next_rung();
  return rung ? std::optional{rungs_[*rung].rate} : std::nullopt;
}

void CapacitySearch::tell(StepVerdict verdict) {
  const auto rung = next_rung();
  REQBENCH_ASSERT(rung, "the search is over: there was no step to tell of");
  const bool was_lost_once = is_lost_once(*rung);
  auto &told = rungs_[*rung];
  ++steps_;
  if (!bisected_ && verdict != StepVerdict::refused) ++bisections_;
  ++(verdict == StepVerdict::met ? told.met : verdict == StepVerdict::missed ? told.missed : told.refused);
  if (was_lost_once && verdict == StepVerdict::met) { // then the first time was the machine's doing
    told.missed = bisections_ = 0;
    bisected_ = false;
  }
  if (bisected_ && verdict != StepVerdict::met) ++losses_;
  if (floor(1) == ceiling()) bisected_ = true;
}

std::optional<double> CapacitySearch::capacity() const {
  const auto end = floor(2);
  return end > 0 ? std::optional{rungs_[end - 1].rate} : std::nullopt;
}

bool CapacitySearch::at_least() const {
  const auto end = floor(2);
  if (end == 0) return false;
  return end == rungs_.size() || rungs_[end].missed == 0;
}

std::string CapacitySearch::ended() const {
  if (next_rung()) return {};
  if (rungs_.empty()) return "a closed load had no right answer";
  if (ceiling() == 0) return "the lowest rate of the ladder was lost";
  if (!found()) return "after " + std::to_string(most_steps) + " steps";
  if (ceiling() == rungs_.size()) return "the highest rate of the ladder held twice";
  return at_least() ? "the generator bound the rate above" : "the rate above was lost";
}

} // namespace reqbench::run
