// "unknown server 'go_http'; did you mean go_nethttp?": for every name that a user types.
#pragma once

#include "base/error.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace reqbench::base {

/// The candidate with the smallest Damerau–Levenshtein distance (optimal string alignment), when it is at most a third
/// of the longer name's length (at least 2), or one of which `name` is a part.
std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates);

/// An error of kind usage: what is unknown, the nearest name, and all the names there are.
Error unknown_name(std::string_view what, std::string_view name, std::span<const std::string> candidates);

} // namespace reqbench::base
