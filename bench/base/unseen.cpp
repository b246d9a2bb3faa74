#include "base/unseen.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace reqbench::base {
namespace {

struct Range {
  char32_t first, last;
};

/// Unicode's Default_Ignorable_Code_Point and the marks that only annotate (U+FFF9 to U+FFFB). The directions are among
/// them: U+061C, U+200E, U+202A, U+2066, …; and the variation selectors (U+FE00 to U+FE0F), which change how few signs
/// look and stand unseen behind all others.
constexpr std::array unseen{Range{0xAD, 0xAD},       Range{0x34F, 0x34F},    Range{0x61C, 0x61C},
                            Range{0x115F, 0x1160},   Range{0x17B4, 0x17B5},  Range{0x180B, 0x180F},
                            Range{0x200B, 0x200F},   Range{0x202A, 0x202E},  Range{0x2060, 0x206F},
                            Range{0x3164, 0x3164},   Range{0xFE00, 0xFE0F},  Range{0xFEFF, 0xFEFF},
                            Range{0xFFA0, 0xFFA0},   Range{0xFFF0, 0xFFFB},  Range{0x1BCA0, 0x1BCA3},
                            Range{0x1D173, 0x1D17A}, Range{0xE0000, 0xE0FFF}};

/// White_Space of Unicode.
bool is_space(char32_t code) {
  return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
         code == 0x3000;
}

std::string escaped_unit(unsigned unit) {
  char text[8];
  std::snprintf(text, sizeof text, "\\u%04x", unit & 0xFFFFU);
  return text;
}

} // namespace

Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  char32_t code = lead & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[bytes] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, bytes};
}

bool is_unseen(char32_t code) {
  return code >= unseen.front().first &&
         std::ranges::any_of(unseen, [&](const Range &range) { return code >= range.first && code <= range.last; });
}

std::string look_of(std::string_view name) {
  std::string look;
  bool after_space = false;
  while (!name.empty()) {
    const auto [code, bytes] = first_character(name);
    const auto character = name.substr(0, bytes);
    name.remove_prefix(bytes);
    if (is_space(code)) {
      after_space = true;
      continue;
    }
    if (std::exchange(after_space, false) && !look.empty()) look += ' ';
    look += is_control(code) || is_unseen(code) ? escaped(code) : std::string{character};
  }
  return look;
}

std::string escaped(char32_t code) {
  if (code < 0x10000) return escaped_unit(code);
  const unsigned above = code - 0x10000;
  return escaped_unit(0xD800 | above >> 10U) + escaped_unit(0xDC00 | (above & 0x3FFU));
}

} // namespace reqbench::base
