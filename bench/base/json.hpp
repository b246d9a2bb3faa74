// JSON as the whole project reads and writes it: nlohmann's ordered_json (keys keep their order, so that files and
// reports can be read), errors with the place, schemas checked before any field is trusted.
#pragma once

#include "base/result.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <string>
#include <string_view>

namespace reqbench::base {

using Json = nlohmann::ordered_json;

/// Parses text; an error names `source`, line and column, and what was expected. Duplicate keys are refused, and so is
/// a byte order mark.
Result<Json> parse_json(std::string_view text, std::string_view source, ErrorKind kind = ErrorKind::usage);

/// Reads, parses and validates a file against a schema file (JSON Schema draft 7). An error reads
/// "<file>: at /requests/0/method: expected one of …". The first problem is in the message, the others in details().
Result<Json> read_json(const std::filesystem::path &path, const std::filesystem::path &schema,
                       ErrorKind kind = ErrorKind::usage);

/// Validates a parsed document; `source` names it in the error.
Status validate_json(const Json &document, const Json &schema, std::string_view source,
                     ErrorKind kind = ErrorKind::usage);

/// One line; invalid UTF-8 is replaced, NaN and infinity become null.
std::string to_line(const Json &document);
/// Two-space indented, with a newline at the end: the form of every file that people may open. A terminal that shows it
/// is not driven by it, and hides nothing: control characters and those that are not seen (unseen.hpp) are escaped.
std::string to_pretty(const Json &document);

/// JSON has no NaN and no infinity: null stands for them.
inline Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

/// The two documents are the same value, whatever the order of their keys; 1 and 1.0 are equal, 1 and "1" are not.
bool same_value(const Json &a, const Json &b);

} // namespace reqbench::base
