// Runs against a newer one, told for people and programs: what --fail-on asked, how far each figure moved, what was not
// compared and why. One view for all formats.
#pragma once

#include "report/view.hpp"

#include "statistics/gate.hpp"

#include <span>
#include <string>

namespace reqbench::report {

/// The gate is that of the comparison. `strict`: an interval that contains its limit is told as a failure too.
View make_compare_view(const statistics::Comparison &comparison, const statistics::Gate &gate,
                       std::span<const statistics::ComparedRun> old_runs, const statistics::ComparedRun &new_run,
                       bool strict);

} // namespace reqbench::report
