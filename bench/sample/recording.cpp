#include "sample/recording.hpp"

#include "sample/seconds.hpp"

#include <algorithm>

namespace reqbench::sample {
namespace {

/// Both have the same phases, so their windows begin and end together.
void merge_windows(Recording &into, const Recording &other) {
  HistogramTape tape{std::max(into.windows.size(), other.windows.size())};
  Histogram sum{Precision::one_percent};
  if (into.windows.size() < other.windows.size()) into.windows.resize(other.windows.size());
  for (std::size_t i = 0; i < into.windows.size(); ++i) {
    auto &window = into.windows[i];
    sum.reset();
    if (i < into.window_latency.size()) into.window_latency.add_to(sum, i);
    if (i < other.windows.size()) {
      other.window_latency.add_to(sum, i);
      const auto &part = other.windows[i];
      window.begin = part.begin;
      window.length = std::max(window.length, part.length);
      window.measured = part.measured;
      window.ok += part.ok;
      window.failed += part.failed;
    }
    window.set_latency(sum);
    tape.append(sum);
  }
  into.window_latency = std::move(tape);
  into.seconds = seconds_of(into);
}

void merge(StretchFigures &into, const StretchFigures &other) {
  into.planned += other.planned;
  into.ok += other.ok;
  into.completed += other.completed;
  into.latency.merge(other.latency);
  into.set_percentiles();
}

void merge(GeneratorUsage &into, const GeneratorUsage &other) {
  // Each worker's share is of its own threads, so the sum's is their mean.
  const int threads = into.threads + other.threads;
  into.busy_share = (into.busy_share * into.threads + other.busy_share * other.threads) / threads;
  into.threads = threads;
  into.cpu_user_s += other.cpu_user_s;
  into.cpu_system_s += other.cpu_system_s;
  into.cpu_spin_s += other.cpu_spin_s;
  into.involuntary_switches += other.involuntary_switches;
  into.slow_path += other.slow_path;
  into.checked_by_length += other.checked_by_length;
  into.loop_delay.merge(other.loop_delay);
  into.steal_s += other.steal_s;
  into.processors = std::max(into.processors, other.processors);
  into.by_thread.insert(into.by_thread.end(), other.by_thread.begin(), other.by_thread.end());
}

} // namespace

void StretchFigures::set_percentiles() {
  p50 = latency.quantile(0.50);
  p99 = latency.quantile(0.99);
  max = latency.max();
  p50_at_least = latency.quantile_is_at_least(0.50);
  p99_at_least = latency.quantile_is_at_least(0.99);
}

void Window::set_latency(const Histogram &latency) {
  p50 = latency.quantile(0.50);
  p99 = latency.quantile(0.99);
  max = latency.max();
}

double Recording::achieved_per_s() const {
  return measured.count() > 0 ? static_cast<double>(completed_in_window) / base::to_seconds(measured) : 0;
}

double Recording::due_per_s() const {
  // Of n Poisson arrivals √n more or fewer are no sign of overload.
  if (arrivals != "poisson" || measured.count() <= 0) return offered_per_s;
  return static_cast<double>(ledger.planned) / base::to_seconds(measured);
}

double Recording::generator_cpu_us_per_request() const {
  if (completed_in_window == 0) return 0;
  return (generator.cpu_user_s + generator.cpu_system_s - generator.cpu_spin_s) * 1e6 /
         static_cast<double>(completed_in_window);
}

void merge(Recording &into, const Recording &other) {
  into.connections += other.connections;
  into.offered_per_s += other.offered_per_s;
  into.steady = into.steady && other.steady;
  into.interrupted = into.interrupted || other.interrupted;
  into.warm_up = std::max(into.warm_up, other.warm_up);
  into.measured = std::max(into.measured, other.measured);
  into.drained = std::max(into.drained, other.drained);
  into.ledger += other.ledger;
  into.warm_up_ledger += other.warm_up_ledger;
  into.completed_in_window += other.completed_in_window;
  for (const auto histogram : {&Recording::latency, &Recording::service_time, &Recording::first_byte,
                               &Recording::connect, &Recording::failed_latency, &Recording::warm_up_latency,
                               &Recording::lateness, &Recording::late_no_connection, &Recording::late_generator})
    (into.*histogram).merge(other.*histogram);
  into.bytes.sent += other.bytes.sent;
  into.bytes.received += other.bytes.received;
  into.connections_seen.opened += other.connections_seen.opened;
  into.connections_seen.reused += other.connections_seen.reused;
  into.connections_seen.lost += other.connections_seen.lost;
  merge(into.generator, other.generator);
  for (std::size_t i = 0; i < std::min(into.stretches.size(), other.stretches.size()); ++i)
    merge(into.stretches[i], other.stretches[i]);
  merge_windows(into, other);
}

double busiest_share(const Recording &recording) {
  const auto &usage = recording.generator;
  double busiest = usage.busy_share;
  for (const auto &thread : usage.by_thread) busiest = std::max(busiest, thread.busy_share);
  const double available_s = usage.processors * base::to_seconds(recording.measured);
  const double stolen = available_s > 0 ? std::min(usage.steal_s / available_s, 0.99) : 0;
  return std::min(1.0, busiest / (1 - stolen));
}

bool generator_late(const Recording &recording) {
  constexpr auto late = std::chrono::milliseconds{2};
  return recording.late_generator.count_above(late) * 100 > recording.ledger.planned;
}

bool stood_still(const Recording &recording) {
  return recording.measured.count() > 0 && recording.generator.loop_delay.max() * 2 >= recording.measured;
}

} // namespace reqbench::sample
