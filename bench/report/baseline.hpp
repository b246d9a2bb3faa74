// The same run told against another of its servers: every ratio is made anew from the stored trials, so that the two
// closest servers can be compared. Cells, findings and the A/A pair stay what they are: they do not depend on it.
#pragma once

#include "base/result.hpp"
#include "result/run_directory.hpp"
#include "statistics/summary.hpp"

#include <string>

namespace reqbench::report {

/// Summarizes the run against `baseline`, which becomes that of its record; empty = the one it has. An error (usage)
/// names the servers there are when the run has not measured that one.
base::Result<statistics::Summary> summarize_against(result::Run &run, const std::string &baseline);

} // namespace reqbench::report
