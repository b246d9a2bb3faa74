// What runner and guardian say to each other: one datagram a sentence over a socket pair, which is the lifeline too: it
// closes when the runner ends, however it ends. Both sides are the same binary, so the structs need no version.
#pragma once

#include <cstdint>
#include <type_traits>

namespace reqbench::launch {

/// The guardian's end of the socket pair.
constexpr int control_descriptor = 3;

/// `reqbench guard <guard cpus> <server cpus> <folder> <command…>`; "-" = not pinned. Its own environment is the
/// server's.
enum GuardArgument : int { guard_word = 1, guard_cpus_word, server_cpus_word, folder_word, command_word };

/// Guardian → runner. In this order: started or refused; exited; gone.
struct Notice {
  enum class Kind : std::int32_t {
    started, ///< pid, at_ns
    refused, ///< text; nothing runs, the guardian leaves
    exited,  ///< the first process: exit_code or signal
    gone,    ///< the whole tree; killed
  };
  Kind kind = Kind::refused;
  std::int32_t pid = 0;
  std::int32_t exit_code = 0; ///< −1 when a signal ended it
  std::int32_t signal = 0;
  std::int32_t killed = 0; ///< something had to be killed
  std::int64_t at_ns = 0;  ///< just before exec, on the monotonic clock
  char text[400] = {};
};

/// Runner → guardian: SIGTERM now, SIGKILL to the tree when the grace is over.
struct StopOrder {
  std::int64_t grace_ns = 0;
};

static_assert(std::is_trivially_copyable_v<Notice> && std::is_trivially_copyable_v<StopOrder>);

} // namespace reqbench::launch
