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
constexpr double first_nines = 0.1; ///< p20.6: what lies below is of no interest
constexpr std::array nines{std::pair{0.301, "p50"}, std::pair{1.0, "p90"},    std::pair{2.0, "p99"},
                           std::pair{3.0, "p99.9"}, std::pair{4.0, "p99.99"}, std::pair{5.0, "p99.999"}};
constexpr std::array table_percentiles{0.5, 0.9, 0.99, 0.999, 0.9999};

Figure p99_figure(const Cell &cell) { return percentile_roughly(cell, 0.99); }
Figure p50_figure(const Cell &cell) { return percentile(cell, 0.5); }

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
    curve.points.push_back({tenth / 10.0, std::max(1e-4, spec::in_ms(cell.latency.quantile(p))), at_least});
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
                        {"p", result::percentile_name(1 - std::pow(10, -x))},
                        {"text", (at_least ? "> " : "") + base::format_duration(base::from_seconds(ms / 1e3))}});
  return values;
}

Json nines_axis(double last) {
  auto values = Json::array();
  std::string label = "''";
  for (const auto &[at, name] : nines) {
    if (at > last + 0.05) continue;
    values.push_back(at);
    label.insert(0, "datum.value == " + base::format_significant(at, 3) + " ? '" + name + "' : ");
  }
  return spec::axis("percentile of the answers", {{"values", values}, {"labelExpr", label}, {"labelOverlap", false}});
}

Json latency_spec(const Subject &subject, const std::vector<Curve> &curves) {
  spec::Span ms;
  double last = 0;
  std::vector<spec::End> ends;
  for (const auto &curve : curves) {
    for (const auto &point : curve.points) {
      ms.include(point.ms);
      last = std::max(last, point.nines);
    }
    ends.push_back({curve.cell->server, curve.points.back().nines, curve.points.back().ms});
  }
  return spec::lines(subject.looks, latency_values(curves),
                     {.height = latency_height,
                      .x = spec::numbers("x", first_nines, last, nines_axis(last)),
                      .y = spec::durations("latency", ms),
                      .ends = std::move(ends),
                      .tips = spec::tooltip({{"server", "server"}, {"p", "percentile"}, {"text", "latency"}}),
                      .marked = "datum.x == 0.3 || datum.x == floor(datum.x)"});
}

Table latency_numbers(const Subject &subject, Table table, const std::vector<Curve> &curves) {
  for (const double p : table_percentiles) {
    const auto name = result::percentile_name(p);
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

std::string latency_title(const Subject &subject, const std::vector<Curve> &curves) {
  std::vector<const Cell *> cells;
  cells.reserve(curves.size());
  for (const auto &curve : curves) cells.push_back(curve.cell);
  const bool rare =
      std::ranges::all_of(cells, [](const Cell *cell) { return !std::isnan(percentile(*cell, 0.99).value); });
  const auto found = rare ? extremes(subject, cells, Metric::latency_p99, p99_figure, "from")
                          : extremes(subject, cells, Metric::latency_p50, p50_figure, "from");
  if (found.empty()) return "latency by percentile";
  return (rare ? "99 of 100 answers came within " : "half of the answers came within ") + found;
}

} // namespace

Chart latency_chart(const Subject &subject, const result::LoadRequest &load) {
  auto chart = subject.chart("latency", std::to_string(&load - subject.lineup.run.record.loads.data() + 1));
  const auto curves = curves_of(subject.cells(&load));
  if (curves.empty()) return chart;
  chart.title = subject.titled(latency_title(subject, curves));
  chart.subtitle = "latency, " + load_title(subject.lineup, subject.workload, load);
  chart.says =
      std::string{load.model == "open" ? "From the moment a request was due until its last byte had come, so that "
                                         "waiting counts"
                                       : "From the sending of a request until its last byte had come"} +
      "; the histograms of all launches merged. What timed out or was never sent counts as at least its age.";
  chart.table = latency_numbers(subject, chart.table, curves);
  chart.spec = latency_spec(subject, curves);
  return chart;
}

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
