// Continuing a run that ended before its plan: the words it was started with are in its run.json, from which the same
// plan is made again; what has changed since would make two halves of one run, and is told instead. Pure.
#pragma once

#include "base/result.hpp"
#include "result/run_directory.hpp"
#include "run/plan.hpp"

#include <set>
#include <string>
#include <vector>

namespace reqbench::run {

/// Every option with its effective value, as run.json keeps it.
base::Json options_json(const Plan &plan);
/// The options that make that plan again. Errors (kind damaged): run.json does not hold them.
base::Result<Options> options_of(const result::RunRecord &record);

/// What differs between the run as it was planned then and as it would be planned now, a phrase each ("server go_echo:
/// its command", "the machine"); empty = it can be continued.
std::vector<std::string> differences(const result::RunRecord &then, const result::RunRecord &now);

/// The trials of the plan that have been measured, by number.
std::set<int> measured_trials(const result::Run &run);

} // namespace reqbench::run
