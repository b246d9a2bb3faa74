#include "cli/page.hpp"

#include "cli/command.hpp"
#include "cli/terminal.hpp"
#include "report/formats.hpp"

#include <unistd.h>

namespace reqbench::cli {

std::size_t page_width() { return ::isatty(STDOUT_FILENO) == 1 ? screen_size(STDOUT_FILENO).columns : 80; }

void warn_damaged(const result::Run &run, const std::string &name) {
  for (const auto &line : result::folded(run.damaged)) warn(name + "skipped " + line);
}

void print_view(const report::Format &format, const report::View &view) {
  print(format.name == "terminal" ? report::print_terminal(view, page_width()) : format.print(view));
}

} // namespace reqbench::cli
