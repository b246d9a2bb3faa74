// The table of metrics, and how each is read from one load of one trial.
#include "statistics/summary.hpp"

#include <algorithm>

namespace reqbench::statistics {
namespace {

using result::LoadRecord;
using result::TrialRecord;

/// With fewer samples beyond it, a launch's percentile is decided by single requests; a tenth of what a shown one
/// needs, since a verdict rests on several launches.
constexpr std::uint64_t least_beyond_of_launch = 10;

std::optional<double> positive(double value) { return value > 0 ? std::optional{value} : std::nullopt; }

std::optional<double> throughput(const LoadRecord &load) { return positive(load.recording.achieved_per_s()); }

std::optional<double> server_cpu_us(const LoadRecord &load) {
  const auto answers = throughput(load);
  if (!answers || load.server_window.count() <= 0) return std::nullopt;
  return positive(base::to_seconds(load.server_cpu) / base::to_seconds(load.server_window) / *answers * 1e6);
}

std::optional<double> percentile_ns(const LoadRecord &load, double p) {
  const auto &latency = load.recording.latency;
  if (latency.beyond(p) < least_beyond_of_launch || latency.quantile_is_at_least(p)) return std::nullopt;
  return positive(static_cast<double>(latency.quantile(p).count()));
}

std::optional<double> pss(const std::optional<resource::Memory> &memory) {
  return memory ? positive(static_cast<double>(memory->pss)) : std::nullopt;
}

std::optional<double> peak(const result::MemoryByPhase &memory) {
  std::uint64_t highest = 0;
  for (const auto *phase : {&memory.warm, &memory.loaded, &memory.after})
    if (*phase) highest = std::max(highest, (*phase)->rss_peak_sum);
  return positive(static_cast<double>(highest));
}

} // namespace

const std::array<MetricRow, 9> metric_table{{
    {Metric::throughput, "throughput_per_s", "requests/s", 0.03, true, false},
    {Metric::server_cpu, "server_cpu_us_per_request", "server CPU per request", 0.03, false, false},
    {Metric::latency_p50, "latency_p50_ns", "latency p50", 0.05, false, false},
    {Metric::latency_p99, "latency_p99_ns", "latency p99", 0.10, false, false},
    {Metric::memory_idle, "memory_pss_idle_bytes", "memory, idle", 0.05, false, true},
    {Metric::memory_loaded, "memory_pss_loaded_bytes", "memory, loaded", 0.05, false, true},
    {Metric::memory_after, "memory_pss_after_bytes", "memory, after", 0.05, false, true},
    {Metric::memory_peak, "memory_rss_peak_sum_bytes", "memory, peak", 0.05, false, true},
    // Start-up touches disk cache and dynamic linker: as noisy as a tail, so the band of one.
    {Metric::start_up, "start_up_ns", "start-up", 0.10, false, true},
}};

const MetricRow &row(Metric metric) { return metric_table[static_cast<std::size_t>(metric)]; }

std::optional<double> value_of(Metric metric, const TrialRecord &trial, const LoadRecord &load) {
  if (!trial.failure.empty() || load.recording.interrupted) return std::nullopt;
  switch (metric) {
  case Metric::throughput: return throughput(load);
  case Metric::server_cpu: return server_cpu_us(load);
  case Metric::latency_p50: return percentile_ns(load, 0.50);
  case Metric::latency_p99: return percentile_ns(load, 0.99);
  case Metric::memory_idle: return pss(trial.memory.idle);
  case Metric::memory_loaded: return pss(trial.memory.loaded);
  case Metric::memory_after: return pss(trial.memory.after);
  case Metric::memory_peak: return peak(trial.memory);
  case Metric::start_up: return positive(static_cast<double>(trial.start_up.count()));
  }
  return std::nullopt;
}

} // namespace reqbench::statistics
