// What the makers of charts share: one function a section, and the pieces that several of them are made of.
#pragma once

#include "report/figures.hpp"
#include "report/lineup.hpp"
#include "report/tables.hpp"
#include "report/view.hpp"

#include <string>
#include <vector>

namespace reqbench::report {

/// One workload of a run, on its way into charts.
struct Subject {
  const Lineup &lineup;
  const std::vector<Look> &looks;
  std::string workload;
  std::size_t place; ///< of the workload: 1, 2, … for ids, since a name may be anything

  /// Id, section and workload filled in; `part` tells the charts of one section apart.
  Chart chart(const std::string &section, const std::string &part = {}) const;
  /// In the place of a chart: what it lacks. The same for every workload, so it is about none.
  Chart missing(const std::string &section, const std::string &title, const std::vector<std::string> &loads,
                const std::string &more = {}) const;
  /// Servers whose cell of that load may be shown, in the order of the run.
  std::vector<const statistics::Cell *> cells(const result::LoadRequest *load) const;
  std::vector<int> trials(const statistics::Cell &cell) const;
};

std::vector<Chart> ratio_charts(const Subject &subject);
std::vector<Chart> latency_charts(const Subject &subject);
std::vector<Chart> saturation_charts(const Subject &subject);
std::vector<Chart> memory_charts(const Subject &subject);
std::vector<Chart> cost_charts(const Subject &subject);
std::vector<Chart> time_charts(const Subject &subject);

/// A row of a chart's table.
Row chart_row(const Subject &subject, const statistics::Cell &cell, std::vector<Figure> figures);
Column number_column(std::string key, std::string title, std::string says = {});
Column text_column(std::string key, std::string title, std::string says = {});

/// The least and the most of a metric: "35.2 µs in cpp_beast, 240 µs in python_fastapi", with the word for a difference
/// that is none or not certain: the tables' own word where one of the two is the baseline. Empty when no cell has it.
std::string extremes(const Lineup &lineup, std::vector<const statistics::Cell *> cells, statistics::Metric metric,
                     std::string (*text)(const statistics::Cell &), std::string_view preposition);

} // namespace reqbench::report
