// Whether a line may be rewritten on standard error, and how long it may be.
#pragma once

#include <cstddef>

namespace reqbench::cli {

/// Standard error is a terminal that can rewrite a line, and NO_COLOR does not forbid it.
bool has_live_terminal();

/// Of the terminal behind a descriptor, in characters; 80 when there is none; read anew for each line, because a
/// terminal may be resized.
std::size_t terminal_width(int descriptor);

} // namespace reqbench::cli
