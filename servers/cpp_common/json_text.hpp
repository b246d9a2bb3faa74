// The one thing that the servers do each in their own way on the path of a handler: writing a document down. Every
// server that links the handlers defines it.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace cpp_common {

/// Keeps the order in which a document is written, and is quicker to build than the sorted kind. Not for parsing: its
/// look-up is linear, so a hostile body of many keys would take quadratic time.
using OrderedJson = nlohmann::ordered_json;

/// Compact. What is not UTF-8 (a query may hold any bytes) leaves as U+FFFD, because JSON cannot carry it.
std::string json_text(const OrderedJson &document);

} // namespace cpp_common
