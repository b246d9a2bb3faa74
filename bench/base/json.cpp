#include "base/json.hpp"

#include "base/unseen.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace reqbench::base {
namespace {

/// Deeper documents are refused: what walks a document recurses, and a hostile answer must not end the stack.
constexpr std::size_t deepest_nesting = 200;

/// Longer evidence would hide the sentence it belongs to.
constexpr std::size_t longest_reason = 300;

/// What the parser reads through, so that the place it has reached is known from outside.
class Cursor {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char *;
  using reference = const char &;

  explicit Cursor(const char *&at) : at_{&at} {}

  reference operator*() const { return **at_; }
  Cursor &operator++() {
    ++*at_;
    return *this;
  }
  bool operator==(const Cursor &other) const { return *at_ == *other.at_; }

private:
  const char **at_;
};

/// "file:3:14: " of the last character before offset; lines and columns count from 1, columns in bytes.
std::string place(std::string_view source, std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset == 0 ? 0 : offset - 1);
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto start = before.rfind('\n');
  const auto column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
  return std::string{source} + ":" + std::to_string(line) + ":" + std::to_string(column) + ": ";
}

/// The library's sentence without its own number and place, which stand before the last "column N: " or the first "] ".
std::string reason(std::string_view what) {
  for (const std::string_view mark : {"] parse error", "column "}) {
    if (const auto at = what.find(mark); at != std::string_view::npos) what.remove_prefix(at);
  }
  if (const auto colon = what.find(": "); what.starts_with("column ") && colon != std::string_view::npos)
    what.remove_prefix(colon + 2);
  else if (const auto bracket = what.find("] "); bracket != std::string_view::npos)
    what.remove_prefix(bracket + 2);
  if (what.size() > longest_reason) return std::string{what.substr(0, longest_reason)} + "…";
  return std::string{what};
}

/// Makes the document of the parser's events, and ends at the first thing that the grammar allows and we do not.
/// Values and keys wait until their object or list is whole, which then takes them without growing: an object that
/// grows copies all that it holds, whatever lies below.
class Builder final : public nlohmann::json_sax<Json> {
public:
  explicit Builder(const char *const &at) : at_{at} {}

  /// Whole when nothing is wrong.
  Json &document() { return values_.front(); }
  /// What is wrong, and the parser's place then; empty while all is well.
  const std::string &wrong() const { return wrong_; }
  const char *where() const { return where_; }
  /// The byte of a syntax error, which the parser knows better: it may have looked one byte ahead.
  std::size_t byte() const { return byte_; }

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t &) override { return put(value); }
  bool string(string_t &value) override { return put(value); }
  bool binary(binary_t &) override { return false; } // text has none

  bool start_object(std::size_t) override { return open(); }
  bool start_array(std::size_t) override { return open(); }
  bool key(string_t &key) override {
    if (is_known(key)) return refuse("the key " + to_line(key) + " appears twice in one object");
    keys_.push_back(std::move(key));
    return true;
  }
  bool end_object() override {
    const auto keys = keys_of_last();
    const auto values = values_of_last();
    Json::object_t object;
    object.reserve(keys.size());
    // Known to differ: emplace() would compare each key with all before it.
    for (std::size_t i = 0; i < keys.size(); ++i) object.emplace_back(std::move(keys[i]), std::move(values[i]));
    keys_.resize(open_.back().keys);
    return close(std::move(object));
  }
  bool end_array() override {
    const auto values = values_of_last();
    return close(Json::array_t(std::move_iterator{values.begin()}, std::move_iterator{values.end()}));
  }
  bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &error) override {
    if (const auto *syntax = dynamic_cast<const nlohmann::json::parse_error *>(&error)) byte_ = syntax->byte;
    return refuse(reason(error.what()));
  }

