#include "report/compare_tables.hpp"

#include "report/figures.hpp"
#include "report/program_view.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace reqbench::report {
namespace {

using statistics::Asked;
using statistics::Comparison;
using statistics::Gate;
using statistics::Metric;
using statistics::Moved;
using statistics::Position;
using statistics::Verdict;

std::string_view change_word(Verdict verdict) {
  switch (verdict) {
  case Verdict::faster: return "better";
  case Verdict::slower: return "worse";
  case Verdict::tie: return "same";
  case Verdict::undecided: break;
  }
  return "undecided";
}

std::string_view asked_word(const Asked &asked) {
  if (asked.moved->invalid) return "invalid";
  switch (asked.position) {
  case Position::beyond: return "regression";
  case Position::across: return "contains the limit";
  case Position::inside: break;
  }
  return "inside";
}

/// A page of a code host shows about as many rows beside the sentences above them.
constexpr std::size_t longest_open_table = 10;

Table asked_table(const Gate &gate) {
  Table table;
  table.title = "Asked";
  table.of = "figure";
  table.note =
      "Would be shown: the smallest measured change for the worse that would have lain wholly beyond the limit.";
  table.columns = {{"change", "change", "NEW's ratio ÷ OLD's - 1, with its 95 % interval", true},
                   {"limit", "limit", "of --fail-on", true},
                   {"outcome", "outcome", "where the interval lies", false},
                   {"would_be_shown", "would be shown", "the smallest change that could have been shown", true}};
  for (const auto &asked : gate.asked) {
    const auto &moved = *asked.moved;
    auto line = moved_row(moved);
    line.label += ": " + std::string{statistics::compared(moved.metric).word};
    const auto shown = asked.smallest_shown;
    line.cells = {change_figure(moved),
                  {change_text(asked.limit.change), asked.limit.change},
                  {std::string{asked_word(asked)}, std::nan(""), asked.fails ? Tone::worse : Tone::none},
                  shown ? Figure{change_text(*shown), *shown} : Figure{}};
    table.rows.push_back(std::move(line));
  }
  return table;
}

Figure cell_figure(const Moved &moved) {
  auto figure = change_figure(moved);
  if (moved.invalid || moved.verdict == Verdict::faster || moved.verdict == Verdict::slower)
    figure.text += " " + std::string{moved_word(moved)};
  else if (statistics::taken_by_holm(moved.verdict, moved.alone))
    figure.text += " undecided (" + std::string{change_word(moved.alone)} + " alone)";
  return figure;
}

/// "5 % for p50 and memory; 15 % for p99", of the metrics that are among `moves`.
std::string shares_of(const std::vector<const Moved *> &moves, double (*share)(const statistics::ComparedMetric &)) {
  std::map<long, std::vector<std::string>> words;
  for (const auto &compared : statistics::compared_metrics)
    if (std::ranges::find(moves, compared.metric, &Moved::metric) != moves.end())
      words[std::lround(100 * share(compared))].emplace_back(compared.word);
  std::vector<std::string> parts;
  for (const auto &[percent, names] : words) parts.push_back(std::to_string(percent) + " % for " + listed(names));
  return joined(parts, "; ");
}

std::string bands_of(const std::vector<const Moved *> &moves) {
  return shares_of(moves,
                   [](const statistics::ComparedMetric &compared) { return statistics::row(compared.metric).band; });
}

/// The figures of one table: those of loads, or those of the whole launch.
Table changes_table(const std::vector<const Moved *> &moves) {
  const bool of_launch = statistics::row(moves.front()->metric).per_trial;
  Table table;
  table.title = of_launch ? "Changes of the whole launch" : "Changes under load";
  table.of = of_launch ? "server, workload" : "server, workload, load";
  table.note = "The ratio to the reference in the new run ÷ that in the older ones, with its 95 % interval. Better or "
               "worse: it lies wholly beyond " +
               bands_of(moves) + ", and still does as one of all changes of its figure; else undecided.";
  std::vector<Metric> metrics;
  for (const auto &compared : statistics::compared_metrics) {
    if (std::ranges::none_of(moves, [&](const Moved *moved) { return moved->metric == compared.metric; })) continue;
    const auto &facts = statistics::row(compared.metric);
    metrics.push_back(compared.metric);
    table.columns.push_back({std::string{facts.name}, std::string{facts.title}, "", true});
  }
  for (const auto *moved : moves) {
    auto fresh = moved_row(*moved);
    fresh.cells.resize(metrics.size());
    auto row = std::ranges::find(table.rows, fresh.label, &Row::label);
    if (row == table.rows.end()) row = table.rows.insert(row, std::move(fresh));
    const auto column = std::ranges::find(metrics, moved->metric) - metrics.begin();
    row->cells[static_cast<std::size_t>(column)] = cell_figure(*moved);
  }
  table.folded = table.rows.size() > longest_open_table;
  return table;
}

base::Json estimate_json(const statistics::Estimate &estimate) {
  base::Json json{{"value", base::finite_or_null(estimate.value)}};
  add_interval(json, estimate);
  return json;
}

/// Parentheses: in braces one value alone would be a list of one. What is of a whole launch has no load.
base::Json load_of(const Moved &moved) {
  return statistics::row(moved.metric).per_trial ? base::Json() : base::Json(moved.load);
}

} // namespace

