// The part of a target behind '?', read as HTML forms write it: name=value pairs, '+' for a space, percent-encoding.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cpp_common {

class Query {
public:
  /// Throws InvalidInput on broken percent-encoding.
  explicit Query(std::string_view text);

  /// The first value of that name; empty when there is none.
  std::string_view first(std::string_view name) const;
  bool has(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;

private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

} // namespace cpp_common
