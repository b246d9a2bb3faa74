// Why a comparison does not end with the exit code 0, in the sentences that stand first: which check, which figure.
#pragma once

#include "statistics/gate.hpp"

#include <string>
#include <vector>

namespace reqbench::report {

/// "throughput=-5.0 %".
std::string limit_text(const statistics::Limit &limit);

/// "Exit code 4: …", one for each reason; none where the code is 0, or 5, whose regressions have sentences of their
/// own.
std::vector<std::string> outcome_sentences(const statistics::Comparison &comparison, const statistics::Gate &gate,
                                           bool strict);

} // namespace reqbench::report
