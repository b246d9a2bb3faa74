// What the reader needs to judge and repeat a run: machine, versions, options, deviations of the servers; and how to
// read the report.
#pragma once

#include "report/lineup.hpp"
#include "report/view.hpp"

#include <string>
#include <vector>

namespace reqbench::report {

/// "boost 1.81, compiler 12.2.0": what a server said of itself, on one line.
std::string versions_text(const base::Json &versions);

/// As it can be typed again: words that a shell would take apart are quoted.
std::string command_line(const std::vector<std::string> &arguments);

std::vector<Line> make_conditions(const Lineup &lineup);
/// Of a saved load: only what there is, and how it was asked.
std::vector<Line> make_load_conditions(const result::Run &run);
std::vector<Line> make_deviations(const Lineup &lineup);
/// The signs and words of sentences and tables; the columns stand apart (column_meanings).
std::vector<Line> make_reading(const Lineup &lineup);

} // namespace reqbench::report
