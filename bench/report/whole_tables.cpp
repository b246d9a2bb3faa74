#include "report/whole_tables.hpp"

#include "report/conditions.hpp"
#include "report/figures.hpp"
#include "report/limiter_words.hpp"
#include "report/load_words.hpp"
#include "report/tables.hpp"
#include "report/text.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <type_traits>

namespace reqbench::report {
namespace {

using statistics::Metric;

bool of_a_load(const Table &table) { return !table.workload.empty() && !table.load.empty(); }
bool of_launches(const Table &table) { return !table.workload.empty() && table.load.empty(); }

/// Each load compares another figure: the ratios of each have a column of their own, with the word that goes with them.
std::string ratio_key(const Table &table) { return "ratio_" + table.compared; }

const Figure *cell_of(const Table &table, const Row &row, std::string_view key) {
  const auto column = std::ranges::find(table.columns, key, &Column::key);
  return column == table.columns.end() ? nullptr : &row.cells[static_cast<std::size_t>(column - table.columns.begin())];
}

/// "15.0 × (13.1–17.2) faster": ratio and word of a row.
Figure judged_figure(const Table &table, const Row &row) {
  auto figure = *cell_of(table, row, "ratio");
  if (const auto *word = cell_of(table, row, "word"); word && is_shown(*word)) {
    figure.text += " " + word->text;
    figure.tone = word->tone;
  }
  return figure;
}

/// Of a table about launches the place and ratio would stand beside those of the load and mean another metric.
bool gathered(const Table &table, const Column &column) {
  constexpr std::array own{"place", "ratio", "next", "launches", "marks"};
  constexpr std::array by_workload{"spread", "word", "outliers"}; // as they are they stand in the tables by workload
  if (std::ranges::find(by_workload, column.key) != by_workload.end()) return false;
  return of_a_load(table) || std::ranges::find(own, column.key) == own.end();
}

std::size_t column_of(Table &whole, const Column &column) {
  const auto found = std::ranges::find(whole.columns, column.key, &Column::key);
  if (found != whole.columns.end()) return static_cast<std::size_t>(found - whole.columns.begin());
  whole.columns.push_back(column);
  for (auto &row : whole.rows) row.cells.resize(whole.columns.size());
  return whole.columns.size() - 1;
}

void gather(Table &whole, const Table &table, const Row &from, Row &into) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    auto column = table.columns[i];
    if (!gathered(table, column)) continue;
    const bool is_ratio = column.key == "ratio";
    if (is_ratio) {
      column.key = ratio_key(table);
      if (const auto word = std::ranges::find(table.columns, "word", &Column::key); word != table.columns.end())
        column.says += " Behind it the verdict: " + word->says;
    }
    const auto at = column_of(whole, column);
    into.cells.resize(whole.columns.size());
    into.cells[at] = is_ratio ? judged_figure(table, from) : from.cells[i];
  }
}

/// The ratios stand beside each other, where the first of them came.
void put_ratios_together(Table &whole) {
  const auto is_ratio = [&](std::size_t i) { return whole.columns[i].key.starts_with("ratio_"); };
  std::vector<std::size_t> order(whole.columns.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_partition(std::ranges::find_if(order, is_ratio), order.end(), is_ratio);
  const auto ordered = [&](const auto &all) {
    std::remove_cvref_t<decltype(all)> moved;
    for (const auto i : order) moved.push_back(all[i]);
    return moved;
  };
  for (auto &row : whole.rows) row.cells = ordered(row.cells);
  whole.columns = ordered(whole.columns);
}

struct LaunchMetric {
  std::string_view key, title, says;
  Metric metric;
  double unit; ///< what one of the column's units is in the metric's
};
constexpr double mebibyte = 1024.0 * 1024, ms = 1e6;
constexpr std::array launch_metrics{
    LaunchMetric{"throughput_per_s", "requests/s", "", Metric::throughput, 1},
    LaunchMetric{"server_cpu_us_per_request", "CPU µs/request", "", Metric::server_cpu, 1},
    LaunchMetric{"latency_p50_ms", "p50, ms", "", Metric::latency_p50, ms},
    LaunchMetric{"latency_p99_ms", "p99, ms", "", Metric::latency_p99, ms},
    LaunchMetric{"memory_idle_mib", "idle, MiB", "", Metric::memory_idle, mebibyte},
    LaunchMetric{"memory_loaded_mib", "loaded, MiB", "", Metric::memory_loaded, mebibyte},
    LaunchMetric{"start_up_ms", "start-up, ms", "", Metric::start_up, ms},
    LaunchMetric{"capacity_per_s", "capacity, requests/s", "", Metric::capacity, 1}};

Figure exact(std::optional<double> value, double unit) {
  return value ? Figure{base::format_significant(*value / unit, 5), *value / unit} : Figure{};
}

Row launch_row(const result::TrialRecord &trial) {
  Row row;
  row.label = std::to_string(trial.number);
  row.server = trial.server;
  row.workload = trial.workload;
  row.trials = {trial.number};
  row.cells = {Figure{std::to_string(trial.block), static_cast<double>(trial.block)}, Figure{trial.server},
               Figure{trial.workload}};
  return row;
}

/// "the server: go_nethttp, python_fastapi (json)": what limited whom when each gave what it can.
std::string limits_text(const Lineup &lineup) {
  struct Seen {
    std::string words, server, workload;
  };
  std::vector<Seen> seen;
  std::vector<std::string> limits, parts;
  for (const auto *server : lineup.servers)
    for (const auto &workload : lineup.run.record.workloads)
      if (const auto *cell = lineup.filled(server->label, workload.name, lineup.closed)) {
        auto words = limited_by(*cell, lineup.summary.findings);
        if (std::ranges::find(limits, words) == limits.end()) limits.push_back(words);
        seen.push_back({std::move(words), server->label, workload.name});
      }
  for (const auto &words : limits) {
    std::vector<std::string> names;
    for (const auto *server : lineup.servers) {
      std::vector<std::string> where;
      for (const auto &one : seen)
        if (one.server == server->label && one.words == words) where.push_back(one.workload);
      const auto all = std::ranges::count(seen, server->label, &Seen::server);
      if (!where.empty())
        names.push_back(server->label + (std::ssize(where) == all ? "" : in_brackets(joined(where, ", "))));
    }
    parts.push_back(words + ": " + joined(names, ", "));
  }
  return joined(parts, "; ");
}

} // namespace

