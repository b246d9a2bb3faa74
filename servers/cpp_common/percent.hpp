// Percent-encoding of paths and queries.
#pragma once

#include <string>
#include <string_view>

namespace cpp_common {

enum class Plus : bool { is_itself, is_a_space }; ///< a space in a form's query; itself in a path

/// Throws InvalidInput where two hexadecimal digits are missing behind a '%'.
void check_percent(std::string_view encoded);

/// Throws InvalidInput where two hexadecimal digits are missing.
std::string decode_percent(std::string_view encoded, Plus plus);

} // namespace cpp_common
