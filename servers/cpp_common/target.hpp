// What a request asks for: the forms of a request target (RFC 9112, 3.2), the Host field, percent-encoding.
#pragma once

#include <boost/beast/http/verb.hpp>

#include <optional>
#include <ostream> // for verb.hpp, which does not include it
#include <string>
#include <string_view>

namespace cpp_common {

/// Views into the text it was read from.
struct Target {
  std::string_view path; ///< "*" for OPTIONS *
  std::string_view query;
};

/// Origin form, absolute form of http, or "*" with OPTIONS; nothing for all else.
std::optional<Target> read_target(boost::beast::http::verb method, std::string_view text);

/// uri-host [ ":" port ] of RFC 3986. Not empty: a http URI has a host.
bool is_host(std::string_view text);

/// Writes the decoded text, which is never longer than the encoded one, and returns its end. Throws InvalidInput on a
/// '%' without two hexadecimal digits.
char *decode_percent(std::string_view encoded, bool plus_is_space, char *decoded);

} // namespace cpp_common
