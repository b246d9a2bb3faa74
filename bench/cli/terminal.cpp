#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace reqbench::cli {

bool has_live_terminal() {
  const char *no_color = std::getenv("NO_COLOR"), *kind = std::getenv("TERM");
  const bool forbidden = no_color != nullptr && *no_color != '\0'; // no-color.org: present and not empty
  const bool dumb = kind != nullptr && std::string_view{kind} == "dumb";
  return ::isatty(STDERR_FILENO) == 1 && !forbidden && !dumb;
}

std::size_t terminal_width(int descriptor) {
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

} // namespace reqbench::cli
