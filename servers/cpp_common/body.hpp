// A request's body as it streams in: kept as text, only counted, or dropped, as its route wants it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cpp_common {

enum class BodyUse : std::uint8_t { dropped, kept, counted };

class Body {
public:
  /// Empty again, and without the memory that a large body took.
  void begin(BodyUse use);
  void take(std::string_view piece);

  std::uint64_t bytes() const { return bytes_; }
  std::string_view text() const { return text_; } ///< when kept
  std::uint32_t crc32() const { return crc32_; }  ///< when counted

private:
  std::uint64_t bytes_ = 0;
  std::string text_;
  std::uint32_t crc32_ = 0;
  BodyUse use_ = BodyUse::dropped;
};

} // namespace cpp_common
