// What older runs measured and a newer one did not. For compare.cpp.
#pragma once

#include "statistics/compared_run.hpp"

#include <span>
#include <vector>

namespace reqbench::statistics {

/// Each cell that `before` filled and `now` did not, with what became of it there; lost where `now` was asked for it.
/// In the order of the runs, then of their cells.
std::vector<Uncompared> lost_cells(std::span<const Member> before, const Member &now);

} // namespace reqbench::statistics
