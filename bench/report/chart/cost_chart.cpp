// What a request costs in CPU where all servers do the same work: bars from zero.
#include "report/chart/spec.hpp"
#include "report/text.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

using base::Json;
using statistics::Cell;
using statistics::Metric;

Figure cost_figure(const Cell &cell) {
  auto figure = cpu_per_request(cell);
  figure.text += " µs";
  return figure;
}

Json cost_values(const std::vector<const Cell *> &cells) {
  auto values = Json::array();
  for (const auto *cell : cells) {
    const auto &estimate = metric_of(*cell, Metric::server_cpu);
    const auto interval = spec::drawn_interval(estimate);
    values.push_back({{"server", one_line(cell->server)},
                      {"cost", estimate.value},
                      {"low", std::max(0.0, interval.low)},
                      {"high", std::min(interval.high, 3 * estimate.value)},
                      {"text", cost_figure(*cell).text}});
  }
  return values;
}

Json cost_spec(const Subject &subject, const std::vector<const Cell *> &cells) {
  auto order = Json::array();
  for (const auto *cell : cells) order.push_back(one_line(cell->server));
  auto json = spec::rows_view(cells.size());
  const auto y = spec::names("server", order);
  const auto x = [](std::string_view name) {
    return spec::field(
        name, "quantitative",
        {{"scale", Json{{"zero", true}}}, {"axis", spec::axis("µs of CPU per request", {{"tickCount", 6}})}});
  };
  const Json shared{{"y", y}, {"opacity", spec::opacity()}};
  auto bar = shared;
  bar.update(Json{{"x", x("cost")},
                  {"color", spec::colour(subject.looks)},
                  {"tooltip", spec::tooltip({{"server", "server"}, {"text", "CPU per request"}})}});
  json["layer"].push_back(spec::layer({{"type", "bar"}, {"height", 14}}, bar));
  auto interval = shared;
  interval.update(Json{{"x", x("low")}, {"x2", Json{{"field", "high"}}}});
  json["layer"].push_back(spec::layer({{"type", "rule"}, {"strokeWidth", 2}, {"color", "var(--ink)"}}, interval));
  json["layer"].push_back(spec::row_texts(y));
  json["data"]["values"] = cost_values(cells);
  return json;
}

} // namespace

std::vector<Chart> cost_charts(const Subject &subject) {
  const auto &lineup = subject.lineup;
  auto chart = subject.chart("cost");
  if (!lineup.common) {
    return {subject.missing("cost", "Not measured: CPU at one rate for all", {"common"})};
  }
  auto cells = subject.cells(lineup.common);
  std::erase_if(cells, [](const Cell *cell) { return metric_of(*cell, Metric::server_cpu).n == 0; });
  if (cells.empty()) return {};
  std::ranges::stable_sort(cells, {}, [](const Cell *cell) { return metric_of(*cell, Metric::server_cpu).value; });
  chart.title = subject.titled("CPU of a request: " + extremes(subject, cells, Metric::server_cpu, cost_figure, "in"));
  chart.subtitle = "server CPU per right answer, " + load_title(lineup, subject.workload, *lineup.common);
  chart.says =
      "Total CPU time of the process tree from the kernel's nanosecond process clocks, read at both edges of the "
      "measured time, divided by the right answers in it; mean over launches.";
  chart.table.columns = {number_column("cpu", "CPU per request"), number_column("low", "from"),
                         number_column("high", "to")};
  for (const auto *cell : cells) {
    const auto &interval = metric_of(*cell, Metric::server_cpu).interval;
    const auto end = [](double us) { return Figure{plain_number(us) + " µs", us}; };
    chart.table.rows.push_back(chart_row(
        subject, *cell,
        {cost_figure(*cell), interval ? end(interval->low) : Figure{}, interval ? end(interval->high) : Figure{}}));
  }
  chart.spec = cost_spec(subject, cells);
  return {chart};
}

} // namespace reqbench::report
