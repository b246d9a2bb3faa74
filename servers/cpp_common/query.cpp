// Splitting; see query.hpp.
#include "query.hpp"

#include "target.hpp"

namespace cpp_common {

/// Cuts off what stands before the separator, or before '&'. Each byte is looked at once: most pieces are so short that
/// a search costs more than the look.
Query::Piece Query::cut(std::string_view &rest, char separator) {
  Piece piece;
  std::size_t end = 0;
  for (; end < rest.size() && rest[end] != separator && rest[end] != '&'; ++end) {
    piece.encoded = piece.encoded || rest[end] == '%' || rest[end] == '+';
  }
  piece.text = rest.substr(0, end);
  rest.remove_prefix(end);
  return piece;
}

Query::Query(std::string_view text) {
  const std::size_t most = text.size(); // no decoded text is longer than it was
  while (!text.empty()) {
    const Piece name = cut(text, '=');
    if (text.starts_with('=')) text.remove_prefix(1);
    const Piece value = cut(text, '&');
    if (!text.empty()) text.remove_prefix(1);
    const std::string_view key = decode(name, most);
    pairs_.emplace_back(key, decode(value, most));
  }
}

std::string_view Query::decode(const Piece &piece, std::size_t most) {
  if (!piece.encoded) return piece.text;
  decoded_.reserve(most);
  const std::size_t begin = decoded_.size();
  decoded_.resize(begin + piece.text.size(), boost::container::default_init);
  char *const text = decoded_.data() + begin;
  const auto size = static_cast<std::size_t>(decode_percent(piece.text, /*plus_is_space=*/true, text) - text);
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
