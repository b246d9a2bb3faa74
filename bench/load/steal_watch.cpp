#include "load/steal_watch.hpp"

#include "base/cpu_time.hpp"

#include <algorithm>
#include <thread>

namespace reqbench::load {
namespace {

using sample::Phase;

/// An edge may be announced, or drawn nearer, while we sleep: so late at most is that seen. In the measure window
/// rarely, because a worker may have to make way for us.
constexpr base::Nanoseconds look_for_an_edge = std::chrono::milliseconds{10};
constexpr base::Nanoseconds look_while_measuring = std::chrono::milliseconds{200};

/// False when the load ended without it.
bool sleep_until(const Edges &edges, Phase phase, base::Nanoseconds longest) {
  for (;;) {
    const auto now = base::now();
    if (now >= edges.at(phase)) return true;
    if (edges.given_up || now >= edges.at(Phase::done)) return false;
    std::this_thread::sleep_for(std::min(longest, edges.at(phase) - now));
  }
}

} // namespace

base::Nanoseconds watch_steal(const Edges &edges, const base::CpuSet &cpus) {
  if (!sleep_until(edges, Phase::measure, look_for_an_edge)) return {};
  const auto begin = base::read_cpu_times();
  if (!sleep_until(edges, Phase::drain, look_while_measuring)) return {};
  return base::spent(begin, base::read_cpu_times(), cpus).steal;
}

} // namespace reqbench::load
