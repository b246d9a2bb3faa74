// Where two JSON documents differ first, so that a failed check names one member instead of showing two documents.
#pragma once

#include "base/json.hpp"

#include <optional>
#include <string>

namespace reqbench::workload {

struct JsonDifference {
  std::string path;     ///< JSON Pointer; "" is the whole document
  std::string expected; ///< one line of JSON, or "nothing"
  std::string got;
};

/// Nothing when both are the same value (base::same_value: order of keys is free). Members in the order of `expected`;
/// members that only `got` has come last.
std::optional<JsonDifference> first_difference(const base::Json &expected, const base::Json &got);

} // namespace reqbench::workload