private:
  struct Open {
    std::size_t values, keys;        ///< where its own begin
    std::set<std::string> rest = {}; ///< its keys after the first few
  };

  bool refuse(std::string sentence) {
    where_ = at_;
    wrong_ = std::move(sentence);
    return false;
  }
  template <class Value> bool put(Value &&value) {
    values_.emplace_back(std::forward<Value>(value));
    return true;
  }
  bool open() {
    open_.push_back({values_.size(), keys_.size()});
    return open_.size() <= deepest_nesting ||
           refuse("nested deeper than " + std::to_string(deepest_nesting) + " levels");
  }
  std::span<Json> values_of_last() { return std::span{values_}.subspan(open_.back().values); }
  std::span<std::string> keys_of_last() { return std::span{keys_}.subspan(open_.back().keys); }
  template <class Structure> bool close(Structure structure) {
    values_.resize(open_.back().values);
    open_.pop_back();
    return put(std::move(structure));
  }
  /// The first keys are compared one by one; of many the rest is looked up, so that no document takes longer than its
  /// length allows.
  bool is_known(const std::string &key) {
    constexpr std::size_t few = 32;
    const auto keys = keys_of_last();
    const auto first = keys.first(std::min(few, keys.size()));
    if (std::ranges::find(first, key) != first.end()) return true;
    return keys.size() >= few && !open_.back().rest.insert(key).second;
  }

  const char *const &at_;
  std::vector<Json> values_;      ///< of all that is open
  std::vector<std::string> keys_; ///< of the objects that are open; that of the value which comes next is the last
  std::vector<Open> open_;
  std::string wrong_;
  const char *where_ = nullptr;
  std::size_t byte_ = 0;
};

bool same_number(const Json &a, const Json &b) {
  // long double holds every 64-bit integer and every double exactly (64 bits of mantissa or more on Linux).
  const auto exact = [](const Json &number) {
    return number.is_number_unsigned()  ? static_cast<long double>(number.get<std::uint64_t>())
           : number.is_number_integer() ? static_cast<long double>(number.get<std::int64_t>())
                                        : static_cast<long double>(number.get<double>());
  };
  return exact(a) == exact(b);
}

bool same_object(const Json &a, const Json &b) {
  if (a.size() != b.size()) return false;
  auto beside = b.begin();
  for (auto member = a.begin(); member != a.end(); ++member, ++beside) {
    // Documents mostly come in the same order: look beside first, search only then.
    const auto found = beside.key() == member.key() ? beside : b.find(member.key());
    if (found == b.end() || !same_value(member.value(), found.value())) return false;
  }
  return true;
}

} // namespace

Result<Json> parse_json(std::string_view text, std::string_view source, ErrorKind kind) {
  // The parser takes a NUL outside a string for the end of its input and would not see what follows.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    return Error{kind, place(source, text, nul + 1) + "a NUL byte; JSON is text"};
  // The parser would pass over a byte order mark. No JSON between programs may begin with one (RFC 8259, section 8.1),
  // and others that read the same file refuse it, as Python's does: what is no JSON to them is none to us.
  if (text.starts_with("\xEF\xBB\xBF"))
    return Error{kind, place(source, text, 1) + "a byte order mark; JSON has none: save it as UTF-8 without BOM"};
  const char *at = text.data(), *end = at + text.size();
  Builder builder{at};
  if (Json::sax_parse(Cursor{at}, Cursor{end}, &builder)) return std::move(builder.document());
  const auto reached = static_cast<std::size_t>(builder.where() - text.data());
  return Error{kind, place(source, text, builder.byte() > 0 ? builder.byte() : reached) + builder.wrong()};
}

namespace {

/// DEL and C1, which drive terminals, and what is not seen: JSON may hold both as they are. They stand within strings
/// only, where an escape means the same character.
std::string with_unseen_escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const auto [code, bytes] = first_character(text);
    if ((code >= 0x7F && is_control(code)) || is_unseen(code)) // C0 is escaped, or the layout's own
      safe += escaped(code);
    else
      safe += text.substr(0, bytes);
    text.remove_prefix(bytes);
  }
  return safe;
}

} // namespace

std::string to_line(const Json &document) { return document.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string to_pretty(const Json &document) {
  return with_unseen_escaped(document.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

bool same_value(const Json &a, const Json &b) {
  if (a.is_number() && b.is_number()) return same_number(a, b);
  if (a.type() != b.type()) return false;
  if (a.is_object()) return same_object(a, b);
  if (a.is_array()) return std::ranges::equal(a, b, same_value);
  return a == b;
}

} // namespace reqbench::base
