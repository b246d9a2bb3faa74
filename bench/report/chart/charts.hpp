// From the numbers of a run to its pictures, in the order of the page. Each chart has one finding as its title, made
// from its own numbers; a chart whose loads were not asked for says which command adds them. Pure.
#pragma once

#include "report/lineup.hpp"
#include "report/view.hpp"

#include <array>
#include <string_view>

namespace reqbench::report {

struct ChartSection {
  std::string_view id, title;
  std::string_view says; ///< how to read its charts, a sentence or two
};
extern const std::array<ChartSection, 6> chart_sections; ///< in the order of the page

std::vector<Chart> make_charts(const Lineup &lineup, const std::vector<Look> &looks);

} // namespace reqbench::report
