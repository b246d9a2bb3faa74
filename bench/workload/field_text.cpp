#include "workload/field_text.hpp"

#include "base/trimmed.hpp"

#include <algorithm>

namespace reqbench::workload {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trimmed(std::string_view text) { return base::trimmed(text, " \t"); } // RFC 9110, 5.6.3

} // namespace

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::vector<std::string_view> tokens(std::string_view list) {
  std::vector<std::string_view> found;
  for (;;) {
    const auto comma = list.find(',');
    if (const auto token = trimmed(list.substr(0, comma)); !token.empty()) found.push_back(token);
    if (comma == list.npos) return found;
    list.remove_prefix(comma + 1);
  }
}

std::string_view media_type(std::string_view content_type) {
  return trimmed(content_type.substr(0, content_type.find(';')));
}

} // namespace reqbench::workload
