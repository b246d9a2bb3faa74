// Keeping or counting; see body.hpp.
#include "body.hpp"

#include <zlib.h>

namespace cpp_common {
namespace {

constexpr std::size_t kept_bytes = 1024; // what an idle connection may keep of the room for its last body

} // namespace

void Body::begin(BodyUse use) {
  use_ = use;
  crc32_ = 0;
  bytes_ = 0;
  text_.clear();
  if (text_.capacity() > kept_bytes) text_.shrink_to_fit();
}

void Body::append(std::string_view piece) {
  bytes_ += piece.size();
  if (use_ == BodyUse::collect) text_ += piece;
  if (use_ == BodyUse::count) {
    crc32_ = static_cast<std::uint32_t>(crc32_z(crc32_, reinterpret_cast<const Bytef *>(piece.data()), piece.size()));
  }
}

} // namespace cpp_common
