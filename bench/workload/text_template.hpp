// Texts with ${variable} in them: targets and plain bodies.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "workload/expression.hpp"

#include <string>
#include <string_view>

namespace reqbench::workload {

enum class Encoding {
  none,    ///< values as they are
  percent, ///< all but A–Z a–z 0–9 - . _ ~ as %XX of the UTF-8 bytes (RFC 3986, 2.3)
};

/// The text with each ${name} replaced by its value: a text, a whole number in decimal, true or false. Errors (kind
/// usage) begin with "at <at>: ": an unknown name, a list, a ${ without its }.
base::Result<std::string> fill(std::string_view text, Encoding encoding, const base::Json::json_pointer &at,
                               const Scope &scope);

std::string percent_encoded(std::string_view bytes);

} // namespace reqbench::workload
