// A view on standard output: as wide as the terminal that reads it.
#pragma once

#include "report/report.hpp"

namespace reqbench::cli {

/// Of standard output; 80 when it is no terminal.
std::size_t page_width();

void print_view(const report::Format &format, const report::View &view);

} // namespace reqbench::cli
