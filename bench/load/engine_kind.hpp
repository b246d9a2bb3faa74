// Which engine carries the bytes of a load. Its own file, because the plan, the engines and the choice between them
// speak of it.
#pragma once

#include <array>
#include <string_view>

namespace reqbench::load {

/// automatic is resolved by choose_engine() before a load begins.
enum class EngineKind : unsigned char { epoll, io_uring, automatic };

/// As `--engine` and the result files spell them, in the order of the enum.
inline constexpr std::array<std::string_view, 3> engine_names{"epoll", "io_uring", "auto"};

constexpr std::string_view to_string(EngineKind kind) { return engine_names[static_cast<std::size_t>(kind)]; }

/// `name` is one of engine_names.
constexpr EngineKind engine_named(std::string_view name) {
  std::size_t kind = 0;
  while (kind + 1 < engine_names.size() && engine_names[kind] != name) ++kind;
  return static_cast<EngineKind>(kind);
}

} // namespace reqbench::load
