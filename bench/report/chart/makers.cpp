#include "report/chart/makers.hpp"

#include "report/conditions.hpp"
#include "report/text.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

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

/// Holm's correction may have taken a word that a title must not give back.
statistics::Verdict word_between(const Lineup &lineup, const statistics::Cell &a, const statistics::Cell &b,
                                 statistics::Metric metric) {
  const auto &baseline = lineup.run.record.baseline;
  const auto *ratio = a.server == baseline   ? lineup.summary.ratio(b.server, b.workload, b.load, metric)
                      : b.server == baseline ? lineup.summary.ratio(a.server, a.workload, a.load, metric)
                                             : nullptr;
  const auto alone = statistics::ratio_of(a, b, metric).verdict;
  return ratio && ratio->verdict == statistics::Verdict::undecided ? ratio->verdict : alone;
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
  for (const auto *server : lineup.servers)
    if (const auto *cell = lineup.valid(server->label, workload, load)) cells.push_back(cell);
  return cells;
}

std::vector<int> Subject::trials(const statistics::Cell &cell) const {
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

std::string extremes(const Lineup &lineup, std::vector<const statistics::Cell *> cells, statistics::Metric metric,
                     std::string (*text)(const statistics::Cell &), std::string_view preposition) {
  std::erase_if(cells, [&](const auto *cell) { return metric_of(*cell, metric).n == 0; });
  if (cells.empty()) return {};
  std::ranges::stable_sort(cells, {}, [&](const auto *cell) { return metric_of(*cell, metric).value; });
  const auto &low = *cells.front(), &high = *cells.back();
  const auto of = [&](const statistics::Cell &cell) {
    return text(cell) + " " + std::string{preposition} + " " + one_line(cell.server);
  };
  if (cells.size() == 1) return of(low);
  const auto verdict = word_between(lineup, high, low, metric);
  if (verdict == statistics::Verdict::tie)
    return range_text(text(low), text(high)) + " " + std::string{preposition} + " " +
           (cells.size() == 2 ? "both" : "all " + std::to_string(cells.size())) + " servers, a tie";
  const auto both = of(low) + ", " + of(high);
  return verdict == statistics::Verdict::undecided ? both + "; whether they differ is undecided" : both;
}

} // namespace reqbench::report
