#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace reqbench::cli {

bool has_live_terminal() {
  const char *no_color = std::getenv("NO_COLOR"), *kind = std::getenv("TERM");
  const bool forbidden = no_color != nullptr && *no_color != '\0'; // no-color.org: present and not empty
  const bool dumb = kind != nullptr && std::string_view{kind} == "dumb";
  return ::isatty(STDERR_FILENO) == 1 && !forbidden && !dumb;
}

bool is_in_foreground() {
  const auto group = ::tcgetpgrp(STDERR_FILENO);
  return group < 0 || group == ::getpgrp();
}

ScreenSize screen_size(int descriptor) {
  winsize told{};
  ScreenSize size;
  if (::ioctl(descriptor, TIOCGWINSZ, &told) != 0) return size;
  if (told.ws_col != 0) size.columns = told.ws_col;
  if (told.ws_row != 0) size.rows = told.ws_row;
  return size;
}

void to_terminal(std::string_view bytes) { (void)!::write(STDERR_FILENO, bytes.data(), bytes.size()); }

} // namespace reqbench::cli
