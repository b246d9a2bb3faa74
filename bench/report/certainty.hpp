// What an interval is worth, in words: when it says nothing, and which differences it cannot tell.
#pragma once

#include "statistics/interval.hpp"

#include <string>

namespace reqbench::report {

/// The upper end is more than ten times the lower: any figure would be read as more than it is.
bool too_uncertain(const statistics::Estimate &ratio);
/// "too uncertain (3 launches)".
std::string uncertain_text(const statistics::Estimate &ratio);
/// "15 %": half the width of a ratio's interval, at least 1 %. The ratio has an interval.
std::string resolution_text(const statistics::Estimate &ratio);

} // namespace reqbench::report
