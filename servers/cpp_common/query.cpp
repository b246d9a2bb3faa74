// Splitting; see query.hpp.
#include "query.hpp"

#include "target.hpp"

namespace cpp_common {
namespace {

/// Cuts off what stands before the separator, and the separator.
std::string_view take(std::string_view &rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return taken;
}

} // namespace

Query::Query(std::string_view text) {
  text_.reserve(text.size());
  while (!text.empty()) {
    std::string_view value = take(text, '&');
    const std::string_view name = take(value, '=');
    const std::string_view key = decode(name);
    pairs_.emplace_back(key, decode(value));
  }
}

std::string_view Query::decode(std::string_view encoded) {
  const std::size_t begin = text_.size();
  decode_percent(encoded, /*plus_is_space=*/true, text_);
  return std::string_view(text_).substr(begin);
}

std::optional<std::string_view> Query::find(std::string_view name) const {
  for (const auto &[key, value] : pairs_) {
    if (key == name) return value;
  }
  return {};
}

Query::Values Query::all(std::string_view name) const {
  Values values;
  for (const auto &[key, value] : pairs_) {
    if (key == name) values.emplace_back(value);
  }
  return values;
}

} // namespace cpp_common
