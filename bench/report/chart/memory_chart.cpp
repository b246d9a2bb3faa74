// Memory by phase of a launch, and what each connection adds that is kept open.
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

constexpr double mib = 1024.0 * 1024;

struct MemoryPhase {
  std::string_view name, says;
  std::optional<resource::Memory> result::MemoryByPhase::*memory;
};
constexpr std::array memory_phases{MemoryPhase{"idle", "before the first request", &result::MemoryByPhase::idle},
                                   MemoryPhase{"warm", "after the warm-up", &result::MemoryByPhase::warm},
                                   MemoryPhase{"loaded", "right after the last load", &result::MemoryByPhase::loaded},
                                   MemoryPhase{"after", "some time after it", &result::MemoryByPhase::after}};

/// Mean over the launches of a server and workload; NaN when none has it.
double mean_memory(const Subject &subject, const Cell &cell, const MemoryPhase &phase) {
  std::vector<double> bytes;
  for (const auto &launch : statistics::launches_of(subject.lineup.run, cell.server, cell.workload, cell.load))
    if (const auto &memory = launch.trial->memory.*phase.memory; memory && memory->pss > 0)
      bytes.push_back(static_cast<double>(memory->pss));
  return bytes.empty() ? std::nan("") : statistics::geometric_mean(bytes).value;
}

/// Figures of a launch are the same under each of its loads: the first that the server has stands for all.
std::vector<const Cell *> launch_cells(const Subject &subject) {
  std::vector<const Cell *> cells;
  for (const auto *server : subject.lineup.servers)
    for (const auto &load : subject.lineup.run.record.loads)
      if (const auto *cell = subject.lineup.filled(server->label, subject.workload, load.name)) {
        cells.push_back(cell);
        break;
      }
  return cells;
}

std::string loaded_text(const Cell &cell) { return memory(cell, Metric::memory_loaded).text; }
std::string connection_text(const Cell &cell) { return memory(cell, Metric::memory_per_connection).text; }

Json phases_spec(const Subject &subject, Json values, double high) {
  constexpr int height = 240;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> tips{
      {{"server", "server"}, {"phase", "phase"}, {"text", "memory"}}};
  auto order = Json::array();
  std::vector<spec::End> ends;
  for (const auto &phase : memory_phases)
    if (std::ranges::any_of(values, [&](const Json &value) { return value["phase"] == phase.name; }))
      order.push_back(phase.name);
  for (const auto &look : subject.looks)
    for (const auto &value : values)
      if (value["server"] == one_line(look.server) && value["phase"] == order.back())
        ends.push_back({look.server, 0, value["mib"]});
  auto json = spec::view(height);
  const Json x = spec::field("phase", "ordinal",
                             {{"sort", order},
                              {"scale", Json{{"type", "point"}, {"padding", 0.2}}},
                              {"axis", spec::axis("", {{"title", nullptr}, {"labelAngle", 0}})}});
  const Json y = spec::field("mib", "quantitative",
                             {{"scale", Json{{"domain", Json::array({0, high * 1.05})}, {"nice", false}}},
                              {"axis", spec::axis("memory, MiB (PSS)", {{"tickCount", 5}})}});
  const Json shared{{"x", x}, {"y", y}, {"color", spec::colour(subject.looks)}, {"opacity", spec::opacity()}};
  auto line = shared;
  line["strokeDash"] = spec::dash(subject.looks);
  json["layer"].push_back(spec::layer({{"type", "line"}, {"strokeWidth", 2.2}}, line));
  auto point = shared;
  point.update(Json{{"shape", spec::shape(subject.looks)}, {"tooltip", spec::tooltip(tips)}});
  json["layer"].push_back(spec::layer({{"type", "point"}, {"filled", true}, {"size", 60}}, point));
  auto labels = spec::end_labels(ends, 0, high * 1.05, false, height);
  for (auto &label : labels) {
    label["phase"] = order.back();
    label["mib"] = label["y"];
  }
  json["layer"].push_back(spec::name_ends(std::move(labels), x, y));
  json["data"]["values"] = std::move(values);
  return json;
}

Chart phases_chart(const Subject &subject) {
  auto chart = subject.chart("memory", "phases");
  const auto cells = launch_cells(subject);
  const auto found = extremes(subject.lineup, cells, Metric::memory_loaded, loaded_text, "in");
  if (found.empty()) return chart;
  for (const auto &phase : memory_phases)
    chart.table.columns.push_back(
        number_column(std::string{phase.name}, std::string{phase.name}, std::string{phase.says}));
  auto values = Json::array();
  double high = 0;
  for (const auto *cell : cells) {
    std::vector<Figure> figures;
    for (const auto &phase : memory_phases) {
      const double bytes = mean_memory(subject, *cell, phase);
      figures.push_back(std::isnan(bytes) ? Figure{} : Figure{base::format_bytes(bytes), bytes});
      if (std::isnan(bytes)) continue;
      high = std::max(high, bytes / mib);
      values.push_back({{"server", one_line(cell->server)},
                        {"phase", phase.name},
                        {"mib", bytes / mib},
                        {"text", base::format_bytes(bytes)}});
    }
    chart.table.rows.push_back(chart_row(subject, *cell, std::move(figures)));
  }
  chart.title = subject.workload + ": right after the load the memory was " + found;
  chart.subtitle = "memory by phase of a launch, geometric mean over launches";
  chart.says =
      "PSS of the whole process tree, read between the loads because a read disturbs them: idle before the first "
      "request, warm after the warm-up, loaded right after the last load, after some seconds later.";
  if (!values.empty()) chart.spec = phases_spec(subject, std::move(values), high);
  return chart;
}

