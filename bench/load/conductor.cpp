#include "load/conductor.hpp"

#include "sample/steady_state.hpp"

#include <algorithm>
#include <array>

namespace reqbench::load {
namespace {

using sample::Phase;

/// An edge that could not be foreseen is announced so much ahead, longer than a worker's longest wait.
constexpr auto ahead = std::chrono::milliseconds{20};
/// Likewise in the drain, where no worker waits longer than a millisecond.
constexpr auto told_to_all = std::chrono::milliseconds{2};
/// The steady-state rule looks at so many windows (bench/README.md, "Measuring").
constexpr std::size_t steady_windows = 8;

constexpr base::Instant unknown = base::Instant::max();

} // namespace

void Conductor::begin(base::Instant now) {
  const auto start = plan_.threads == 1 ? now : now + ahead;
  edges_.announce(Phase::warm_up, start);
  if (!plan_.until_steady) end_warm_up_at(start + plan_.warm_up);
}

void Conductor::end_warm_up_at(base::Instant edge) {
  if (plan_.measure.count() > 0) edges_.announce(Phase::measure, edge);
  edges_.announce(Phase::drain, edge + plan_.measure);
}

void Conductor::look_for_steady_state(base::Instant now, sample::Recorder &recorder) {
  const auto end = edges_.at(Phase::warm_up) + plan_.warm_up;
  const auto windows = recorder.ended_windows(now);
  if (windows.size() >= steady_windows && windows.size() != windows_seen_) {
    windows_seen_ = windows.size();
    std::array<double, steady_windows> goodput{};
    std::ranges::transform(windows.last(steady_windows), goodput.begin(),
                           [](const sample::Window &window) { return static_cast<double>(window.ok); });
    if (sample::is_steady(goodput)) return end_warm_up_at(std::min(now + ahead, std::max(now, end)));
  }
  if (now + ahead < end) return;
  steady_ = false;
  end_warm_up_at(std::max(end, now));
}

void Conductor::tell_windows(base::Instant now, sample::Recorder &recorder) {
  if (!window_observer_) return;
  const auto windows = recorder.ended_windows(now);
  while (windows_told_ < windows.size()) window_observer_(windows[windows_told_++]);
}

void Conductor::conduct(base::Instant now, sample::Recorder &recorder) {
  if (edges_.at(Phase::warm_up) == unknown) {
    if (edges_.connected.load(std::memory_order_acquire) == plan_.threads) begin(now);
    return;
  }
  if (now < edges_.at(Phase::warm_up)) return;
  tell_windows(now, recorder);
  if (stop_.requested() && !interrupted_ && now + ahead < edges_.at(Phase::drain)) {
    interrupted_ = true;
    edges_.announce(Phase::drain, now + ahead);
  }
  const auto drain = edges_.at(Phase::drain);
  if (drain == unknown) return look_for_steady_state(now, recorder);
  if (now < drain || edges_.at(Phase::done) != unknown) return;
  const bool nothing_left = edges_.drained.load(std::memory_order_acquire) == plan_.threads;
  const bool over = nothing_left || now >= drain + plan_.drain;
  if (!over && !stop_.requested()) return;
  interrupted_ = interrupted_ || !over;
  edges_.announce(Phase::done, plan_.threads == 1 ? now : now + told_to_all);
}

} // namespace reqbench::load
