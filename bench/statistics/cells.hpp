// The cells of a run: what its trials say of each server × workload × load. Pure; no verdicts yet.
#pragma once

#include "result/run_directory.hpp"
#include "statistics/ceiling.hpp"
#include "statistics/interval.hpp"
#include "statistics/launches.hpp"
#include "statistics/metric.hpp"
#include "statistics/outliers.hpp"
#include "statistics/quantiles.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::statistics {

/// A cell's percentile is shown when at least this many samples of its merged histogram lie beyond it.
inline constexpr std::uint64_t least_beyond = 100;

/// Who bound the cell.
enum class Limiter { server, server_thread, generator, both, schedule, unknown };
std::string_view to_string(Limiter limiter);

/// Server × workload × load.
struct Cell {
  std::string server, workload, load;
  int launches = 0;     ///< trials that count
  int failed = 0;       ///< trials that do not
  int late = 0;         ///< trials in which the generator was late
  bool invalid = false; ///< late in more than a third of its trials
  Limiter limiter = Limiter::unknown;
  double server_cpu_share = 0;    ///< of its processors, mean over launches that tell it; not a number where none does
  double generator_cpu_share = 0; ///< of its busiest thread, mean over launches
  /// Of one processor, by the server's busiest thread, mean over launches; 0 where the server has one processor only.
  double server_thread_share = 0;
  /// By Metric; n = 0 when there is none. The average over launches that the metric's row names; the value of a
  /// percentile is that of the merged histogram (none when fewer than least_beyond samples lie beyond it), its interval
  /// that of quantile_intervals.
  std::array<Estimate, metric_count> metrics;
  std::array<std::vector<double>, metric_count> by_block; ///< one value per block (NaN where the block has none)
  std::vector<Outlier> outliers;                          ///< in the order of the metrics, then of the blocks
  sample::Histogram latency;                              ///< merged over launches
  /// Of the latency's shown_quantiles, each where fewer than least_beyond samples do not forbid the percentile itself.
  std::array<std::optional<QuantileInterval>, shown_quantiles.size()> quantile_intervals;
  sample::Histogram service_time;
  sample::Ledger ledger;          ///< summed
  std::vector<std::string> marks; ///< distinct marks of its trials, with how many
};

/// In the order of workloads, loads, servers of the run; a position that no trial speaks of has no cell.
std::vector<Cell> make_cells(const result::Run &run);

/// The load as the run asked for it; null when it is none of the run's.
const result::LoadRequest *asked_load(const result::Run &run, std::string_view name);

/// Who bound a cell, by which side had CPU left. `sustained`: an open load in which the asked rate was answered. A
/// server with time left is bound all the same where one of its threads had none.
Limiter limiter_of(double server_cpu_share, double generator_cpu_share, bool sustained, const Ceiling &ceiling = {},
                   double server_thread_share = 0);

/// What an open load's requests/s came to of those under full load of the same server and workload.
struct ReachedShare {
  double value = 0;
  bool at_most = false; ///< the generator bound the full load: the server could have given more

  std::string percent() const; ///< "42.8 %"; of a bound rounded up, so that it still holds
};
/// Nothing where one of the two cells has no rate, or too few answers of the load were right to tell what was sent.
std::optional<ReachedShare> reached_share(const Cell &load, const Cell &full);

/// Under these a throughput is a lower bound.
bool generator_bound(Limiter limiter);
bool generator_bound(const Cell &cell);

} // namespace reqbench::statistics
