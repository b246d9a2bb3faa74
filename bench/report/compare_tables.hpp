// The tables of a comparison, its words and its numbers for programs. For its view and its charts.
#pragma once

#include "report/view.hpp"

#include "statistics/gate.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reqbench::report {

/// First what --fail-on asked, a row a figure; then all changes under load, and those of the whole launch.
std::vector<Table> compare_tables(const statistics::Comparison &comparison, const statistics::Gate &gate);

/// "go_nethttp, json, closed"; without a load what is of the whole launch.
std::string moved_name(const statistics::Moved &moved);
/// Its row in a table, without figures.
Row moved_row(const statistics::Moved &moved);
/// "-5.1 % (-9.0 to -1.2 %)".
std::string change_text(const statistics::Change &change);
/// "better", "worse", "same", "undecided", "invalid".
std::string_view moved_word(const statistics::Moved &moved);
/// change_text() with its tone.
Figure change_figure(const statistics::Moved &moved);

base::Json moved_json(const statistics::Comparison &comparison);
base::Json asked_json(const statistics::Gate &gate);

/// "5 % for throughput and cpu; 15 % for p99": what two runs are taken to differ by, of the metrics that moved.
std::string assumptions_text(const statistics::Comparison &comparison);

} // namespace reqbench::report
