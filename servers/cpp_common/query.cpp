// Splitting; see query.hpp.
#include "query.hpp"

#include "target.hpp"

#include <algorithm>

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
  const std::size_t most = text.size(); // no decoded text is longer than it was
  while (!text.empty()) {
    std::string_view value = take(text, '&');
    const std::string_view name = take(value, '=');
    const std::string_view key = decode(name, most);
    pairs_.emplace_back(key, decode(value, most));
  }
}

std::string_view Query::decode(std::string_view encoded, std::size_t most) {
  if (std::ranges::none_of(encoded, [](char byte) { return byte == '%' || byte == '+'; })) return encoded;
  decoded_.reserve(most);
  const std::size_t begin = decoded_.size();
  decoded_.resize(begin + encoded.size(), boost::container::default_init);
  char *const text = decoded_.data() + begin;
  const auto size = static_cast<std::size_t>(decode_percent(encoded, /*plus_is_space=*/true, text) - text);
  decoded_.resize(begin + size, boost::container::default_init);
  return {text, size};
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
