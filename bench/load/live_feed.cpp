#include "load/live_feed.hpp"

namespace reqbench::load {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;

/// Of connections in a closed load, of requests in an open one.
double share_of_worker_0(const LoadPlan &plan) {
  if (plan.model.kind == Model::Kind::open) return 1.0 / plan.threads;
  const int slots = (plan.connections + plan.threads - 1) / plan.threads;
  return static_cast<double>(slots) / plan.connections;
}

} // namespace

void LiveFeed::begin(const LoadPlan &plan) {
  clear();
  share_.store(share_of_worker_0(plan), relaxed);
}

void LiveFeed::clear() {
  phases_begun_.store(0, relaxed);
  windows_.store(0, relaxed);
  failed_.store(0, relaxed);
}

void LiveFeed::on_phase(sample::Phase phase, base::Instant at) {
  if (phase == sample::Phase::warm_up) begin_.store(at.time_since_epoch().count(), relaxed);
  phases_begun_.store(static_cast<int>(phase) + 1, std::memory_order_release);
}

void LiveFeed::on_window(const sample::Window &window) {
  length_.store(window.length.count(), relaxed);
  p50_.store(window.p50.count(), relaxed);
  p99_.store(window.p99.count(), relaxed);
  ok_.store(window.ok, relaxed);
  failed_.store(failed_.load(relaxed) + window.failed, relaxed);
  windows_.store(windows_.load(relaxed) + 1, std::memory_order_release);
}

LiveFeed::Reading LiveFeed::read() const {
  Reading reading;
  reading.windows = windows_.load(std::memory_order_acquire);
  reading.phases_begun = phases_begun_.load(std::memory_order_acquire);
  reading.begin = base::Instant{base::Nanoseconds{begin_.load(relaxed)}};
  reading.length = base::Nanoseconds{length_.load(relaxed)};
  reading.p50 = base::Nanoseconds{p50_.load(relaxed)};
  reading.p99 = base::Nanoseconds{p99_.load(relaxed)};
  const double share = share_.load(relaxed);
  reading.ok = static_cast<double>(ok_.load(relaxed)) / share;
  reading.failed = static_cast<double>(failed_.load(relaxed)) / share;
  return reading;
}

WindowObserver followed(LiveFeed *feed, const LoadPlan &plan, WindowObserver also) {
  if (feed == nullptr) return also;
  feed->begin(plan);
  return [feed, also = std::move(also)](const sample::Window &window) {
    feed->on_window(window);
    if (also) also(window);
  };
}

} // namespace reqbench::load
