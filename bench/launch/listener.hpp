// Who listens on a port of this machine's loopback: a server that names a port of somebody else's would be measured by
// that program's answers and by its own CPU.
#pragma once

#include "base/result.hpp"

#include <sys/types.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace reqbench::launch {

/// The inodes of the sockets that take connections to 127.0.0.1:port, from the text of /proc/net/tcp and tcp6. An
/// address that fits better takes them all: 127.0.0.1 before 0.0.0.0 before ::.
std::vector<std::uint64_t> listeners(std::string_view tcp, std::string_view tcp6, std::uint16_t port);

/// The inodes of the sockets that are the server's end of a connection to this port, from the same texts.
std::vector<std::uint64_t> accepted(std::string_view tcp, std::string_view tcp6, std::uint16_t port);
/// The processes below `guardian` that hold such a connection now.
std::vector<pid_t> serving_below(pid_t guardian, std::uint16_t port);

/// An error (kind server) when one of them belongs to none of the processes below `guardian`. Nobody listening, or
/// descriptors that this user may not read, is no error: the first request tells the one, and nothing the other.
base::Status served_below(pid_t guardian, std::uint16_t port);

} // namespace reqbench::launch
