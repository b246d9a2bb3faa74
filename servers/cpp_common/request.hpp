// One request: filled by the parser as it arrives, read by a handler once it is complete. It stays where it is and is
// used again and again on its connection, so that its buffers are too.
#pragma once

#include "answers.hpp"
#include "body.hpp"

#include <boost/beast/http/verb.hpp>
#include <boost/container/static_vector.hpp>

namespace cpp_common {

struct Route;

/// A part of a path that a route left open: of /api/users/{user} the name is `user`.
struct Parameter {
  std::string_view name;
  std::string_view encoded;
};
constexpr std::size_t most_parameters = 4;
using Parameters = boost::container::static_vector<Parameter, most_parameters>;

struct Request {
  Request() = default;
  Request(const Request &) = delete; // path, query and parameters look into target
  Request &operator=(const Request &) = delete;

  http::verb method = http::verb::unknown;
  std::string target;
  std::string_view path; ///< "*" for OPTIONS *
  std::string_view query;
  const Route *route = nullptr; ///< nothing when no route has that path
  Parameters parameters;
  Body body;

  bool http_1_0 = false;
  bool keep_alive = false;
  bool expects_continue = false; ///< the client waits for "100 Continue" before it sends the body
};

} // namespace cpp_common
