// Characters that show as nothing, or that turn the direction of the text beside them: by them names look equal that
// are not, and a line reads as what it does not hold. Whatever is shown has them as JSON writes them: "\u200b". And
// control characters, which drive a terminal: each place that shows text says how it writes those.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reqbench::base {

struct Character {
  char32_t code = 0xFFFD;
  std::size_t bytes = 1;
};
/// The one at the front of a text that is not empty; U+FFFD in one byte where that is not UTF-8.
Character first_character(std::string_view text);

bool is_unseen(char32_t code);

/// C0, DEL and C1, of which "\x9b" begins a sequence as ESC [ does.
constexpr bool is_control(char32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

/// How a name looks where it is shown: what is not seen as it is escaped there, and spaces of any kind and number as
/// one, without those at its ends. Names of one look cannot be told apart. Letters of other scripts that are drawn
/// alike are not among them.
std::string look_of(std::string_view name);

/// "\u200b"; beyond U+FFFF the two of its surrogates.
std::string escaped(char32_t code);

} // namespace reqbench::base
