// The part of a target behind '?', read as HTML forms write it: name=value pairs, '+' for a space, percent-encoding.
#pragma once

#include <boost/container/small_vector.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cpp_common {

class Query {
public:
  using Values = boost::container::small_vector<std::string_view, 8>;

  /// The text must outlive it: what needs no decoding is not copied. Throws InvalidInput on broken percent-encoding.
  explicit Query(std::string_view text);
  Query(const Query &) = delete; // its pairs are views, of its own text too
  Query &operator=(const Query &) = delete;

  std::optional<std::string_view> find(std::string_view name) const;
  /// The first value of that name; empty when there is none.
  std::string_view first(std::string_view name) const { return find(name).value_or(""); }
  Values all(std::string_view name) const;

private:
  /// A name or a value as it stands in the text.
  struct Piece {
    std::string_view text;
    bool encoded = false;
  };

  static Piece cut(std::string_view &rest, char separator);
  std::string_view decode(const Piece &piece, std::size_t most);

  boost::container::small_vector<char, 512> decoded_; ///< allocated once, so that the views hold
  boost::container::small_vector<std::pair<std::string_view, std::string_view>, 8> pairs_;
};

} // namespace cpp_common