Table gathered_table(const std::vector<Table> &tables) {
  Table whole;
  whole.title = "Every server under every workload and load";
  whole.note = "Each load compares another figure (requests/s under full load, CPU at the same rate for all, p99 at a "
               "share of the server's own pilot); # and the column of its ratio are about that one.";
  whole.of = "server";
  whole.columns = {{"workload", "workload", "What is asked.", false}, {"load", "load", "How it is asked.", false}};
  for (const auto &table : tables) {
    if (!of_a_load(table)) continue;
    for (const auto &from : table.rows) {
      Row row{.label = from.label,
              .marks = from.marks,
              .server = from.server,
              .workload = table.workload,
              .load = table.load,
              .cells = {Figure{table.workload}, Figure{load_label(table.load)}},
              .trials = from.trials};
      gather(whole, table, from, row);
      whole.rows.push_back(std::move(row));
    }
  }
  for (const auto &table : tables)
    if (of_launches(table))
      for (const auto &from : table.rows)
        for (auto &row : whole.rows)
          if (row.workload == table.workload && row.server == from.server) gather(whole, table, from, row);
  for (auto &row : whole.rows) row.cells.resize(whole.columns.size());
  put_ratios_together(whole);
  return whole;
}

Table launches_table(const result::Run &run) {
  Table table;
  table.title = "Every launch";
  table.of = "trial";
  table.columns = {{"block", "block", "", true},
                   {"server", "server", "", false},
                   {"workload", "workload", "", false},
                   {"load", "load", "", false}};
  std::vector<LaunchMetric> shown;
  for (const auto &column : launch_metrics) {
    const bool any = std::ranges::any_of(run.trials, [&](const result::TrialRecord &trial) {
      return std::ranges::any_of(
          trial.loads, [&](const auto &load) { return statistics::value_of(column.metric, trial, load).has_value(); });
    });
    if (!any) continue;
    shown.push_back(column);
    table.columns.push_back({std::string{column.key}, std::string{column.title}, std::string{column.says}, true});
  }
  table.columns.push_back({"errors", "errors", "", true});
  table.columns.push_back({"marks", "what was unusual", "", false});
  for (const auto &trial : run.trials) {
    if (!trial.failure.empty() || trial.loads.empty()) {
      auto row = launch_row(trial);
      row.cells.resize(table.columns.size());
      row.cells.back().text = trial.failure.empty() ? "no load was finished" : "failed: " + trial.failure;
      table.rows.push_back(std::move(row));
      continue;
    }
    for (const auto &load : trial.loads) {
      auto row = launch_row(trial);
      row.load = load.name;
      row.cells.push_back(Figure{load.name});
      for (const auto &column : shown)
        row.cells.push_back(exact(statistics::value_of(column.metric, trial, load), column.unit));
      const auto bad = static_cast<double>(load.recording.ledger.planned - load.recording.ledger.ok());
      row.cells.push_back(Figure{base::format_significant(bad, 6), bad});
      row.cells.push_back(trial.marks.empty() ? Figure{} : Figure{joined(trial.marks, ", ")});
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

std::vector<Line> compared_lines(const Lineup &lineup) {
  const auto &run = lineup.run.record;
  std::vector<std::string> workloads, loads;
  for (const auto &workload : run.workloads)
    workloads.push_back(workload.name +
                        (workload.title.empty() || workload.title == workload.name ? "" : " (" + workload.title + ")"));
  for (const auto &load : run.loads)
    loads.push_back(run.workloads.size() == 1 ? load_title(lineup, run.workloads.front().name, load)
                                              : plain_load(load.name) + " (" + load.name + ", " +
                                                    counted(static_cast<std::size_t>(load.connections), "connection") +
                                                    ", " + base::format_duration(load.measure) + ")");
  std::vector<Line> lines;
  for (const auto *server : lineup.servers)
    lines.push_back(
        {server->label, server->framework + " (" + server->language + ", " + server->variant + ")" +
                            (server == lineup.baseline ? ": the baseline, against which all others are set" : "")});
  lines.push_back({"workloads", joined(workloads, "; ")});
  lines.push_back({"loads of each launch", joined(loads, "; ")});
  if (lineup.closed) lines.push_back({"what limited them under full load", limits_text(lineup)});
  std::erase_if(lines, [](const Line &line) { return line.text.empty(); });
  return lines;
}

} // namespace reqbench::report
