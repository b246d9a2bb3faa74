// Text without the blanks around it, as people and the kernel write them.
#pragma once

#include <string_view>

namespace reqbench::base {

constexpr std::string_view trimmed(std::string_view text, std::string_view blanks = " \t\r") {
  const auto begin = text.find_first_not_of(blanks);
  return begin == text.npos ? std::string_view{} : text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

} // namespace reqbench::base
