// Splitting and decoding; see query.hpp.
#include "query.hpp"

#include "answers.hpp"

#include <charconv>

namespace cpp_beast {
namespace {

char decode_escape(std::string_view digits) {
  unsigned char byte = 0;
  const char *const end = digits.data() + digits.size();
  // from_chars takes no sign for an unsigned type, so two characters read are two hexadecimal digits.
  if (digits.size() != 2 || std::from_chars(digits.data(), end, byte, 16).ptr != end) {
    throw InvalidInput("the query has a '%' without two hexadecimal digits");
  }
  return static_cast<char>(byte);
}

std::string decode(std::string_view encoded) {
  std::string text;
  text.reserve(encoded.size());
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] == '%') {
      text.push_back(decode_escape(encoded.substr(i + 1, 2)));
      i += 2;
    } else {
      text.push_back(encoded[i] == '+' ? ' ' : encoded[i]);
    }
  }
  return text;
}

/// Cuts off what stands before the separator, and the separator.
std::string_view take(std::string_view &rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return taken;
}

} // namespace

Query::Query(std::string_view text) {
  while (!text.empty()) {
    std::string_view value = take(text, '&');
    const std::string_view name = take(value, '=');
    pairs_.emplace_back(decode(name), decode(value));
  }
}

std::string_view Query::first(std::string_view name) const {
  for (const auto &[key, value] : pairs_) {
    if (key == name) return value;
  }
  return {};
}

std::vector<std::string_view> Query::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto &[key, value] : pairs_) {
    if (key == name) values.emplace_back(value);
  }
  return values;
}

} // namespace cpp_beast
