// The order of a table's rows: best first, with the places that servers share when they tie.
#pragma once

#include "report/lineup.hpp"

#include <string>
#include <vector>

namespace reqbench::report {

struct Placed {
  const result::ServerRecord *server;
  const statistics::Cell *cell;
  int place = 0;       ///< 1, 2, …; 0 when the cell lacks the metric
  bool shared = false; ///< another server has the same place
};

/// The cells of a workload and load, best first by `metric`. Tie groups by walking from the best: all that tie with a
/// group's first member share its place (bench/README.md, "Measuring"); so do those that the generator bound like it,
/// for of two lower bounds none is the better one.
std::vector<Placed> places(const Lineup &lineup, const std::string &workload, const std::string &load,
                           statistics::Metric metric);

} // namespace reqbench::report
