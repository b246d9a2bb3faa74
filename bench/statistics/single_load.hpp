// What is to be said of one load that was driven alone (`reqbench load`, Python): one cell, no ratio, and findings in
// its own words.
#pragma once

#include "base/exit_code.hpp"
#include "base/json.hpp"
#include "statistics/summary.hpp"

#include <vector>

namespace reqbench::statistics {

/// The findings of a load, in its own words: its options instead of those of a run.
std::vector<Finding> load_findings(const Summary &summary);

/// With which the command ends; exit_server: no answer was right.
base::ExitCode load_exit_code(const sample::Recording &recording, const Summary &summary);

/// What bound the load; unknown when it was interrupted.
Limiter load_limiter(const Summary &summary);

/// Of `reqbench load --json`: {url, request, ledger, latency_ns, service_time_ns, first_byte_ns, connect_ns,
/// lateness_ns, rate_per_s, bytes, connections, generator, limiter, findings [{id, grade, text, remedy}], …}. The run
/// holds its load.
base::Json load_json(const result::Run &run, const Summary &summary);

} // namespace reqbench::statistics
