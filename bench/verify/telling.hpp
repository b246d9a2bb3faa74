// How failures are told: each cause once in full, with the names of the other checks that found the same.
#pragma once

#include "verify/verify.hpp"

#include <string>
#include <vector>

namespace reqbench::verify {

/// Of those that were run: a check with several failures counts once, and once for each workload.
int failed_checks(const Report &report);

/// "3 of 39 checks failed"; "39 checks, all right".
std::string outcome_text(const Report &report);

/// For a terminal: the check and its workload, its diff, then "the same in keep_alive, head". Two failures have the
/// same cause when the first difference is the same, in the same workload.
std::vector<std::string> failure_lines(const Report &report);

} // namespace reqbench::verify
