// The headline of several workloads: what is true in all of them, with the workloads at whose figures its range ends.
#pragma once

#include "report/lineup.hpp"

#include <string>
#include <vector>

namespace reqbench::report {

/// "in all 3 workloads, cpp_beast answered 10.5 × (`order`) to 18.7 × (`json`) the requests of python_fastapi and 1.66
/// ×
/// (`order`) to 1.96 × (`json`) those of go_nethttp, the runner-up", then a clause for all other servers that are
/// faster or slower than the baseline in every workload. Empty when the run has one workload, or when no server is the
/// best and faster (or slower) than the baseline in all of them.
std::vector<std::string> agreement_clauses(const Lineup &lineup);

} // namespace reqbench::report
