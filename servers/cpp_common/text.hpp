// What a text and a number in it must be, in queries and in orders alike. A text is as long as it is for a person: in
// characters, not bytes.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
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

/// Nothing when the text is no number, or one out of these bounds.
inline std::optional<std::uint64_t> whole_number(std::string_view text, std::uint64_t least, std::uint64_t most) {
  std::uint64_t number = 0;
  const char *const end = text.data() + text.size();
  // For an unsigned type from_chars takes digits alone: no sign, no fraction, no space.
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || number < least || number > most) return {};
  return number;
}

} // namespace cpp_common
