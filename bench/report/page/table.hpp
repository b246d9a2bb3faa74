// Tables of the page: they scroll in a box of their own, can be sorted and filtered by the page's script, and say below
// how each of their figures was measured and which launches it came from.
#pragma once

#include "report/view.hpp"

#include <string>

namespace reqbench::report::page {

/// `kind` is the table's class: "figures" for those of the view, "whole" for the gathered one, "plotted" for a chart's.
std::string print_table(const Table &table, std::string_view kind);
/// What every column is, and the trials of every row; empty when there is nothing to say.
std::string print_origin(const Table &table);

} // namespace reqbench::report::page
