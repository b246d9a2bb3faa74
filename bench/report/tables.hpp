// Rows and columns of every table of the report, in the order they are shown.
#pragma once

#include "report/lineup.hpp"
#include "report/view.hpp"

#include <vector>

namespace reqbench::report {

/// All workloads side by side (when there are several), then per workload one table a load and one for the launch
/// (memory, start-up), then the A/A pair.
std::vector<Table> make_tables(const Lineup &lineup);

/// "the same rate for all (common, 2.00 k requests/s, 64 connections)".
std::string load_title(const Lineup &lineup, const std::string &workload, const result::LoadRequest &load);

/// Every column that the tables show, once: label = its title, text = how it is measured.
std::vector<Line> column_meanings(const std::vector<Table> &tables);

} // namespace reqbench::report
