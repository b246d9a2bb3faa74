// Bytes as a person can read them in a failed check.
#pragma once

#include <string>
#include <string_view>

namespace reqbench::verify {

/// Lines stay lines (CR LF becomes a newline); other control characters, and bytes that are no
/// UTF-8, become \xNN. What is longer than a screen is
/// cut, and its length said.
std::string shown(std::string_view bytes);

/// An answer: its header as shown(), and of a page of HTML, which is mostly markup, only the beginning.
std::string shown_answer(std::string_view bytes);

} // namespace reqbench::verify
