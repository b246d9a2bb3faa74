// The names of loads as people read them: what `--loads` calls closed, common and share:50 says nothing to who did not
// run it. The word itself stands in brackets where a load is met first, so that it can be found in the command.
#pragma once

#include "result/record.hpp"

#include <string>
#include <string_view>

namespace reqbench::report {

/// "full load", "the same rate for all", "half of its own pilot", "2k requests/s", …; a name that is none of these
/// stays as it is.
std::string plain_load(std::string_view name);

/// "full load (closed)".
std::string load_label(std::string_view name);

/// "2.00 k requests/s": the workload's rate of the load that all servers get alike; empty where it was not kept.
std::string common_rate_text(const result::RunRecord &run, const std::string &workload);

/// "the same rate for all (2.00 k requests/s)".
std::string common_load_words(const result::RunRecord &run, const std::string &workload);

} // namespace reqbench::report
