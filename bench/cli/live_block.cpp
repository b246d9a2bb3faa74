#include "cli/live_block.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <exception>

namespace reqbench::cli {
namespace {

/// People do not read faster, and each look takes time from the load that it tells of: about 50 µs.
constexpr auto pause = std::chrono::milliseconds{500};

constexpr std::string_view erase = "\r\x1b[J";

std::atomic<bool> shown{false};

/// The lines over those of before, and the cursor back at their beginning. Wrapping is off meanwhile: a terminal may
/// take a character for wider than we do.
std::string bytes_of(const std::vector<std::string> &lines) {
  std::string bytes = "\x1b[?7l\r";
  for (std::size_t i = 0; i < lines.size(); ++i) bytes += (i == 0 ? "" : "\x1b[K\r\n") + lines[i];
  bytes += "\x1b[J";
  if (lines.size() > 1) bytes += "\x1b[" + std::to_string(lines.size() - 1) + "A";
  return bytes + "\r\x1b[?7h";
}

} // namespace

LiveBlock::LiveBlock(Draw draw)
    : draw_{std::move(draw)}, painter_{[this](const std::stop_token &stop) { repaint(stop); }} {}

LiveBlock::~LiveBlock() {
  painter_.request_stop();
  painter_.join();
  if (shown.exchange(false) && is_in_foreground()) to_terminal(erase);
}

void LiveBlock::paint() {
  if (!is_in_foreground()) return;
  const auto size = screen_size(STDERR_FILENO);
  shown = true;
  // The last column stays free: a line that fills it leaves the cursor in different places in different terminals.
  to_terminal(bytes_of(draw_({size.columns - 1, size.rows})));
}

void LiveBlock::repaint(const std::stop_token &stop) {
  ::prctl(PR_SET_NAME, "progress");
  std::mutex nothing;
  std::condition_variable_any wake;
  std::unique_lock lock{nothing};
  do {
    try {
      const std::lock_guard alone{screen_};
      paint();
    } catch (const std::exception &) { // what cannot be shown, for want of memory, costs no run
    }
  } while (!wake.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); }));
}

void LiveBlock::above(const std::function<void()> &print) {
  const std::lock_guard lock{screen_};
  if (!shown || !is_in_foreground()) return print();
  to_terminal(erase);
  print();
  paint();
}

void leave_terminal_clean() {
  if (shown) to_terminal(erase);
}

} // namespace reqbench::cli
