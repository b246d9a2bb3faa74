// Where a server listens: a numeric IPv4 address and a port.
#pragma once

#include "base/result.hpp"

#include <netinet/in.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace reqbench::connection {

struct Endpoint {
  std::string address = "127.0.0.1"; ///< numeric
  std::uint16_t port = 0;
  std::string host; ///< for the Host field; empty = address:port

  bool is_loopback() const; ///< 127.0.0.0/8
  std::string host_field() const;
  sockaddr_in socket_address() const;
};

struct Url {
  Endpoint endpoint;
  std::string target; ///< path and query, at least "/"
};

/// "http://127.0.0.1:8080/x?y=1"; a name is resolved (IPv4). https, IPv6, credentials, fragments and all that would
/// have to be guessed are refused, each with a sentence that says what to write instead. Errors: kind usage.
base::Result<Url> parse_url(std::string_view url);

} // namespace reqbench::connection
