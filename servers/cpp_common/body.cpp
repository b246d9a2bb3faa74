// Keeping and counting; see body.hpp.
#include "body.hpp"

#include <zlib.h>

namespace cpp_common {
namespace {

constexpr std::size_t most_kept_bytes = 1024; // by a connection that waits for its next request

} // namespace

void Body::begin(BodyUse use) {
  bytes_ = 0;
  crc32_ = 0;
  use_ = use;
  text_.clear();
  if (text_.capacity() > most_kept_bytes) text_.shrink_to_fit();
}

void Body::take(std::string_view piece) {
  bytes_ += piece.size();
  if (use_ == BodyUse::kept) text_ += piece;
  if (use_ == BodyUse::counted) {
    crc32_ = static_cast<std::uint32_t>(
        ::crc32_z(crc32_, reinterpret_cast<const unsigned char *>(piece.data()), piece.size()));
  }
}

} // namespace cpp_common
