// The figures that servers are compared by: one row a metric, and the row holds all that is asked of it, from reading
// it in a trial to the word of its verdict. To add one, name it last in Metric, write its row and the row's function.
#pragma once

#include "result/record.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace reqbench::statistics {

enum class Metric {
  throughput, ///< right answers per second in the measure window
  server_cpu, ///< server CPU seconds per right answer… in µs
  latency_p50,
  latency_p99, ///< ns, from the intended send
  memory_idle,
  memory_loaded,
  memory_after,
  memory_peak,           ///< PSS bytes (peak: sum of RSS high-water marks); of the trial
  start_up,              ///< ns; of the trial
  memory_per_connection, ///< PSS bytes of a connection that is held
  capacity,              ///< requests per second, under the run's objective; of the trial
};
inline constexpr std::size_t metric_count = static_cast<std::size_t>(Metric::capacity) + 1;

/// How the launches of a cell become one value.
enum class Average { geometric, arithmetic };

struct MetricRow {
  Metric metric;
  std::string_view name;  ///< key in JSON and CSV, unit included: "throughput_per_s", "server_cpu_us_per_request",
                          ///< "latency_p50_ns", "memory_pss_loaded_bytes"
  std::string_view title; ///< "requests/s"
  /// Its value in a trial that did not fail and a load that was not interrupted; nothing when they do not have it.
  std::optional<double> (*read)(const result::TrialRecord &trial, const result::LoadRecord &load);
  double band; ///< practical band: 0.03, 0.05, 0.10
  bool higher_is_better;
  bool per_trial; ///< the same for every load of the trial
  Average average;
  bool cost = false;                               ///< its verdict is "less" or "more", not "faster" or "slower"
  std::optional<double> percentile = std::nullopt; ///< of the latency: a cell's is that of its merged histogram
};
extern const std::array<MetricRow, metric_count> metric_table;

/// With fewer samples beyond it, a launch's percentile is decided by single requests; a tenth of what a shown one
/// needs, since a verdict rests on several launches.
inline constexpr std::uint64_t least_beyond_of_launch = 10;

constexpr std::size_t index_of(Metric metric) { return static_cast<std::size_t>(metric); }
const MetricRow &row(Metric metric);

/// The value of a metric in one trial; nothing when the trial does not have it: it failed or was interrupted, nothing
/// was answered, fewer than 10 samples lie beyond the percentile (then it is luck), or the percentile is only known as
/// "at least" (a bound must not enter a mean). server_cpu = server_cpu_s ÷ server_window_s ÷ throughput.
std::optional<double> value_of(Metric metric, const result::TrialRecord &trial, const result::LoadRecord &load);

} // namespace reqbench::statistics
