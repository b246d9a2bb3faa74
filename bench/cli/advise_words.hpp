// The words of --mix.
#pragma once

#include "base/result.hpp"
#include "statistics/advise.hpp"

#include <string>
#include <vector>

namespace reqbench::cli {

/// "json=80,order=20": per cent that add up to 100, each workload once and one of `known`. Errors (usage) say what is
/// wrong and give an example.
base::Result<std::vector<statistics::MixShare>> parse_mix(const std::vector<std::string> &words,
                                                          const std::vector<std::string> &known);

} // namespace reqbench::cli
