// Non-blocking TCP sockets for Exchange and for the load generator: opened here, never waited for here.
#pragma once

#include "base/descriptor.hpp"

#include <netinet/in.h>

namespace reqbench::connection {

/// Connecting has begun: `error` 0 = established or under way (writable when decided; then ask pending_error()).
struct Connecting {
  base::Descriptor socket;
  int error = 0;         ///< errno when it failed at once
  bool our_side = false; ///< the failure is ours (descriptors, ports, memory), not the peer's
};
/// The socket is non-blocking, closes on exec and sends at once (TCP_NODELAY).
Connecting begin_connect(const sockaddr_in &address);

/// The errno of a connect that is decided: 0 = established.
int pending_error(int socket);

/// This errno of socket() or connect() tells of our own machine's limits.
bool is_our_side(int error);

} // namespace reqbench::connection
