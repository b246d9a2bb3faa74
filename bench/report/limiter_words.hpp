// What bound a cell, in words.
#pragma once

#include "statistics/summary.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reqbench::report {

/// "the server", "the load generator", "server and load generator", …
std::string_view limiter_words(statistics::Limiter limiter);

/// The same; where neither side was out of CPU time, what a finding of this cell makes likely: "likely other programs
/// (foreign_cpu)".
std::string limited_by(const statistics::Cell &cell, const std::vector<statistics::Finding> &findings);

} // namespace reqbench::report
