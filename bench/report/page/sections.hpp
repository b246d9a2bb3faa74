// The parts of the page in their order; a part that a view has nothing for is left out, and so is its link.
#pragma once

#include "report/view.hpp"

#include <string>
#include <vector>

namespace reqbench::report::page {

struct Section {
  std::string id, title, body;
  std::string workload{}; ///< that it is about; empty = all
};

std::vector<Section> make_sections(const View &view);
/// What the reader filters by: servers (the legend of all charts), workload, load, words. Shown once the script runs.
std::string print_tools(const View &view);
/// Specs and launches for the script, one script element of JSON each.
std::string print_numbers(const View &view);

} // namespace reqbench::report::page
