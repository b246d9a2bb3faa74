// C1 control characters: a terminal takes "\x9b" for the ESC [ that begins a sequence.
#pragma once

#include <cstddef>
#include <string_view>

namespace reqbench::base {

/// U+0080 to U+009F stands at `at`; it takes two bytes of UTF-8.
constexpr bool is_c1(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size() || text[at] != '\xC2') return false;
  const auto next = static_cast<unsigned char>(text[at + 1]);
  return next >= 0x80 && next < 0xA0;
}

} // namespace reqbench::base
