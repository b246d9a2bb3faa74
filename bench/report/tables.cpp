#include "report/tables.hpp"

#include "report/columns.hpp"
#include "report/limiter_words.hpp"
#include "report/load_words.hpp"
#include "report/summary_tables.hpp"
#include "report/text.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

using statistics::Metric;

std::string steps_title(const std::vector<double> &rates_per_s) {
  std::string title;
  for (const double rate : rates_per_s) title += (title.empty() ? "steps of " : ", ") + plain_number(rate);
  return title + " requests/s";
}

void add_column(Table &table, const ColumnRow &row, const std::vector<Standing> &standings, std::string title) {
  if (std::none_of(standings.begin(), standings.end(), row.informs)) return;
  const auto key = row.metric ? statistics::row(*row.metric).name : row.key;
  table.columns.push_back({std::string{key}, std::move(title), std::string{row.says}, row.number});
  for (std::size_t i = 0; i < standings.size(); ++i) table.rows[i].cells.push_back(row.figure(standings[i]));
}

/// What a table compares, in a word or two, for the title of its ratios.
std::string_view short_title(Metric metric) {
  switch (metric) {
  case Metric::server_cpu: return "CPU";
  case Metric::latency_p99: return "p99";
  case Metric::memory_loaded: return "memory";
  default: return statistics::row(metric).title;
  }
}

/// "requests/s vs python_fastapi".
std::string ratio_title(const Table &table, const std::string &baseline) {
  const auto compared = std::ranges::find(statistics::metric_table, table.compared, &statistics::MetricRow::name);
  return std::string{short_title(compared->metric)} + " vs " + baseline;
}

void fill(const Lineup &lineup, Table &table, std::span<const ColumnRow> columns,
          const std::vector<Standing> &standings) {
  for (const auto &standing : standings) {
    const auto &server = *standing.placed.server;
    Row row;
    row.label = row.server = server.label;
    row.workload = table.workload;
    row.load = table.load;
    if (is_tuned(server)) row.marks.push_back({MarkId::tuned});
    if (standing.placed.cell->invalid) row.marks.push_back({MarkId::invalid});
    const auto &cell = *standing.placed.cell;
    for (const auto &launch : statistics::launches_of(lineup.run, cell.server, cell.workload, cell.load))
      row.trials.push_back(launch.trial->number);
    table.rows.push_back(std::move(row));
  }
  // The answer first: who, in which place, by how much; then the figures it is made of.
  for (const auto &column : columns) {
    add_column(table, column, standings, std::string{column.title});
    if (column.key != "place") continue;
    for (const auto &ratio : ratio_columns())
      add_column(table, ratio, standings,
                 ratio.key == "ratio" ? ratio_title(table, lineup.run.record.baseline) : std::string{ratio.title});
  }
}

/// The step from a server to the next one in the order of a load.
const statistics::Ratio *step_from(const Lineup &lineup, const std::string &server, const std::string &workload,
                                   const std::string &load) {
  const auto &steps = lineup.summary.neighbour_ratios;
  const auto found = std::ranges::find_if(steps, [&](const statistics::Ratio &step) {
    return step.metric == Metric::throughput && step.server == server && step.workload == workload && step.load == load;
  });
  return found == steps.end() ? nullptr : &*found;
}

/// In a cell stands how many and the worst; all of them are told below the table.
void add_details(Table &table, const std::vector<Standing> &standings, bool of_launch) {
  for (const auto &standing : standings)
    if (auto all = all_outliers(*standing.placed.cell, of_launch); !all.empty())
      table.details.push_back({"Outliers of " + standing.placed.server->label, std::move(all)});
}

/// One table of a workload: `load` gives the order and the figures.
Table make_table(const Lineup &lineup, const std::string &workload, const result::LoadRequest &load, Metric metric,
                 std::span<const ColumnRow> columns, bool of_launch = true) {
  Table table;
  table.of = "server";
  table.workload = workload;
  table.compared = statistics::row(metric).name;
  const auto placed = places(lineup, workload, load.name, metric);
  std::vector<Standing> standings;
  for (const auto &each : placed) {
    const auto *step =
        metric == Metric::throughput ? step_from(lineup, each.server->label, workload, load.name) : nullptr;
    standings.push_back(
        {.placed = each,
         .ratio = lineup.ratio(each.server->label, workload, &load, metric),
         .step = step,
         .step_tells = step && each.server != lineup.baseline && step->baseline != lineup.run.record.baseline,
         .is_baseline = each.server == lineup.baseline,
         .comparable = !lineup.baseline || comparable(*each.server, *lineup.baseline),
         .closed = load.model == "closed",
         .alone = placed.size() == 1,
         .limited_by = limited_by(*each.cell, lineup.summary.findings),
         .full = load.share > 0 ? lineup.filled(each.server->label, workload, lineup.closed) : nullptr});
  }
  if (placed.size() > 1)
    table.note = "Best first by " + std::string{statistics::row(metric).title} + "; ratio and verdict are about it.";
  fill(lineup, table, columns, standings);
  add_details(table, standings, of_launch);
  return table;
}

