#include "sample/seconds.hpp"

#include "base/assert.hpp"
#include "sample/phase.hpp"

namespace reqbench::sample {
namespace {

constexpr base::Nanoseconds second = std::chrono::seconds{1};

/// Which second of which phase.
struct Place {
  Phase phase;
  std::int64_t number;
  bool operator==(const Place &) const = default;
};

Place place_of(const Window &window, const Recording &recording) {
  const auto drain = recording.warm_up + recording.measured;
  const bool after = window.begin >= drain, before = window.begin < recording.warm_up;
  const auto phase = after ? Phase::drain : before ? Phase::warm_up : Phase::measure;
  const auto start = after ? drain : before ? base::Nanoseconds{0} : recording.warm_up;
  return {phase, (window.begin - start) / second};
}

} // namespace

std::vector<Window> seconds_of(const Recording &recording) {
  const auto &windows = recording.windows;
  REQBENCH_ASSERT(recording.window_latency.size() == windows.size(), "each window has its histogram");
  std::vector<Window> seconds;
  Histogram latency{Precision::one_percent};
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const auto place = place_of(windows[i], recording);
    if (i == 0 || place != place_of(windows[i - 1], recording)) {
      seconds.push_back({.begin = windows[i].begin, .length = {}, .measured = windows[i].measured});
      latency.reset();
    }
    auto &into = seconds.back();
    into.length += windows[i].length;
    into.ok += windows[i].ok;
    into.failed += windows[i].failed;
    recording.window_latency.add_to(latency, i);
    into.set_latency(latency);
  }
  return seconds;
}

} // namespace reqbench::sample
