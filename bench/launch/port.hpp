// TCP ports of this machine's loopback: is one free, and which one could be.
#pragma once

#include "base/result.hpp"

#include <cstdint>

namespace reqbench::launch {

/// Binds 127.0.0.1:port (0 = any) and lets go: the port that was free a moment ago, or an error of kind environment
/// that says what to do.
base::Result<std::uint16_t> free_port(int port);

} // namespace reqbench::launch