std::string moved_name(const Moved &moved) {
  return moved.server + ", " + moved.workload + (statistics::row(moved.metric).per_trial ? "" : ", " + moved.load);
}

Row moved_row(const Moved &moved) {
  Row row;
  row.label = moved_name(moved);
  row.server = moved.server;
  row.workload = moved.workload;
  if (!statistics::row(moved.metric).per_trial) row.load = moved.load;
  return row;
}

std::string change_text(const statistics::Change &change) {
  const auto middle = change_text(change.ratio.value - 1);
  if (!change.ratio.interval) return middle + " (no interval)";
  auto low = change_text(change.ratio.interval->low - 1);
  low.resize(low.size() - 2); // the sign of per cent stands once
  return middle + " (" + low + " to " + change_text(change.ratio.interval->high - 1) + ")";
}

std::string_view moved_word(const Moved &moved) { return moved.invalid ? "invalid" : change_word(moved.verdict); }

Figure change_figure(const Moved &moved) {
  return {change_text(moved.change), moved.change.ratio.value - 1, tone_of(moved.verdict)};
}

std::vector<Table> compare_tables(const Comparison &comparison, const Gate &gate) {
  std::vector<Table> tables;
  if (!gate.asked.empty()) tables.push_back(asked_table(gate));
  for (const bool of_launch : {false, true}) {
    std::vector<const Moved *> moves;
    for (const auto &moved : comparison.moved)
      if (statistics::row(moved.metric).per_trial == of_launch) moves.push_back(&moved);
    if (!moves.empty()) tables.push_back(changes_table(moves));
  }
  return tables;
}

base::Json moved_json(const Comparison &comparison) {
  auto all = base::Json::array();
  for (const auto &moved : comparison.moved) {
    base::Json json{{"server", moved.server},
                    {"reference", moved.reference},
                    {"workload", moved.workload},
                    {"load", load_of(moved)},
                    {"metric", statistics::row(moved.metric).name},
                    {"verdict", moved_word(moved)},
                    {"verdict_alone", moved.invalid ? moved_word(moved) : change_word(moved.alone)},
                    {"change", estimate_json(moved.change.ratio)},
                    {"spread", moved.change.spread == statistics::Spread::estimated ? "estimated" : "assumed"},
                    {"spread_log", base::finite_or_null(moved.change.between)},
                    {"machine_log", base::finite_or_null(moved.change.machine)},
                    {"half_width_log", base::finite_or_null(moved.change.half)},
                    {"degrees_of_freedom", base::finite_or_null(moved.change.degrees)},
                    {"new", estimate_json(moved.new_ratio)}};
    json["new"]["blocks"] = moved.new_ratio.n;
    json["old"] = base::Json::array();
    for (const auto &old : moved.old_ratios) {
      auto of_run = estimate_json(old.ratio);
      of_run["run"] = old.name;
      of_run["blocks"] = old.ratio.n;
      json["old"].push_back(std::move(of_run));
    }
    all.push_back(std::move(json));
  }
  return all;
}

base::Json asked_json(const Gate &gate) {
  auto all = base::Json::array();
  for (const auto &asked : gate.asked) {
    const auto &moved = *asked.moved;
    all.push_back(
        {{"server", moved.server},
         {"workload", moved.workload},
         {"load", load_of(moved)},
         {"metric", statistics::row(moved.metric).name},
         {"limit", asked.limit.change},
         {"outcome", asked_word(asked)},
         {"smallest_shown", asked.smallest_shown ? base::finite_or_null(*asked.smallest_shown) : base::Json()}});
  }
  return all;
}

std::string assumptions_text(const Comparison &comparison) {
  std::vector<const Moved *> moves;
  for (const auto &moved : comparison.moved) moves.push_back(&moved);
  return shares_of(moves, [](const statistics::ComparedMetric &compared) { return compared.assumed; });
}

} // namespace reqbench::report
