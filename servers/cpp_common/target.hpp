// The target of a request line and the authority in it or in Host, by RFC 9112 section 3.2 and RFC 3986. Stricter than
// both in one thing: an authority is never empty, has no user, and no comma, which only stands there when two Host
// fields were joined into one.
#pragma once

#include <boost/beast/http/verb.hpp>

#include <optional>
#include <string_view>

namespace cpp_common {

struct Target {
  std::string_view path;
  std::string_view query;
};

/// Nothing when it is none of: a path, http[s]://authority[path], and "*" for OPTIONS.
std::optional<Target> read_target(std::string_view target, boost::beast::http::verb method);

/// host or host:port.
bool is_authority(std::string_view text);

} // namespace cpp_common
