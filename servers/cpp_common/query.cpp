// Splitting and decoding; see query.hpp.
#include "query.hpp"

#include "percent.hpp"

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
  pairs_.reserve(8); // one allocation for most
  while (!text.empty()) {
    std::string_view value = take(text, '&');
    const std::string_view name = take(value, '=');
    pairs_.emplace_back(decode_percent(name, Plus::is_a_space), decode_percent(value, Plus::is_a_space));
  }
}

std::string_view Query::first(std::string_view name) const {
  for (const auto &[key, value] : pairs_) {
    if (key == name) return value;
  }
  return {};
}

bool Query::has(std::string_view name) const {
  return std::ranges::any_of(pairs_, [name](const auto &pair) { return pair.first == name; });
}

std::vector<std::string_view> Query::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto &[key, value] : pairs_) {
    if (key == name) values.emplace_back(value);
  }
  return values;
}

} // namespace cpp_common
