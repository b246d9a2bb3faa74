#include "base/json.hpp"

#include "base/control.hpp"
#include "base/unseen.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <vector>

namespace reqbench::base {
namespace {

/// Deeper documents are refused: what walks a document recurses, and a hostile answer must not end the stack.
constexpr std::size_t deepest_nesting = 200;

/// Longer evidence would hide the sentence it belongs to.
constexpr std::size_t longest_reason = 300;

/// The position that the parser has reached, shared by all copies of its input iterator.
struct Reading {
  std::string_view text;
  std::size_t offset = 0;
};

class ReadingIterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char *;
  using reference = const char &;

  ReadingIterator() = default;
  explicit ReadingIterator(Reading &reading) : reading_{&reading} {}

  reference operator*() const { return reading_->text[reading_->offset]; }
  ReadingIterator &operator++() {
    ++reading_->offset;
    return *this;
  }
  bool operator==(const ReadingIterator &other) const { return at_end() == other.at_end(); }
  bool operator!=(const ReadingIterator &other) const { return !(*this == other); }

private:
  bool at_end() const { return reading_ == nullptr || reading_->offset == reading_->text.size(); }
  Reading *reading_ = nullptr;
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

/// The keys of one open object. A few are compared one by one, in memory that the next object uses again; of many the
/// rest is looked up, so that no document takes longer than its length allows.
class Keys {
public:
  void clear() {
    used_ = 0;
    rest_.clear();
  }
  /// False when it is there already.
  bool insert(const std::string &key) {
    constexpr std::size_t few = 32;
    const auto known = first_.begin() + static_cast<std::ptrdiff_t>(used_);
    if (std::find(first_.begin(), known, key) != known) return false;
    if (used_ == few) return rest_.insert(key).second;
    if (used_ == first_.size()) first_.emplace_back();
    first_[used_++] = key;
    return true;
  }

private:
  std::vector<std::string> first_;
  std::size_t used_ = 0;
  std::set<std::string> rest_;
};

/// What the grammar allows and we do not: the sentence of the first such thing, and nothing while all is well.
class Refusal {
public:
  /// Keeps the parser going: an exception thrown here would have to cross the library.
  bool watch(nlohmann::json::parse_event_t event, const Json &parsed, std::size_t offset) {
    using Event = nlohmann::json::parse_event_t;
    if (event == Event::object_start || event == Event::array_start) {
      if (depth_ == keys_.size()) keys_.emplace_back();
      keys_[depth_++].clear();
      if (depth_ > deepest_nesting) refuse(offset, "nested deeper than " + std::to_string(deepest_nesting) + " levels");
    } else if (event == Event::object_end || event == Event::array_end) {
      --depth_;
    } else if (event == Event::key && !keys_[depth_ - 1].insert(parsed.get_ref<const std::string &>())) {
      refuse(offset, "the key " + to_line(parsed) + " appears twice in one object");
    }
    return sentence_.empty();
  }

  void refuse(std::size_t offset, std::string sentence) {
    if (!sentence_.empty()) return;
    offset_ = offset;
    sentence_ = std::move(sentence);
  }

  const std::string &sentence() const { return sentence_; }
  std::size_t offset() const { return offset_; }

private:
  std::vector<Keys> keys_; ///< by depth
  std::size_t depth_ = 0;
  std::size_t offset_ = 0;
  std::string sentence_;
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
  Reading reading{text};
  Refusal refusal;
  const Json::parser_callback_t watch = [&](int, nlohmann::json::parse_event_t event, Json &parsed) {
    return refusal.watch(event, parsed, reading.offset);
  };
  try {
    Json document = Json::parse(ReadingIterator{reading}, ReadingIterator{}, watch);
    if (!refusal.sentence().empty()) return Error{kind, place(source, text, refusal.offset()) + refusal.sentence()};
    return document;
  } catch (const nlohmann::json::exception &error) {
    if (!refusal.sentence().empty()) return Error{kind, place(source, text, refusal.offset()) + refusal.sentence()};
    // A syntax error knows its byte better: the parser may have looked one byte ahead.
    const auto *syntax = dynamic_cast<const nlohmann::json::parse_error *>(&error);
    return Error{kind, place(source, text, syntax ? syntax->byte : reading.offset) + reason(error.what())};
  }
}

namespace {

/// DEL and C1, which drive terminals, and what is not seen: JSON may hold both as they are. They stand within strings
/// only, where an escape means the same character.
std::string with_unseen_escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const auto [code, bytes] = first_character(text);
    if (code == 0x7F || is_c1(text, 0) || is_unseen(code))
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
