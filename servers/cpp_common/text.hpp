// How long a text is for a person: characters, not bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace cpp_common {

/// Code points of UTF-8: every byte but the continuation bytes (10xxxxxx) begins one.
inline std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

/// The contract of every free text: 1 to 200 characters.
constexpr std::size_t max_text = 200;
inline bool is_text(std::string_view utf8) {
  const std::size_t length = characters(utf8);
  return length >= 1 && length <= max_text;
}

} // namespace cpp_common
