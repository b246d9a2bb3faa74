// A few lines at the end of a terminal that are rewritten in place, twice a second, by a thread of their own; what is
// printed meanwhile goes above them, and at the end they are gone.
//
// The cursor rests at the beginning of their first line. A terminal that is resized may break lines anew or cut them,
// but it keeps the cursor beside its character, so what stands from there to the end of the screen is the block,
// however many rows it takes by then. Nothing wraps: lines are cut to the screen's width of the moment.
#pragma once

#include "cli/terminal.hpp"

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace reqbench::cli {

class LiveBlock {
public:
  /// Told the room there is, on the block's thread or in above(); lines longer or more than that would destroy the
  /// screen.
  using Draw = std::function<std::vector<std::string>(ScreenSize)>;

  /// Its thread runs where the one that makes it may run: whoever pins a generator does so first.
  explicit LiveBlock(Draw draw);
  ~LiveBlock();
  LiveBlock(const LiveBlock &) = delete;
  LiveBlock &operator=(const LiveBlock &) = delete;

  /// Calls `print`, which prints whole lines on standard error.
  void above(const std::function<void()> &print);

private:
  void paint();
  void repaint(const std::stop_token &stop);

  Draw draw_;
  std::mutex screen_; ///< one writes at a time
  std::jthread painter_;
};

/// For a signal handler that ends the program at once: takes the block off the screen, when one is shown.
void leave_terminal_clean();

} // namespace reqbench::cli
