// From the numbers of a run to its pictures, in the order of the page. Each chart has one finding as its title, made
// from its own numbers; a chart whose loads were not asked for says which command adds them. Pure.
#pragma once

#include "report/lineup.hpp"
#include "report/view.hpp"

#include "statistics/gate.hpp"

#include <array>
#include <string_view>

namespace reqbench::report {

struct ChartSection {
  std::string_view id, title;
  std::string_view says; ///< how to read its charts, a sentence or two
  bool answers = false;  ///< stands before the tables, for it is what the page was opened for
};
extern const std::array<ChartSection, 7> chart_sections; ///< in the order of the page

std::vector<Chart> make_charts(const Lineup &lineup, const std::vector<Look> &looks);
/// Of a saved load: how long its answers took, and how it went.
std::vector<Chart> make_load_charts(const Lineup &lineup);
/// How far each figure moved between runs: a chart a metric, with its band and the limits that were asked.
std::vector<Chart> make_change_charts(const statistics::Comparison &comparison, const statistics::Gate &gate);

} // namespace reqbench::report
