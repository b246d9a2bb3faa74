// One function a format; format_table (report.hpp) is the list of them. Pure: no file, no clock, no locale.
#pragma once

#include "report/view.hpp"

#include "statistics/summary.hpp"

#include <string>
#include <string_view>

namespace reqbench::report {

/// Plain text of at most 80 columns: a bar for each server, then all tables; wide ones go on below, with the labels
/// repeated.
std::string print_terminal(const View &view);
/// For a terminal that is `columns` wide; taken as 40 to 200.
std::string print_terminal(const View &view, std::size_t columns);
/// Markdown as code hosts render it; what is long is folded.
std::string print_markdown(const View &view);
/// Markdown of one screen, for a pull request: the answer, the first table, what it is worth.
std::string print_summary(const View &view);
/// One page that needs no network, and no server to open it.
std::string print_html(const View &view);
/// What of it is made from the view: all but its look, its scripts and their licences.
std::string print_html_body(const View &view);
/// Tidy: run_id, server, workload, load, block, trial, metric, value.
std::string print_csv(const View &view);
std::string print_json(const View &view);

inline std::string_view grade_word(statistics::Grade grade) { return statistics::to_string(grade); }
/// Stands before the sentences of View::bearing.
inline constexpr std::string_view bearing_title = "What that means for the answer";
/// Stands behind the findings. No link: a report is read where that file is not.
inline constexpr std::string_view findings_pointer =
    "More about each check: bench/statistics/findings.md in the source of reqbench.";

} // namespace reqbench::report
