// Characters that show as nothing, or that turn the direction of the text beside them: by them names look equal that
// are not, and a line reads as what it does not hold. Whatever is shown has them as JSON writes them: "\u200b".
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

/// "\u200b"; beyond U+FFFF the two of its surrogates.
std::string escaped(char32_t code);

} // namespace reqbench::base
