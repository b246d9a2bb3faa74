// The words of --fail-on.
#pragma once

#include "base/result.hpp"
#include "statistics/gate.hpp"

#include <string_view>

namespace reqbench::statistics {

/// "throughput=-5%", "throughput<-5%", "cpu=+5%", "p99>10%", "throughput = -5 %". The change is one for the worse:
/// below 0 where more is better, above 0 where less is. Errors (usage) say what is wrong and give an example.
base::Result<Limit> parse_limit(std::string_view text);

} // namespace reqbench::statistics
