// Two numbers; see upload.hpp.
#include "upload.hpp"

namespace cpp_common {
namespace {

/// Eight lower-case hexadecimal digits.
std::string hexadecimal(std::uint32_t number) {
  std::string digits(8, '0');
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, number >>= 4U) {
    *digit = "0123456789abcdef"[number & 0xFU];
  }
  return digits;
}

} // namespace

Answer upload(const Request &request) {
  return json_answer(http::status::ok, {{"bytes", request.body.bytes()}, {"crc32", hexadecimal(request.body.crc32())}});
}

} // namespace cpp_common
