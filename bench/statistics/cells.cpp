#include "statistics/cells.hpp"

#include "base/parallel.hpp"
#include "base/units.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace reqbench::statistics {
namespace {

using result::LoadRecord;
using result::Run;
using result::TrialRecord;

/// At the ceiling of the generator both sides' clocks may still tell of time that was left: it was lost between them.
bool reaches_ceiling(const Cell &cell, const std::vector<Launch> &launches, const Ceiling &ceiling) {
  const auto &recording = launches.front().load->recording;
  return ceiling.goodput_per_s > 0 && recording.model == "closed" && cell.workload == ceiling.workload &&
         recording.connections == ceiling.connections &&
         cell.metrics[index_of(Metric::throughput)].value >= near_ceiling * ceiling.goodput_per_s;
}

Limiter limiter_of_cell(const Cell &cell, const std::vector<Launch> &launches, const Ceiling &ceiling) {
  if (launches.empty()) return Limiter::unknown;
  const bool sustained = answered_share(launches).value_or(0) >= sustained_share;
  const auto limiter =
      limiter_of(cell.server_cpu_share, cell.generator_cpu_share, sustained, ceiling, cell.server_thread_share);
  if (generator_bound(limiter) || !reaches_ceiling(cell, launches, ceiling)) return limiter;
  return limiter == Limiter::server || limiter == Limiter::server_thread ? Limiter::both : Limiter::generator;
}

std::vector<double> values_by_block(const Run &run, const std::vector<Launch> &launches, Metric metric) {
  std::vector<double> values(static_cast<std::size_t>(std::max(0, run.record.blocks)),
                             std::numeric_limits<double>::quiet_NaN());
  for (const auto &[trial, load] : launches) {
    const auto value = value_of(metric, *trial, *load);
    const auto block = static_cast<std::size_t>(trial->block - 1); // a wrong block number lies beyond the end
    if (value && block < values.size()) values[block] = *value;
  }
  return values;
}

Estimate estimate_of(const Cell &cell, const MetricRow &metric) {
  std::vector<double> values;
  std::ranges::copy_if(cell.by_block[index_of(metric.metric)], std::back_inserter(values),
                       [](double value) { return !std::isnan(value); });
  auto estimate = metric.average == Average::arithmetic ? mean(values) : geometric_mean(values);
  if (metric.percentile) {
    if (cell.latency.beyond(*metric.percentile) < least_beyond) return {};
    estimate.value = static_cast<double>(cell.latency.quantile(*metric.percentile).count());
    estimate.interval.reset();
    const auto shown = std::ranges::find(shown_quantiles, *metric.percentile) - shown_quantiles.begin();
    if (const auto &interval = cell.quantile_intervals[static_cast<std::size_t>(shown)])
      estimate.interval = Interval{.low = static_cast<double>(interval->low.count()),
                                   .high = static_cast<double>(interval->high.count())};
  }
  return estimate;
}

void add_quantile_intervals(Cell &cell, const std::vector<Launch> &launches) {
  std::vector<const sample::Histogram *> latencies;
  latencies.reserve(launches.size());
  for (const auto &launch : launches) latencies.push_back(&launch.load->recording.latency);
  const auto intervals = quantile_intervals(latencies, shown_quantiles);
  for (std::size_t i = 0; i < shown_quantiles.size(); ++i)
    if (cell.latency.beyond(shown_quantiles[i]) >= least_beyond) cell.quantile_intervals[i] = intervals[i];
}

void add_outliers(Cell &cell, const MetricRow &metric, const std::vector<Launch> &launches) {
  const auto &values = cell.by_block[index_of(metric.metric)];
  for (const auto index : outlying(values, metric.band)) {
    const int block = static_cast<int>(index) + 1;
    const auto launch = std::ranges::find_if(launches, [&](const Launch &each) { return each.trial->block == block; });
    std::vector<double> known;
    std::ranges::copy_if(values, std::back_inserter(known), [](double value) { return !std::isnan(value); });
    cell.outliers.push_back({.metric = metric.metric,
                             .trial = launch->trial->number,
                             .block = block,
                             .value = values[index],
                             .to_median = values[index] / median(std::move(known))});
  }
}

/// "generator late in common" says nothing of the closed load of the same trial.
bool speaks_of_another_load(const Launch &launch, const std::string &mark) {
  return std::ranges::any_of(launch.trial->loads, [&](const LoadRecord &load) {
    return load.name != launch.load->name && mark.ends_with(" in " + load.name);
  });
}

std::vector<std::string> counted_marks(const std::vector<Launch> &launches) {
  std::map<std::string, std::size_t> counts;
  for (const auto &launch : launches)
    for (const auto &mark : launch.trial->marks)
      if (!speaks_of_another_load(launch, mark)) ++counts[mark];
  std::vector<std::string> marks;
  marks.reserve(counts.size());
  for (const auto &[mark, count] : counts)
    marks.push_back(mark + " (" + std::to_string(count) + " of " + std::to_string(launches.size()) + ")");
  return marks;
}

void add_up(Cell &cell, const Run &run, const std::vector<Launch> &launches) {
  const auto n = static_cast<double>(launches.size());
  // Where the CPU of one launch is withheld, the others tell the server's share.
  const auto told = static_cast<double>(
      std::ranges::count_if(launches, [](const auto &launch) { return launch.load->server_cpu.count() > 0; }));
  const bool watched =
      std::ranges::any_of(launches, [](const auto &launch) { return launch.load->server_window.count() > 0; });
  for (const auto &launch : launches) {
    const auto &recording = launch.load->recording;
    cell.latency.merge(recording.latency);
    cell.service_time.merge(recording.service_time);
    cell.ledger += recording.ledger;
    cell.late += sample::generator_late(recording) ? 1 : 0;
    cell.server_cpu_share += server_share(run, *launch.trial, *launch.load) / std::max(1.0, told);
    cell.server_thread_share += server_thread_share(run, *launch.trial, *launch.load) / n;
    cell.generator_cpu_share += sample::busiest_share(recording) / n;
  }
  if (watched && told == 0) cell.server_cpu_share = std::numeric_limits<double>::quiet_NaN();
  cell.latency.pack(); // a run of hundreds of cells keeps them all
  cell.service_time.pack();
}

Cell make_cell(const Run &run, const Launches &all, const Ceiling &ceiling, const std::string &server,
               const std::string &workload, const std::string &load) {
  const auto launches = all.of(server, workload, load);
  Cell cell;
  cell.server = server;
  cell.workload = workload;
  cell.load = load;
  cell.launches = static_cast<int>(launches.size());
  cell.failed = static_cast<int>(std::ranges::count_if(run.trials, [&](const TrialRecord &trial) {
    return trial.server == server && trial.workload == workload && !trial.failure.empty();
  }));
  add_up(cell, run, launches);
  cell.invalid = cell.late * 3 > cell.launches;
  add_quantile_intervals(cell, launches);
  for (const auto &metric : metric_table) {
    const auto which = index_of(metric.metric);
    cell.by_block[which] = values_by_block(run, launches, metric.metric);
    cell.metrics[which] = estimate_of(cell, metric);
    add_outliers(cell, metric, launches);
  }
  cell.limiter = limiter_of_cell(cell, launches, ceiling);
  cell.marks = counted_marks(launches);
  return cell;
}

using Pairing = std::pair<std::string_view, std::string_view>; ///< of a server with a workload

/// Those that any trial speaks of: a plan may name more than anybody measures.
std::set<Pairing> tried(const Run &run) {
  std::set<Pairing> pairings;
  for (const auto &trial : run.trials) pairings.emplace(trial.server, trial.workload);
  return pairings;
}

} // namespace

