// What a request carries behind its header, as it streams in. Only what a handler asked for is kept: a body that is
// only counted, or that nobody will look at, takes no memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cpp_common {

enum class BodyUse : std::uint8_t {
  ignore,  ///< nobody wants it: read, so that the next request is found behind it
  collect, ///< text() holds it
  count,   ///< bytes() and crc32() tell of it
};

class Body {
public:
  void begin(BodyUse use);
  void append(std::string_view piece);

  std::uint64_t bytes() const { return bytes_; }
  std::uint32_t crc32() const { return crc32_; }
  std::string_view text() const { return text_; }

private:
  BodyUse use_ = BodyUse::ignore;
  std::uint32_t crc32_ = 0;
  std::uint64_t bytes_ = 0;
  std::string text_;
};

} // namespace cpp_common
