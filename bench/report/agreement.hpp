// One sentence over all workloads, when they say the same of every server.
#pragma once

#include "report/lineup.hpp"

#include <string>

namespace reqbench::report {

/// "in all 3 workloads, cpp_beast answered 4.1 to 6.0 × the requests of python_fastapi"; empty when the run has one
/// workload, or they disagree, or any of them is undecided.
std::string agreement_clause(const Lineup &lineup);

} // namespace reqbench::report