Table load_table(const Lineup &lineup, const std::string &workload, const result::LoadRequest &load) {
  auto table = make_table(lineup, workload, load, statistics::compared_metric(load), load_columns(), false);
  table.title = workload + ": " + load_title(lineup, workload, load);
  table.load = load.name;
  for (auto &row : table.rows) row.load = load.name;
  return table;
}

/// Figures of the launch are the same under every load, so the first that has any stands for all.
Table launch_table(const Lineup &lineup, const std::string &workload) {
  for (const auto &load : lineup.run.record.loads) {
    auto table = make_table(lineup, workload, load, Metric::memory_loaded, launch_columns());
    table.title = workload + ": memory of the server, and how long it takes to start";
    if (!table.rows.empty()) return table;
  }
  return {};
}

/// Of the launch too.
Table capacity_table(const Lineup &lineup, const std::string &workload) {
  const auto &run = lineup.run.record;
  if (!run.slo || run.loads.empty()) return {};
  auto table = make_table(lineup, workload, run.loads.front(), Metric::capacity, capacity_columns());
  table.title = workload + ": capacity under " + result::to_string(*run.slo);
  return table;
}

} // namespace

std::string load_title(const Lineup &lineup, const std::string &workload, const result::LoadRequest &load) {
  const auto connections = counted(static_cast<std::size_t>(load.connections), "connection");
  if (load.requests_per_connection > 0)
    return "a new connection every " + counted(static_cast<std::size_t>(load.requests_per_connection), "request") +
           " (" + connections + ")";
  if (load.model == "closed") return "full load (closed, " + connections + ")";
  if (load.model == "held") return connections + " held, each asked once";
  if (!load.steps_per_s.empty()) return steps_title(load.steps_per_s) + " (" + connections + ")";
  const auto rate = common_rate_text(lineup.run.record, workload);
  if (load.common && !rate.empty())
    return plain_load(load.name) + in_brackets(load.name + ", " + rate + ", " + connections);
  if (load.share > 0) return plain_load(load.name) + " (" + load.name + ", " + connections + ")";
  if (load.rate_per_s > 0) return plain_number(load.rate_per_s) + " requests/s (" + connections + ")";
  return load.name + " (" + connections + ")";
}

std::vector<Table> make_tables(const Lineup &lineup) {
  std::vector<Table> tables;
  const auto add = [&](Table table) {
    if (!table.rows.empty()) tables.push_back(std::move(table));
  };
  if (lineup.run.record.workloads.size() > 1) add(overview_table(lineup));
  for (const auto &workload : lineup.run.record.workloads) {
    for (const auto &load : lineup.run.record.loads) add(load_table(lineup, workload.name, load));
    add(capacity_table(lineup, workload.name));
    add(launch_table(lineup, workload.name));
  }
  add(pair_table(lineup));
  return tables;
}

std::vector<Line> column_meanings(const std::vector<Table> &tables) {
  std::vector<Line> meanings;
  for (const auto columns : {load_columns(), capacity_columns(), launch_columns(), ratio_columns()}) {
    for (const auto &row : columns) {
      const auto key = row.metric ? statistics::row(*row.metric).name : row.key;
      const bool shown = std::any_of(tables.begin(), tables.end(), [&](const Table &table) {
        return std::any_of(table.columns.begin(), table.columns.end(),
                           [&](const Column &column) { return column.key == key; });
      });
      const bool told =
          std::any_of(meanings.begin(), meanings.end(), [&](const Line &line) { return line.label == row.title; });
      if (shown && !told) meanings.push_back({std::string{row.title}, std::string{row.says}});
    }
  }
  return meanings;
}

} // namespace reqbench::report
