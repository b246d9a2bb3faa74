// The findings of one check in one line: how many, the worst of them, and what it means for who reads the figures.
#pragma once

#include "report/view.hpp"
#include "statistics/summary.hpp"

#include <string>
#include <vector>

namespace reqbench::report {

/// In the order of the findings; those of one check and grade are one.
std::vector<Found> by_check(const std::vector<statistics::Finding> &findings);

/// "Invalid (exit code 4): the check `aa_broken` hits `go` × `json`." Each check once, with the first of its places;
/// empty where no finding is of that grade. What ends with that code says it first; `whole` is hit where there is no
/// place.
std::string invalid_sentence(const std::vector<statistics::Finding> &findings, const std::string &whole = "the run");

} // namespace reqbench::report
