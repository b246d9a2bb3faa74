#include "statistics/metric.hpp"

#include <algorithm>

namespace reqbench::statistics {
namespace {

using result::LoadRecord;
using result::TrialRecord;

std::optional<double> positive(double value) { return value > 0 ? std::optional{value} : std::nullopt; }

std::optional<double> throughput(const TrialRecord &, const LoadRecord &load) {
  return positive(load.recording.achieved_per_s());
}

std::optional<double> server_cpu_us(const TrialRecord &trial, const LoadRecord &load) {
  const auto answers = throughput(trial, load);
  if (!answers || load.server_window.count() <= 0) return std::nullopt;
  return positive(base::to_seconds(load.server_cpu) / base::to_seconds(load.server_window) / *answers * 1e6);
}

template <int per_cent> std::optional<double> percentile_ns(const TrialRecord &, const LoadRecord &load) {
  constexpr double p = per_cent / 100.0;
  const auto &latency = load.recording.latency;
  if (latency.beyond(p) < least_beyond_of_launch || latency.quantile_is_at_least(p)) return std::nullopt;
  return positive(static_cast<double>(latency.quantile(p).count()));
}

template <std::optional<resource::Memory> result::MemoryByPhase::*phase>
std::optional<double> pss(const TrialRecord &trial, const LoadRecord &) {
  const auto &memory = trial.memory.*phase;
  return memory ? positive(static_cast<double>(memory->pss)) : std::nullopt;
}

/// The marks are reset after the idle reading, so the highest of the later ones is the peak under load.
std::optional<double> peak(const TrialRecord &trial, const LoadRecord &) {
  std::uint64_t highest = 0;
  for (const auto *phase : {&trial.memory.warm, &trial.memory.loaded, &trial.memory.after})
    if (*phase) highest = std::max(highest, (*phase)->rss_peak_sum);
  return positive(static_cast<double>(highest));
}

std::optional<double> start_up_ns(const TrialRecord &trial, const LoadRecord &) {
  return positive(static_cast<double>(trial.start_up.count()));
}

/// Nothing where it did not grow: the server had the room before, or others gave back what these took.
std::optional<double> memory_per_connection(const TrialRecord &, const LoadRecord &load) {
  if (!load.held_memory || load.recording.connections <= 0) return std::nullopt;
  const auto grown =
      static_cast<double>(load.held_memory->held.pss) - static_cast<double>(load.held_memory->before.pss);
  return positive(grown / load.recording.connections);
}

std::optional<double> capacity(const TrialRecord &trial, const LoadRecord &) {
  return trial.capacity ? trial.capacity->rate_per_s : std::nullopt;
}

using result::MemoryByPhase;
constexpr bool higher = true, lower = false; ///< is better
constexpr bool of_load = false, of_trial = true;
constexpr bool cost = true, speed = false;
constexpr auto geometric = Average::geometric, arithmetic = Average::arithmetic;

} // namespace

const std::array<MetricRow, metric_count> metric_table{{
    {Metric::throughput, "throughput_per_s", "requests/s", throughput, 0.03, higher, of_load, geometric, speed},
    {Metric::server_cpu, "server_cpu_us_per_request", "server CPU per request", server_cpu_us, 0.03, lower, of_load,
     geometric, cost},
    {Metric::latency_p50, "latency_p50_ns", "latency p50", percentile_ns<50>, 0.05, lower, of_load, geometric, speed,
     0.50},
    {Metric::latency_p99, "latency_p99_ns", "latency p99", percentile_ns<99>, 0.10, lower, of_load, geometric, speed,
     0.99},
    {Metric::memory_idle, "memory_pss_idle_bytes", "memory, idle", pss<&MemoryByPhase::idle>, 0.05, lower, of_trial,
     arithmetic, cost},
    {Metric::memory_loaded, "memory_pss_loaded_bytes", "memory, loaded", pss<&MemoryByPhase::loaded>, 0.05, lower,
     of_trial, arithmetic, cost},
    {Metric::memory_after, "memory_pss_after_bytes", "memory, after", pss<&MemoryByPhase::after>, 0.05, lower, of_trial,
     arithmetic, cost},
    {Metric::memory_peak, "memory_rss_peak_sum_bytes", "memory, peak", peak, 0.05, lower, of_trial, arithmetic, cost},
    // Start-up touches disk cache and dynamic linker: as noisy as a tail, so the band of one.
    {Metric::start_up, "start_up_ns", "start-up", start_up_ns, 0.10, lower, of_trial, geometric, speed},
    {Metric::memory_per_connection, "memory_pss_per_connection_bytes", "memory per connection", memory_per_connection,
     0.05, lower, of_load, arithmetic, cost},
    // A rung of the search is 2 %, so one of them is no difference.
    {Metric::capacity, "capacity_per_s", "capacity", capacity, 0.03, higher, of_trial, geometric, speed},
}};

const MetricRow &row(Metric metric) { return metric_table[index_of(metric)]; }

std::optional<double> value_of(Metric metric, const TrialRecord &trial, const LoadRecord &load) {
  if (!trial.failure.empty() || load.recording.interrupted) return std::nullopt;
  return row(metric).read(trial, load);
}

} // namespace reqbench::statistics
