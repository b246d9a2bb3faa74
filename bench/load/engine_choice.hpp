// Which engine a load takes when its user leaves it open (`load --engine auto`): the one that costs less CPU here. That
// depends on processor and kernel, and a container may forbid io_uring, so it is tried, not guessed: both engines
// exchange small messages with this process over loopback.
#pragma once

#include "base/result.hpp"
#include "load/engine_kind.hpp"

#include <cstddef>
#include <string>

namespace reqbench::load {

struct EngineChoice {
  EngineKind kind = EngineKind::epoll;
  std::string reason; ///< a clause for the user and the result: "2.9 µs CPU an exchange, epoll 3.6 µs"
};

/// Takes a fifth of a second. `largest_answer`: in bytes, 0 when it is not known.
EngineChoice choose_engine(std::size_t largest_answer, int connections);

/// This build and this machine have the engine. Errors: kind environment.
base::Status engine_usable(EngineKind kind);

} // namespace reqbench::load
