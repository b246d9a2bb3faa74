// The findings of one check in one line: how many, the worst of them, and what it means for who reads the figures.
#pragma once

#include "report/view.hpp"
#include "statistics/summary.hpp"

#include <vector>

namespace reqbench::report {

/// In the order of the findings; those of one check and grade are one.
std::vector<Found> by_check(const std::vector<statistics::Finding> &findings);

} // namespace reqbench::report