struct HeldPoint {
  const Cell *cell;
  int connections;
  double before, held; ///< bytes
};

std::vector<HeldPoint> held_points(const Subject &subject) {
  std::vector<HeldPoint> points;
  for (const auto &load : subject.lineup.run.record.loads) {
    if (load.model != "held") continue;
    for (const auto *cell : subject.cells(&load)) {
      std::vector<double> before, held;
      for (const auto &launch : statistics::launches_of(subject.lineup.run, cell->server, cell->workload, load.name))
        if (const auto &memory = launch.load->held_memory; memory && memory->before.pss > 0 && memory->held.pss > 0) {
          before.push_back(static_cast<double>(memory->before.pss));
          held.push_back(static_cast<double>(memory->held.pss));
        }
      if (!held.empty())
        points.push_back({cell, load.connections, statistics::average(before), statistics::average(held)});
    }
  }
  return points;
}

Json held_spec(const Subject &subject, const std::vector<HeldPoint> &points) {
  constexpr int height = 240;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> tips{
      {{"server", "server"}, {"connections", "connections"}, {"text", "memory"}}};
  double high = 0, most = 0;
  auto values = Json::array();
  std::vector<spec::End> ends;
  const auto add = [&](const HeldPoint &point, int connections, double bytes) {
    high = std::max(high, bytes / mib);
    most = std::max(most, static_cast<double>(connections));
    values.push_back({{"server", one_line(point.cell->server)},
                      {"connections", connections},
                      {"mib", bytes / mib},
                      {"text", base::format_bytes(bytes)}});
  };
  for (const auto &look : subject.looks) {
    const HeldPoint *last = nullptr;
    for (const auto &point : points) {
      if (point.cell->server != look.server) continue;
      if (!last) add(point, 0, point.before);
      add(point, point.connections, point.held);
      if (!last || point.connections > last->connections) last = &point;
    }
    if (last) ends.push_back({look.server, static_cast<double>(last->connections), last->held / mib});
  }
  auto json = spec::view(height);
  const Json x = spec::field("connections", "quantitative",
                             {{"scale", Json{{"domain", Json::array({0, most})}, {"nice", false}}},
                              {"axis", spec::axis("connections held", {{"tickCount", 6}})}});
  const Json y = spec::field("mib", "quantitative",
                             {{"scale", Json{{"domain", Json::array({0, high * 1.05})}, {"nice", false}}},
                              {"axis", spec::axis("memory, MiB (PSS)", {{"tickCount", 5}})}});
  const Json shared{{"x", x}, {"y", y}, {"color", spec::colour(subject.looks)}, {"opacity", spec::opacity()}};
  auto line = shared;
  line["strokeDash"] = spec::dash(subject.looks);
  json["layer"].push_back(spec::layer({{"type", "line"}, {"strokeWidth", 2.2}}, line));
  auto point = shared;
  point.update(Json{{"shape", spec::shape(subject.looks)}, {"tooltip", spec::tooltip(tips)}});
  json["layer"].push_back(spec::layer({{"type", "point"}, {"filled", true}, {"size", 60}}, point));
  auto labels = spec::end_labels(ends, 0, high * 1.05, false, height);
  for (auto &label : labels) {
    label["connections"] = label["x"];
    label["mib"] = label["y"];
  }
  json["layer"].push_back(spec::name_ends(std::move(labels), x, y));
  json["data"]["values"] = std::move(values);
  return json;
}

Chart held_chart(const Subject &subject) {
  auto chart = subject.chart("memory", "held");
  const auto points = held_points(subject);
  if (points.empty()) {
    const auto &loads = subject.lineup.run.record.loads;
    if (std::ranges::find(loads, "held", &result::LoadRequest::model) != loads.end()) return chart;
    return subject.missing("memory", "Not measured: what a connection costs in memory", {"held:1000"});
  }
  std::vector<const Cell *> cells;
  for (const auto &point : points) cells.push_back(point.cell);
  const auto found = extremes(subject.lineup, cells, Metric::memory_per_connection, connection_text, "in");
  chart.title = subject.workload + ": a connection held " + (found.empty() ? "beside others" : "cost " + found);
  chart.subtitle = "memory while so many connections stand, mean over launches";
  chart.says =
      "PSS of the process tree before the load opened its connections and while they stood, each asked once in the "
      "measured time; per connection: the difference divided by their number.";
  chart.table.columns = {number_column("connections", "connections"), number_column("before", "before"),
                         number_column("held", "held"), number_column("memory_pss_per_connection", "per connection")};
  for (const auto &point : points)
    chart.table.rows.push_back(chart_row(
        subject, *point.cell,
        {Figure{std::to_string(point.connections), static_cast<double>(point.connections)},
         Figure{base::format_bytes(point.before), point.before}, Figure{base::format_bytes(point.held), point.held},
         memory(*point.cell, Metric::memory_per_connection)}));
  chart.spec = held_spec(subject, points);
  return chart;
}

} // namespace

std::vector<Chart> memory_charts(const Subject &subject) {
  if (launch_cells(subject).empty()) return {};
  std::vector<Chart> charts;
  if (auto phases = phases_chart(subject); !phases.spec.is_null()) charts.push_back(std::move(phases));
  if (auto held = held_chart(subject); !held.title.empty()) charts.push_back(std::move(held));
  return charts;
}

} // namespace reqbench::report
