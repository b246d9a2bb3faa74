// Cutting and decoding; see target.hpp.
#include "target.hpp"

#include "answers.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>

namespace cpp_common {
namespace {

constexpr std::string_view http_scheme = "http://";
constexpr std::size_t longest_port = 5;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_of_name(char c) { // reg-name: unreserved, sub-delims, and '%' of an escape
  return is_alphanumeric(c) || std::string_view("-._~!$&'()*+,;=%").find(c) != std::string_view::npos;
}
bool is_of_literal(char c) { return is_alphanumeric(c) || std::string_view(":.-_~").find(c) != std::string_view::npos; }

Target split(std::string_view text) {
  const std::size_t question = text.find('?');
  if (question == std::string_view::npos) return {text, {}};
  return {text.substr(0, question), text.substr(question + 1)};
}

std::optional<Target> read_absolute(std::string_view text) {
  if (!boost::beast::iequals(text.substr(0, http_scheme.size()), http_scheme)) return {};
  text.remove_prefix(http_scheme.size());
  const std::size_t end = text.find_first_of("/?");
  if (!is_host(text.substr(0, end))) return {};
  if (end == std::string_view::npos) return Target{"/", {}};
  Target target = split(text.substr(end));
  if (target.path.empty()) target.path = "/";
  return target;
}

/// 16 for what is no hexadecimal digit.
unsigned value_of(char digit) {
  if (is_digit(digit)) return static_cast<unsigned>(digit - '0');
  const char small = static_cast<char>(digit | 0x20);
  return small >= 'a' && small <= 'f' ? static_cast<unsigned>(small - 'a' + 10) : 16;
}

char decode_escape(std::string_view digits) {
  const unsigned high = digits.size() == 2 ? value_of(digits[0]) : 16;
  const unsigned low = digits.size() == 2 ? value_of(digits[1]) : 16;
  if (high > 15 || low > 15) throw InvalidInput("the target has a '%' without two hexadecimal digits");
  return static_cast<char>(high << 4U | low);
}

} // namespace

std::optional<Target> read_target(boost::beast::http::verb method, std::string_view text) {
  if (text.starts_with('/')) return split(text);
  if (text == "*" && method == http::verb::options) return Target{text, {}};
  return read_absolute(text);
}

bool is_host(std::string_view text) {
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || end < 2) return false;
    if (!std::ranges::all_of(text.substr(1, end - 1), is_of_literal)) return false;
    port = text.substr(end + 1);
    if (!port.empty() && port.front() != ':') return false;
  } else {
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    if (name.empty() || !std::ranges::all_of(name, is_of_name)) return false;
    if (colon != std::string_view::npos) port = text.substr(colon);
  }
  if (!port.empty()) port.remove_prefix(1);
  return port.size() <= longest_port && std::ranges::all_of(port, is_digit);
}

char *decode_percent(std::string_view encoded, bool plus_is_space, char *decoded) {
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] == '%') {
      *decoded++ = decode_escape(encoded.substr(i + 1, 2));
      i += 2;
    } else {
      *decoded++ = plus_is_space && encoded[i] == '+' ? ' ' : encoded[i];
    }
  }
  return decoded;
}

} // namespace cpp_common
