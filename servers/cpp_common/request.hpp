// One request as its handler sees it, without HTTP's framing: the parser fills it while the bytes come.
#pragma once

#include "body.hpp"
#include "router.hpp"

#include <boost/beast/http/verb.hpp>

#include <string>
#include <string_view>

namespace cpp_common {

struct Request {
  Request() = default;
  Request(const Request &) = delete; // its views are of its own text
  Request &operator=(const Request &) = delete;

  boost::beast::http::verb method = boost::beast::http::verb::unknown;
  std::string target;    ///< copied: the buffer it came in is read into again while a body comes
  std::string_view path; ///< not decoded
  std::string_view query;
  Match match;
  Body body;
};

} // namespace cpp_common
