// What the schema cannot say of a workload's file: names, ranges, and that every request can be built from every draw.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"

namespace reqbench::workload {

/// The parts of a file that passed the schema; `invalid` completed (complete_invalid). Nothing that passes here can
/// fail when it is drawn. Errors (kind usage) begin with "at <JSON Pointer>: ".
base::Status check_document(const base::Json &variables, const base::Json &requests, const base::Json &invalid);

} // namespace reqbench::workload
