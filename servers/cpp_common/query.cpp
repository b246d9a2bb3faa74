// Splitting and looking up; see query.hpp.
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

bool means(std::string_view encoded, std::string_view name) {
  if (encoded == name) return true;
  return encoded.find_first_of("%+") != std::string_view::npos && decode_percent(encoded, Plus::is_a_space) == name;
}

} // namespace

Query::Query(std::string_view text) {
  check_percent(text);
  while (!text.empty()) {
    std::string_view value = take(text, '&');
    const std::string_view name = take(value, '=');
    pairs_.emplace_back(name, value);
  }
}

std::string Query::first(std::string_view name) const {
  for (const auto &[key, value] : pairs_) {
    if (means(key, name)) return decode_percent(value, Plus::is_a_space);
  }
  return {};
}

bool Query::has(std::string_view name) const {
  return std::ranges::any_of(pairs_, [name](const Pair &pair) { return means(pair.first, name); });
}

std::vector<std::string> Query::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto &[key, value] : pairs_) {
    if (means(key, name)) values.push_back(decode_percent(value, Plus::is_a_space));
  }
  return values;
}

} // namespace cpp_common
