// What of a run's files cannot be used: which, how many, and what to do.
#pragma once

#include "result/run_directory.hpp"

#include <string>
#include <vector>

namespace reqbench::report {

/// "2 of 36 files that the run wrote are missing, those of trials 3,7", "1 damaged file is left out (trials/9.json)";
/// none where all were read.
std::vector<std::string> damage_clauses(const result::Run &run);

/// Where nothing is left to be told: that, and what to do.
std::vector<std::string> nothing_readable(const result::Run &run);

} // namespace reqbench::report
