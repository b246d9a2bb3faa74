// The part of a target behind '?', read as HTML forms write it: name=value pairs, '+' for a space, percent-encoding.
// Looks into the text it was made of and decodes only what is asked for.
#pragma once

#include <boost/container/small_vector.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cpp_common {

class Query {
public:
  /// Throws InvalidInput on broken percent-encoding, wherever it stands. The text must outlive it.
  explicit Query(std::string_view text);

  /// The first value of that name; empty when there is none.
  std::string first(std::string_view name) const;
  bool has(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;

private:
  using Pair = std::pair<std::string_view, std::string_view>; ///< both still encoded
  boost::container::small_vector<Pair, 8> pairs_;
};

} // namespace cpp_common
