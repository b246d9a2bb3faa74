// A view on standard output, as wide as the terminal that reads it, and beside it what it could not read.
#pragma once

#include "report/report.hpp"

namespace reqbench::cli {

/// Of standard output; 80 when it is no terminal.
std::size_t page_width();

void print_view(const report::Format &format, const report::View &view);

/// A warning for each file of the run that was left out, folded. `name`: "old: ", where there are several runs.
void warn_damaged(const result::Run &run, const std::string &name = {});

} // namespace reqbench::cli
