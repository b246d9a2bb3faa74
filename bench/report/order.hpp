// The order of a workload's servers in words: the first against the second, and the two that are nearest to each other.
#pragma once

#include "report/lineup.hpp"

#include <string>
#include <vector>

namespace reqbench::report {

/// The ratio of each server to the next one under full load, best first, of those that a sentence may speak of. Empty
/// where a step is missing, because two that follow each other share no block.
std::vector<const statistics::Ratio *> steps_of(const Lineup &lineup, const std::string &workload);

/// "first against second, cpp_beast answered 2.07 × (2.05–2.09) the requests of go_nethttp"; empty when one of the two
/// is the baseline, against which both are told anyway.
std::string first_against_second(const Lineup &lineup, const std::string &workload);

/// "The closest two for `json` are X and Y: X answered 1.03 × (0.99–1.07) the requests, undecided, more blocks would
/// tell; for `order` the same: 1.05 × (1.01–1.09), undecided". Empty when no workload has three servers: of two the
/// verdict tells all.
std::string closest_sentence(const Lineup &lineup);

} // namespace reqbench::report
