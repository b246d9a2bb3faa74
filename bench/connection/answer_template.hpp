// The bytes of a right answer, learned once from a parsed answer: comparing is cheaper than parsing (a 140 B answer
// costs about 4 ns) and checks status, fields, length and body at once. Volatile fields (Date) are masked: their length
// counts, their bytes do not, as long as they are text. Only answers whose end stands in their own words are learned: a
// Content-Length, a last chunk, or no body by status, on a connection that stays open. All others take the slow path.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::connection {

class AnswerTemplate {
public:
  /// Never matches: every answer takes the slow path.
  AnswerTemplate() = default;
  /// From the raw bytes of one whole answer that was parsed and found right.
  static AnswerTemplate learn(std::string_view raw_answer);

  bool empty() const { return bytes_.empty(); }
  std::size_t size() const { return bytes_.size(); }
  /// The answer it was learned from.
  std::string_view bytes() const { return bytes_; }
  /// How many bytes of body end the answer, by the word of its header alone (Content-Length): so many may be checked by
  /// their number. 0 for a chunked body, whose end stands in itself.
  std::size_t counted_body() const { return counted_body_; }

  /// `received` is exactly such an answer.
  bool matches(std::string_view received) const { return received.size() == size() && !empty() && holds(0, received); }

  /// `piece` is what such an answer has from `offset` on; offset + piece.size() ≤ size(). Lets an answer be compared as
  /// its parts come, without keeping them.
  bool holds(std::size_t offset, std::string_view piece) const {
    const std::size_t end = offset + piece.size();
    for (const auto &compared : compared_) {
      const std::size_t from = compared.begin > offset ? compared.begin : offset;
      const std::size_t to = compared.end < end ? compared.end : end;
      if (from < to && std::memcmp(bytes_.data() + from, piece.data() + (from - offset), to - from) != 0) return false;
    }
    for (const auto &masked : masked_) {
      const std::size_t from = masked.begin > offset ? masked.begin : offset;
      const std::size_t to = masked.end < end ? masked.end : end;
      if (from < to && !is_field_text(piece.substr(from - offset, to - from))) return false;
    }
    return true;
  }

private:
  struct Range {
    std::size_t begin, end;
  };
  /// Another field, a second length even, shall not hide where nobody looks: a line break is for the parser.
  static bool is_field_text(std::string_view text) {
    bool all = true;
    for (const char c : text) all &= (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t';
    return all;
  }
  std::string bytes_;
  std::vector<Range> compared_, masked_; ///< together they are the whole answer
  std::size_t counted_body_ = 0;
};

} // namespace reqbench::connection
