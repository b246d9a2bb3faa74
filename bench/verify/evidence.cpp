#include "verify/evidence.hpp"

namespace reqbench::verify {
namespace {

/// How many bytes a character of UTF-8 takes here; 0 when none begins, or its rest is missing.
std::size_t character_bytes(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return 0;
  return length;
}

} // namespace

std::string shown(std::string_view bytes) {
  constexpr std::size_t screen_bytes = 1200;
  constexpr std::string_view digits = "0123456789abcdef";
  auto end = bytes.size() <= screen_bytes ? bytes.size() : screen_bytes;
  // A character of several bytes is not cut in two.
  while (end < bytes.size() && end > 0 && (static_cast<unsigned char>(bytes[end]) & 0xC0) == 0x80) --end;
  std::string text;
  for (std::size_t i = 0; i < end; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const bool ends_line = bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n';
    if (ends_line) continue;
    const auto length = character_bytes(bytes.substr(i));
    if (bytes[i] == '\n' || (length > 0 && byte >= 0x20 && byte != 0x7f)) {
      text += bytes.substr(i, length);
      i += length - 1;
      continue;
    }
    text += "\\x";
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  if (end < bytes.size()) text += "… (" + std::to_string(bytes.size()) + " bytes)";
  return text;
}

std::string shown_answer(std::string_view bytes) {
  constexpr std::size_t page_bytes = 160;
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == bytes.npos) return shown(bytes);
  const auto head = bytes.substr(0, head_end + 4), body = bytes.substr(head_end + 4);
  const bool page = head.find("text/html") != head.npos || body.starts_with("<");
  if (!page || body.size() <= page_bytes) return shown(bytes);
  return shown(head) + shown(body.substr(0, page_bytes)) + "… (a page of " + std::to_string(body.size()) + " bytes)";
}

} // namespace reqbench::verify
