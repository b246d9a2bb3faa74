// The one line by which a server says that it is ready: {"port": 41873}.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace reqbench::launch {

constexpr std::size_t longest_ready_line = 4096;

/// The port; `line` without its newline. Anything else, also one key more, is an error of kind server that shows what
/// was printed.
base::Result<std::uint16_t> parse_ready_line(std::string_view line);

} // namespace reqbench::launch
