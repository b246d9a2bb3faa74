// Non-blocking TCP sockets for Exchange and for the load generator: opened here, never waited for here.
#pragma once

#include "base/descriptor.hpp"

#include <netinet/in.h>

#include <cstdint>

namespace reqbench::connection {

/// Where a connection comes from: a server knows its connections by address and port, and one address has only some
/// 28 000 ports.
struct Source {
  std::uint32_t ipv4 = 0; ///< in the host's byte order; 0 = the kernel chooses
};

/// Connecting has begun: `error` 0 = established or under way (writable when decided; then ask pending_error()).
struct Connecting {
  base::Descriptor socket;
  int error = 0; ///< errno when it failed at once
};
/// The socket is non-blocking, closes on exec and sends at once (TCP_NODELAY).
Connecting begin_connect(const sockaddr_in &address, Source source = {});

/// The errno of a connect that is decided: 0 = established.
int pending_error(int socket);

/// This errno of socket() or connect() tells of our own machine's limits.
bool is_our_side(int error);

} // namespace reqbench::connection
