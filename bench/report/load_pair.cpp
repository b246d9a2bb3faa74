#include "report/load_pair.hpp"

#include "report/found.hpp"
#include "report/load_view.hpp"
#include "report/text.hpp"

#include "base/units.hpp"
#include "statistics/load_pair.hpp"

#include <cmath>

namespace reqbench::report {
namespace {

using statistics::Known;
using statistics::PairedFigure;
using statistics::PairedUnit;

std::string text_of(const Known &known, PairedUnit unit) {
  const double value = *known.value;
  switch (unit) {
  case PairedUnit::per_second: return (known.at_least ? "≥ " : "") + base::format_count(value);
  case PairedUnit::share: return base::format_significant(100 * value, 3) + " %";
  case PairedUnit::bytes: return base::format_bytes(value);
  case PairedUnit::microseconds: return base::format_significant(value, 3) + " µs";
  case PairedUnit::nanoseconds: break;
  }
  return (known.at_least ? "> " : "") + base::format_duration(base::Nanoseconds{std::llround(value)});
}

Figure paired_figure(const Known &known, PairedUnit unit) {
  return known.value ? Figure{text_of(known, unit), *known.value} : Figure{};
}

Figure ratio_of(const PairedFigure &figure) {
  if (!figure.ratio) return {};
  const char *sign = figure.lower_bound ? "≥ " : figure.upper_bound ? "≤ " : "";
  return {sign + base::format_significant(*figure.ratio, 3) + " ×", *figure.ratio};
}

base::Json number_or_null(const std::optional<double> &value) { return value ? base::Json(*value) : base::Json(); }

base::Json paired_json(const PairedFigure &figure) {
  base::Json json{{"metric", figure.key},
                  {"before", number_or_null(figure.before.value)},
                  {"after", number_or_null(figure.after.value)},
                  {"ratio", number_or_null(figure.ratio)}};
  if (figure.lower_bound || figure.upper_bound) json["bound"] = figure.lower_bound ? "lower" : "upper";
  return json;
}

std::string asked(const NamedLoad &load) {
  const auto &record = load.run.record;
  auto text = record.workloads.empty() ? std::string{"a load"} : record.workloads.front().title;
  if (record.options.is_object() && record.options.contains("shape") && record.options["shape"].is_string())
    text += " (" + record.options["shape"].get<std::string>() + ")";
  return text;
}

std::vector<statistics::Finding> findings_of(const NamedLoad &load) {
  auto findings = load_findings(load.summary);
  for (auto &finding : findings) finding.text.insert(0, load.name + ": ");
  return findings;
}

} // namespace

View make_pair_view(const NamedLoad &before, const NamedLoad &after) {
  View view;
  view.title = "reqbench compare: " + before.name + " and " + after.name;
  view.subtitle = "two loads, side by side";
  view.verdicts = {before.name + ": " + asked(before) + ", " + minute_of(before.run.record.started) + ".",
                   after.name + ": " + asked(after) + ", " + minute_of(after.run.record.started) + "."};
  auto pair = statistics::pair_loads({before.run, before.summary}, {after.run, after.summary});
  view.absent = std::move(pair.differences);
  view.trust =
      "plain ratios only. Each was measured once, so how much either varies by itself is not known: there is no "
      "interval, and no word such as faster or slower. `reqbench run` measures servers often enough to tell.";
  view.findings = findings_of(before);
  for (auto &finding : findings_of(after)) view.findings.push_back(std::move(finding));
  view.found = by_check(view.findings);
  Table table;
  table.title = "Side by side";
  table.columns = {
      {"before", before.name, "", true}, {"after", after.name, "", true}, {"ratio", "ratio", "second ÷ first", true}};
  view.cells = view.ratios = base::Json::array();
  for (const auto &figure : pair.figures) {
    Row row;
    row.label = figure.title;
    row.cells = {paired_figure(figure.before, figure.unit), paired_figure(figure.after, figure.unit), ratio_of(figure)};
    table.rows.push_back(std::move(row));
    view.ratios.push_back(paired_json(figure));
  }
  if (!table.rows.empty()) view.tables.push_back(std::move(table));
  return view;
}

} // namespace reqbench::report
