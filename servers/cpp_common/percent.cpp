// Decoding; see percent.hpp.
#include "percent.hpp"

#include "answers.hpp"

#include <charconv>

namespace cpp_common {
namespace {

char decode_escape(std::string_view digits) {
  unsigned char byte = 0;
  const char *const end = digits.data() + digits.size();
  // from_chars takes no sign for an unsigned type, so two characters read are two hexadecimal digits.
  if (digits.size() != 2 || std::from_chars(digits.data(), end, byte, 16).ptr != end) {
    throw InvalidInput("the target has a '%' without two hexadecimal digits");
  }
  return static_cast<char>(byte);
}

} // namespace

void check_percent(std::string_view encoded) {
  for (std::size_t at = encoded.find('%'); at != std::string_view::npos; at = encoded.find('%', at + 3)) {
    decode_escape(encoded.substr(at + 1, 2));
  }
}

std::string decode_percent(std::string_view encoded, Plus plus) {
  if (encoded.find_first_of("%+") == std::string_view::npos) return std::string(encoded); // most of them
  std::string text;
  text.reserve(encoded.size());
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] == '%') {
      text.push_back(decode_escape(encoded.substr(i + 1, 2)));
      i += 2;
    } else {
      text.push_back(encoded[i] == '+' && plus == Plus::is_a_space ? ' ' : encoded[i]);
    }
  }
  return text;
}

} // namespace cpp_common
