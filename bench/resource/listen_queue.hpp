// How many connections the kernel has turned away because a listening socket's queue was full: the difference over a
// load tells a server that does not accept from one that is slow. Of the whole network namespace, so a hint, never a
// proof.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace reqbench::resource {

struct ListenCounts {
  std::uint64_t overflows = 0; ///< the queue of established connections was full
  std::uint64_t drops = 0;     ///< those, and what was dropped for other reasons before it was accepted
};

/// From the two lines "TcpExt:" of /proc/net/netstat, names and numbers; nothing where they are missing.
std::optional<ListenCounts> parse_listen_counts(std::string_view netstat);
/// Now.
std::optional<ListenCounts> read_listen_counts();

} // namespace reqbench::resource
