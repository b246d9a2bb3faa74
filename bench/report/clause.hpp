// The parts of a verdict sentence about one pair of servers.
#pragma once

#include "report/lineup.hpp"

#include <string>
#include <vector>

namespace reqbench::report {

/// A server that a sentence may set against the baseline, with its throughput ratio.
struct Rival {
  const result::ServerRecord *server;
  const statistics::Ratio *ratio;
};

/// Those of one workload, best first; empty when the baseline has no valid cell.
std::vector<Rival> rivals_of(const Lineup &lineup, const std::string &workload);

/// "cpp_beast answered 5.12 × (4.90–5.34) the requests of python_fastapi". Named in full only for the first of a list.
std::string requests_clause(const Lineup &lineup, const statistics::Ratio &ratio, bool first);

/// "1.03 × (0.99–1.07)"; that an interval is too wide to say anything.
std::string ratio_told(const statistics::Estimate &ratio);

/// What takes the place of a ratio that the generator spoiled: the CPU per request of the same two at the common rate.
std::string cpu_instead(const Lineup &lineup, const statistics::Ratio &ratio);

/// The clause above with the memory that goes with it: ", with 1/4 of the memory".
std::string rival_clause(const Lineup &lineup, const Rival &rival, bool first);

} // namespace reqbench::report
