// Forms of a target; see target.hpp.
#include "target.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <array>
#include <ostream> // Boost.Beast 1.81 forgets it

namespace cpp_common {
namespace {

namespace http = boost::beast::http;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_hex(char letter) {
  return is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
}

/// Letters, digits and the signs that a registered name may hold, '%' among them.
bool is_name_letter(char letter) {
  return is_digit(letter) || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         std::string_view("-._~!$&'()*+;=%").find(letter) != std::string_view::npos;
}

bool is_address_letter(char letter) { return is_hex(letter) || letter == ':' || letter == '.'; }

/// Visible ASCII, and no '#': a fragment is never sent.
bool is_target_letter(char letter) { return letter > ' ' && letter < '\x7f' && letter != '#'; }

Target split(std::string_view target) {
  const std::size_t question = target.find('?');
  if (question == std::string_view::npos) return {target, {}};
  return {target.substr(0, question), target.substr(question + 1)};
}

std::optional<Target> parse_absolute(std::string_view target) {
  for (const std::string_view scheme : std::array<std::string_view, 2>{"http://", "https://"}) {
    if (!boost::beast::iequals(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    if (!is_authority(target.substr(0, end))) return {};
    Target parts = split(target.substr(end));
    if (parts.path.empty()) parts.path = "/";
    return parts;
  }
  return {};
}

} // namespace

std::optional<Target> read_target(std::string_view target, http::verb method) {
  if (!std::ranges::all_of(target, is_target_letter)) return {};
  if (target.starts_with('/')) return split(target);
  if (target == "*" && method == http::verb::options) return Target{target, {}};
  return parse_absolute(target);
}

bool is_authority(std::string_view text) {
  std::size_t host_end = 0;
  if (text.starts_with('[')) {
    host_end = text.find(']');
    if (host_end == std::string_view::npos || host_end < 3) return false;
    if (!std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(host_end), is_address_letter)) {
      return false;
    }
    ++host_end;
  } else {
    host_end = std::min(text.find(':'), text.size());
    if (host_end == 0 || !std::ranges::all_of(text.substr(0, host_end), is_name_letter)) return false;
  }
  const std::string_view port = text.substr(host_end);
  return port.empty() || (port.starts_with(':') && port.size() <= 6 && std::ranges::all_of(port.substr(1), is_digit));
}

} // namespace cpp_common
