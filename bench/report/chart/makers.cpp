#include "report/chart/makers.hpp"

#include "report/conditions.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::report {
namespace {

using statistics::Ratio;
using statistics::Verdict;

/// The run's own command with these loads added.
std::string command_with(const Lineup &lineup, const std::vector<std::string> &loads, const std::string &more) {
  const auto &run = lineup.run.record;
  std::vector<std::string> servers, workloads, names;
  for (const auto &server : run.servers)
    if (!result::is_again(server)) servers.push_back(server.label);
  for (const auto &workload : run.workloads) workloads.push_back(workload.name);
  for (const auto &load : run.loads) names.push_back(load.name);
  for (const auto &load : loads)
    if (std::ranges::find(names, load) == names.end()) names.push_back(load);
  std::vector<std::string> words{
      "run",       "--servers", joined(servers, ","), "--workloads", joined(workloads, ","), "--profile",
      run.profile, "--loads",   joined(names, ",")};
  return "reqbench " + command_line(words) + more;
}

/// The ratio that a table shows of the two, whichever of them is its baseline; null when no table sets them side by
/// side.
const Ratio *shown_ratio(const Lineup &lineup, const statistics::Cell &a, const statistics::Cell &b,
                         statistics::Metric metric) {
  const auto &summary = lineup.summary;
  for (const auto *family : {&summary.ratios, &summary.sibling_ratios, &summary.neighbour_ratios})
    for (const auto &each : *family)
      if (each.metric == metric && each.workload == a.workload &&
          (statistics::row(metric).per_trial || each.load == a.load) &&
          ((each.server == a.server && each.baseline == b.server) ||
           (each.server == b.server && each.baseline == a.server)))
        return &each;
  return nullptr;
}

/// The word of a pair whose first shows the lesser figure: the tables' own, Holm's correction and all; of a pair that
/// no table sets side by side, what the two alone say. A ratio that points the other way than the figures decides
/// nothing.
Verdict verdict_of(const Lineup &lineup, const statistics::Cell &low, const statistics::Cell &high,
                   statistics::Metric metric) {
  const auto alone = statistics::ratio_of(high, low, metric);
  const bool turned = alone.ratio.value < 1 && alone.verdict != Verdict::tie;
  if (turned || alone.verdict == Verdict::undecided) return Verdict::undecided;
  const auto *shown = shown_ratio(lineup, low, high, metric);
  if (shown && shown->withheld) return Verdict::undecided;
  return shown ? shown->verdict : alone.verdict;
}

} // namespace

Chart Subject::missing(const std::string &section, const std::string &title, const std::vector<std::string> &loads,
                       const std::string &more) const {
  Chart chart;
  chart.id = section + "-missing-" + loads.front().substr(0, loads.front().find(':'));
  chart.section = section;
  chart.title = title;
  chart.add = command_with(lineup, loads, more);
  return chart;
}

Chart Subject::chart(const std::string &section, const std::string &part) const {
  Chart chart;
  chart.id = section + "-" + std::to_string(place) + (part.empty() ? "" : "-" + part);
  chart.section = section;
  chart.workload = workload;
  chart.table.of = "server";
  chart.table.workload = workload;
  return chart;
}

std::vector<const statistics::Cell *> Subject::cells(const result::LoadRequest *load) const {
  std::vector<const statistics::Cell *> cells;
  // A page of one load tells what was measured, and says itself that it is not valid.
  const bool any = result::is_load(lineup.run.record);
  for (const auto *server : lineup.servers)
    if (const auto *cell =
            any ? lineup.filled(server->label, workload, load) : lineup.valid(server->label, workload, load))
      cells.push_back(cell);
  return cells;
}

std::string Subject::titled(const std::string &finding) const {
  return result::is_load(lineup.run.record) ? finding : workload + ": " + finding;
}

std::vector<int> Subject::trials(const statistics::Cell &cell) const {
  if (result::is_load(lineup.run.record)) return {};
  std::vector<int> numbers;
  for (const auto &launch : statistics::launches_of(lineup.run, cell.server, cell.workload, cell.load))
    numbers.push_back(launch.trial->number);
  return numbers;
}

Row chart_row(const Subject &subject, const statistics::Cell &cell, std::vector<Figure> figures) {
  Row row;
  row.label = row.server = cell.server;
  row.workload = cell.workload;
  row.load = cell.load;
  row.cells = std::move(figures);
  row.trials = subject.trials(cell);
  return row;
}

Column number_column(std::string key, std::string title, std::string says) {
  return {std::move(key), std::move(title), std::move(says), true};
}
Column text_column(std::string key, std::string title, std::string says) {
  return {std::move(key), std::move(title), std::move(says), false};
}

std::string extremes(const Subject &subject, std::vector<const statistics::Cell *> cells, statistics::Metric metric,
                     Figure (*figure)(const statistics::Cell &), std::string_view preposition) {
  std::erase_if(cells,
                [&](const auto *cell) { return metric_of(*cell, metric).n == 0 || std::isnan(figure(*cell).value); });
  if (cells.empty()) return {};
  std::ranges::stable_sort(cells, {}, [&](const auto *cell) { return figure(*cell).value; });
  const auto &low = *cells.front(), &high = *cells.back();
  const auto of = [&](const statistics::Cell &cell) {
    return figure(cell).text + " " + std::string{preposition} + " " + one_line(cell.server);
  };
  if (cells.size() == 1) return of(low);
  const auto verdict = verdict_of(subject.lineup, low, high, metric);
  if (verdict == Verdict::tie)
    return span_text(figure(low).text, figure(high).text) + " " + std::string{preposition} + " " +
           (cells.size() == 2 ? "both" : "all " + std::to_string(cells.size())) + " servers, a tie";
  const auto both = of(low) + ", " + of(high);
  return verdict == Verdict::undecided ? both + "; whether they differ is undecided" : both;
}

} // namespace reqbench::report
