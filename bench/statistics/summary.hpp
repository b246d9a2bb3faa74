// From a run's trials to cells, ratios and findings: every number that any report shows, made once. Pure.
#pragma once

#include "result/run_directory.hpp"
#include "statistics/interval.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::statistics {

/// A figure of one load of one trial; one row a metric, so adding one touches this table and its reader only.
enum class Metric {
  throughput, ///< right answers per second in the measure window
  server_cpu, ///< server CPU seconds per right answer… in µs
  latency_p50,
  latency_p99, ///< ns, from the intended send
  memory_idle,
  memory_loaded,
  memory_after,
  memory_peak, ///< PSS bytes (peak: sum of RSS high-water marks); of the trial
  start_up,    ///< ns; of the trial
};
struct MetricRow {
  Metric metric;
  std::string_view name;  ///< key in JSON and CSV, unit included: "throughput_per_s", "server_cpu_us_per_request",
                          ///< "latency_p50_ns", "memory_pss_loaded_bytes"
  std::string_view title; ///< "requests/s"
  double band;            ///< practical band: 0.03, 0.05, 0.10
  bool higher_is_better;
  bool per_trial; ///< the same for every load of the trial
};
extern const std::array<MetricRow, 9> metric_table;
const MetricRow &row(Metric metric);

/// The value of a metric in one trial; nothing when the trial does not have it: it failed or was interrupted, nothing
/// was answered, fewer than 10 samples lie beyond the percentile (then it is luck), or the percentile is only known as
/// "at least" (a bound must not enter a mean). server_cpu = server_cpu_s ÷ server_window_s ÷ throughput.
std::optional<double> value_of(Metric metric, const result::TrialRecord &trial, const result::LoadRecord &load);

/// A cell's percentile is shown when at least this many samples of its merged histogram lie beyond it (design §6).
inline constexpr std::uint64_t least_beyond = 100;

/// Who bound the cell.
enum class Limiter { server, generator, both, schedule, unknown };
std::string_view to_string(Limiter limiter);

/// Server × workload × load.
struct Cell {
  std::string server, workload, load;
  int launches = 0;     ///< trials that count
  int failed = 0;       ///< trials that do not
  int late = 0;         ///< trials in which the generator was late
  bool invalid = false; ///< late in more than a third of its trials
  Limiter limiter = Limiter::unknown;
  double server_cpu_share = 0;    ///< of its processors, mean over launches
  double generator_cpu_share = 0; ///< of its busiest thread, mean over launches
  std::array<Estimate, 9>
      metrics; ///< by Metric; n = 0 when there is none. Mean over launches: geometric for throughput, CPU, latency and
               ///< start-up, arithmetic for memory. The value of a percentile is that of the merged histogram (none
               ///< when fewer than least_beyond samples lie beyond it), its interval that over launches.
  std::array<std::vector<double>, 9> by_block; ///< one value per block (NaN where the block has none)
  sample::Histogram latency;                   ///< merged over launches
  sample::Histogram service_time;
  sample::Ledger ledger;          ///< summed
  std::vector<std::string> marks; ///< distinct marks of its trials, with how many
};

/// One server against the baseline in one cell position and metric. A throughput ratio is made of closed loads only: in
/// an open load it is the asked rate, and says nothing of the server. A per-trial metric has the same ratio under every
/// load and counts once for Holm. Undecided when either cell is invalid (but not for per-trial metrics).
struct Ratio {
  std::string server, baseline, workload, load;
  Metric metric{};
  Estimate ratio; ///< server ÷ baseline, geometric mean of the per-block ratios
  std::vector<double> by_block;
  Verdict verdict = Verdict::undecided;
  Verdict alone = Verdict::undecided; ///< the word without Holm's correction
  bool lower_bound = false;           ///< printed "≥": the generator bound only the compared server
  bool upper_bound = false;           ///< printed "≤": the generator bound only the baseline
  bool withheld = false;              ///< the generator bound both: no ratio is given
};

enum class Grade { note, warning, invalid };
struct Finding {
  std::string id; ///< "generator_late", "not_steady", "aa_broken", "ledger_broken", "wrong_answers", "affinity",
                  ///< "trial_failed", "damaged_file", "littles_law", …
  Grade grade{};
  std::string text; ///< what, where, how much: the evidence
  std::string remedy;
};

struct Summary {
  std::vector<Cell> cells;   ///< in the order of workloads, loads, servers of the run
  std::vector<Ratio> ratios; ///< every server but the baseline, every metric that both have; the A/A pair's stand apart
  std::vector<Ratio> self_ratios; ///< the A/A pair
  std::vector<Finding> findings;  ///< gravest first

  const Cell *cell(std::string_view server, std::string_view workload, std::string_view load) const;
  const Ratio *ratio(std::string_view server, std::string_view workload, std::string_view load, Metric metric) const;
};

Summary summarize(const result::Run &run);

/// The exit code part of design §9 that findings decide: any of grade invalid.
bool has_invalid(const Summary &summary);

} // namespace reqbench::statistics
