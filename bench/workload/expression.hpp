// The language in which a workload's file computes bodies and right answers: plain JSON, in which an object with one
// key that begins with $ is an operator. bench/workload/README.md lists the operators.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "workload/variables.hpp"

#include <string>

namespace reqbench::workload {

/// The names that an expression sees: the members of the list element at hand (inside $sum and $map), then the
/// variables.
struct Scope {
  Variables &variables;
  const base::Json *element = nullptr;
};

/// The value of an expression. Errors (kind usage) begin with "at <JSON Pointer>: ", counted from `at`: an unknown
/// operator or name (with the nearest one), a wrong type, a result beyond 64 bits.
base::Result<base::Json> evaluate(const base::Json &expression, const base::Json::json_pointer &at, const Scope &scope);

/// The value of a name. Errors as above.
base::Result<base::Json> look_up(const std::string &name, const base::Json::json_pointer &at, const Scope &scope);

} // namespace reqbench::workload