std::string ReachedShare::percent() const {
  constexpr double tenths = 1000;
  return base::format_significant(100 * (at_most ? std::ceil(value * tenths) / tenths : value), 3) + " %";
}

std::optional<ReachedShare> reached_share(const Cell &load, const Cell &full) {
  const auto &part = load.metrics[index_of(Metric::throughput)], &whole = full.metrics[index_of(Metric::throughput)];
  if (part.n == 0 || whole.n == 0) return std::nullopt;
  const auto &asked = load.ledger; // with other answers than right ones the throughput is not the rate that was sent
  if (static_cast<double>(asked.ok()) < sustained_share * static_cast<double>(asked.planned)) return std::nullopt;
  return ReachedShare{.value = part.value / whole.value, .at_most = generator_bound(full)};
}

const result::LoadRequest *asked_load(const Run &run, std::string_view name) {
  const auto found = std::ranges::find(run.record.loads, name, &result::LoadRequest::name);
  return found == run.record.loads.end() ? nullptr : &*found;
}

bool generator_bound(Limiter limiter) { return limiter == Limiter::generator || limiter == Limiter::both; }

bool generator_bound(const Cell &cell) { return generator_bound(cell.limiter); }

Limiter limiter_of(double server_cpu_share, double generator_cpu_share, bool sustained, const Ceiling &ceiling,
                   double server_thread_share) {
  const bool server = server_cpu_share >= ceiling.server_share;
  const bool thread = server_thread_share >= ceiling.server_share;
  const bool generator = generator_cpu_share >= ceiling.generator_share;
  if ((server || thread) && generator) return Limiter::both;
  if (server) return Limiter::server;
  if (thread) return Limiter::server_thread;
  if (generator) return Limiter::generator;
  return sustained ? Limiter::schedule : Limiter::unknown;
}

std::string_view to_string(Limiter limiter) {
  switch (limiter) {
  case Limiter::server: return "server";
  case Limiter::server_thread: return "one server thread";
  case Limiter::generator: return "generator";
  case Limiter::both: return "both";
  case Limiter::schedule: return "schedule";
  case Limiter::unknown: return "unknown";
  }
  return "unknown";
}

std::vector<Cell> make_cells(const Run &run) {
  struct Position {
    const std::string &server, &workload, &load;
  };
  std::vector<Position> positions;
  const auto pairings = tried(run);
  for (const auto &workload : run.record.workloads)
    for (const auto &load : run.record.loads)
      for (const auto &server : run.record.servers)
        if (pairings.contains({server.label, workload.name}))
          positions.push_back({server.label, workload.name, load.name});
  const auto ceiling = ceiling_of(run);
  const Launches launches{run};
  std::vector<Cell> cells(positions.size());
  base::in_parallel(cells.size(), [&](std::size_t i) { // none needs another one
    const auto &[server, workload, load] = positions[i];
    cells[i] = make_cell(run, launches, ceiling, server, workload, load);
  });
  std::erase_if(cells, [](const Cell &cell) { return cell.launches + cell.failed == 0; });
  return cells;
}

} // namespace reqbench::statistics
