// Latency by percentile: the axis grows by nines, so that the rare answers get as much room as the usual ones.
#include "report/chart/spec.hpp"
#include "report/text.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reqbench::report {
namespace {

using base::Json;
using statistics::Cell;
using statistics::Metric;

constexpr int latency_height = 280;
constexpr std::array nines{std::pair{0.301, "p50"}, std::pair{1.0, "p90"},    std::pair{2.0, "p99"},
                           std::pair{3.0, "p99.9"}, std::pair{4.0, "p99.99"}, std::pair{5.0, "p99.999"}};
constexpr std::array table_percentiles{0.5, 0.9, 0.99, 0.999, 0.9999};

double to_ms(base::Nanoseconds time) { return static_cast<double>(time.count()) / 1e6; }
std::string p99_text(const Cell &cell) { return percentile(cell, 0.99).text; }
std::string p50_text(const Cell &cell) { return percentile(cell, 0.5).text; }

struct Curve {
  struct Point {
    double nines, ms;
    bool at_least;
  };
  const Cell *cell;
  std::vector<Point> points;
};

/// As far as the percentile may be shown, and one point into where it is only known as "at least".
Curve curve_of(const Cell &cell) {
  Curve curve{&cell, {}};
  for (int tenth = 1; tenth <= 50; ++tenth) {
    const double p = 1 - std::pow(10, -tenth / 10.0);
    if (cell.latency.beyond(p) < statistics::least_beyond) break;
    const bool at_least = cell.latency.quantile_is_at_least(p);
    curve.points.push_back({tenth / 10.0, std::max(1e-4, to_ms(cell.latency.quantile(p))), at_least});
    if (at_least) break;
  }
  return curve;
}

std::vector<Curve> curves_of(const std::vector<const Cell *> &cells) {
  std::vector<Curve> curves;
  for (const auto *cell : cells)
    if (auto curve = curve_of(*cell); curve.points.size() > 1) curves.push_back(std::move(curve));
  return curves;
}

Json latency_values(const std::vector<Curve> &curves) {
  auto values = Json::array();
  for (const auto &curve : curves)
    for (const auto &[x, ms, at_least] : curve.points)
      values.push_back({{"server", one_line(curve.cell->server)},
                        {"x", x},
                        {"y", ms},
                        {"p", "p" + base::format_significant(100 * (1 - std::pow(10, -x)), 5)},
                        {"text", (at_least ? "> " : "") + base::format_duration(base::from_seconds(ms / 1e3))}});
  return values;
}

Json nines_axis(double last) {
  auto values = Json::array();
  std::string label = "''";
  for (const auto &[at, name] : nines) {
    if (at > last + 0.05) continue;
    values.push_back(at);
    label = "datum.value == " + base::format_significant(at, 3) + " ? '" + name + "' : " + label;
  }
  return spec::axis("percentile of the answers", {{"values", values}, {"labelExpr", label}, {"labelOverlap", false}});
}

Json latency_spec(const Subject &subject, const std::vector<Curve> &curves) {
  double low = 1e9, high = 0, last = 0;
  std::vector<spec::End> ends;
  for (const auto &curve : curves) {
    for (const auto &point : curve.points) {
      low = std::min(low, point.ms);
      high = std::max(high, point.ms);
      last = std::max(last, point.nines);
    }
    ends.push_back({curve.cell->server, curve.points.back().nines, curve.points.back().ms});
  }
  low /= 1.2;
  high *= 1.2;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> tips{
      {{"server", "server"}, {"p", "percentile"}, {"text", "latency"}}};
  auto json = spec::view(latency_height);
  const Json x =
      spec::field("x", "quantitative",
                  {{"scale", Json{{"domain", Json::array({0.1, last})}, {"nice", false}}}, {"axis", nines_axis(last)}});
  const Json y = spec::field(
      "y", "quantitative",
      {{"scale", spec::log_scale(low, high)},
       {"axis", spec::axis("latency", {{"values", spec::log_ticks(low, high)}, {"labelExpr", spec::duration_label}})}});
  const Json shared{{"x", x}, {"y", y}, {"color", spec::colour(subject.looks)}, {"opacity", spec::opacity()}};
  auto line = shared;
  line["strokeDash"] = spec::dash(subject.looks);
  json["layer"].push_back(spec::layer({{"type", "line"}, {"strokeWidth", 2.2}}, line));
  auto point = shared;
  point.update(Json{{"shape", spec::shape(subject.looks)}, {"tooltip", spec::tooltip(tips)}});
  auto marked = spec::layer({{"type", "point"}, {"filled", true}, {"size", 45}}, point);
  marked["transform"] = Json::array({Json{{"filter", "datum.x == 0.3 || datum.x == floor(datum.x)"}}});
  json["layer"].push_back(marked);
  json["layer"].push_back(spec::name_ends(spec::end_labels(ends, low, high, true, latency_height), x, y));
  json["data"]["values"] = latency_values(curves);
  return json;
}

Table latency_numbers(const Subject &subject, Table table, const std::vector<Curve> &curves) {
  for (const double p : table_percentiles) {
    const auto name = "p" + base::format_significant(100 * p, p > 0.999 ? 4 : 3);
    if (std::ranges::any_of(curves, [&](const Curve &curve) { return !std::isnan(percentile(*curve.cell, p).value); }))
      table.columns.push_back(number_column("latency_" + name, name));
  }
  for (const auto &curve : curves) {
    std::vector<Figure> figures;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      figures.push_back(percentile(*curve.cell, table_percentiles[i]));
    table.rows.push_back(chart_row(subject, *curve.cell, std::move(figures)));
  }
  return table;
}

Chart latency_chart(const Subject &subject, const result::LoadRequest &load) {
  auto chart = subject.chart("latency", std::to_string(&load - subject.lineup.run.record.loads.data() + 1));
  const auto curves = curves_of(subject.cells(&load));
  if (curves.empty()) return chart;
  std::vector<const Cell *> cells;
  for (const auto &curve : curves) cells.push_back(curve.cell);
  const bool rare =
      std::ranges::all_of(cells, [](const Cell *cell) { return !std::isnan(percentile(*cell, 0.99).value); });
  const auto found = rare ? extremes(subject.lineup, cells, Metric::latency_p99, p99_text, "from")
                          : extremes(subject.lineup, cells, Metric::latency_p50, p50_text, "from");
  chart.title =
      subject.workload + ": " +
      (found.empty() ? "latency by percentile"
                     : (rare ? "99 of 100 answers came within " : "half of the answers came within ") + found);
  chart.subtitle = "latency, " + load_title(subject.lineup, subject.workload, load);
  chart.says =
      "From the moment a request was due until its last byte had come, so that waiting counts; the histograms of "
      "all launches merged. What timed out or was never sent counts as at least its age.";
  chart.table = latency_numbers(subject, chart.table, curves);
  chart.spec = latency_spec(subject, curves);
  return chart;
}

} // namespace

std::vector<Chart> latency_charts(const Subject &subject) {
  const auto &lineup = subject.lineup;
  std::vector<Chart> charts;
  bool equal_rate = false, equal_share = false;
  for (const auto &load : lineup.run.record.loads) {
    if (load.model != "open" || !load.steps_per_s.empty()) continue;
    auto chart = latency_chart(subject, load);
    equal_share = equal_share || load.share > 0;
    equal_rate = equal_rate || load.share <= 0;
    if (!chart.spec.is_null()) charts.push_back(std::move(chart));
  }
  if (!equal_rate)
    charts.push_back(subject.missing("latency", "Not measured: latency at one rate for all", {"common"}));
  if (!equal_share)
    charts.push_back(subject.missing("latency", "Not measured: latency at the same share of each server's own capacity",
                                     {"share:50"}));
  return charts;
}

} // namespace reqbench::report
