// From one entry of a workload's file and its drawn variables to one concrete request with its right answer.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "workload/variables.hpp"
#include "workload/workload.hpp"

namespace reqbench::workload {

/// An entry of "requests", or a completed one of "invalid". Errors (kind usage) begin with the place, seen from `at`.
base::Result<Case> build_case(const base::Json &entry, const base::Json::json_pointer &at, Variables &variables);

/// An entry of "invalid" with what it leaves out taken from the first request, and its refusal (400, application/json,
/// an error) when it names no other.
base::Result<base::Json> complete_invalid(const base::Json &entry, const base::Json &first_request,
                                          const base::Json::json_pointer &at);

} // namespace reqbench::workload
