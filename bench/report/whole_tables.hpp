// The two tables of the page that hold everything: every cell to sort and filter, and every launch. Nothing in them is
// new: the first gathers what the tables by workload show, the second reads the trials.
#pragma once

#include "report/lineup.hpp"
#include "report/view.hpp"

namespace reqbench::report {

/// A row for each server, workload and load; columns of the launch (memory, start-up) stand beside those of the load.
Table gathered_table(const std::vector<Table> &tables);
/// A row for each trial and load, and one for each trial that failed. Columns hold plain numbers, units in the titles.
Table launches_table(const result::Run &run);
/// What was set against what, how often, and what bound it.
std::vector<Line> compared_lines(const Lineup &lineup);

} // namespace reqbench::report
