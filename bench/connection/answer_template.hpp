// The bytes of a right answer, learned once from a parsed answer: comparing is cheaper than parsing (a 140 B answer
// costs about 4 ns) and checks status, fields, length and body at once. Volatile fields (Date) are masked: their length
// counts, their bytes do not.
#pragma once

#include <cstdint>
#include <span>
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
  /// `received` is exactly such an answer.
  bool matches(std::string_view received) const;

private:
  struct Piece {
    std::uint32_t begin, length;
  }; ///< compared; what lies between pieces is masked
  std::string bytes_;
  std::vector<Piece> pieces_;
};

} // namespace reqbench::connection
