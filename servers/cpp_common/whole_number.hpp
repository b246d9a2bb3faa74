// Whole numbers as digits alone: of queries and of the command line.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cpp_common {

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
