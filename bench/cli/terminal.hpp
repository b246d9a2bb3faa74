// Whether lines may be rewritten on standard error, how large its screen is, and how bytes get there.
#pragma once

#include <cstddef>
#include <string_view>

namespace reqbench::cli {

/// Standard error is a terminal that can rewrite a line, and NO_COLOR does not forbid it.
bool has_live_terminal();
/// This program is the one that the user of the terminal has before him; where that cannot be told it is.
bool is_in_foreground();

struct ScreenSize {
  std::size_t columns = 80, rows = 24;
};
/// Of the terminal behind a descriptor, the defaults when there is none; asked anew for each line, because a terminal
/// may be resized.
ScreenSize screen_size(int descriptor);

/// To standard error in one system call, so that nothing is seen in half. A terminal that is gone ends nothing.
void to_terminal(std::string_view bytes);

} // namespace reqbench::cli
