// The count as JSON; see upload.hpp.
#include "upload.hpp"

#include "request.hpp"

#include <array>
#include <cstdio>

namespace cpp_common {

Answer upload(const Request &request) {
  std::array<char, 9> digits{};
  std::snprintf(digits.data(), digits.size(), "%08x", static_cast<unsigned>(request.body.crc32()));
  return json_answer(http::status::ok, {{"bytes", request.body.bytes()}, {"crc32", digits.data()}});
}

} // namespace cpp_common
