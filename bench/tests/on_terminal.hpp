// A command on a terminal of its own, which may be closed under it.
#pragma once

#include "tests/subprocess.hpp"

#include <fcntl.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace reqbench::tests {

class OnTerminal {
public:
  explicit OnTerminal(std::vector<std::string> words, const std::string &root = {}) {
    std::vector<char *> arguments;
    for (auto &word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    winsize size{};
    size.ws_col = 80;
    size.ws_row = 24;
    child_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
    if (child_ != 0) {
      ::fcntl(terminal_, F_SETFD, FD_CLOEXEC); // who else has it open would keep it
      return;
    }
    ::setenv("TERM", "xterm", 1);
    if (!root.empty()) ::setenv("REQBENCH_ROOT", root.c_str(), 1);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  OnTerminal(const OnTerminal &) = delete;
  OnTerminal &operator=(const OnTerminal &) = delete;
  ~OnTerminal() {
    close_terminal();
    if (!ended_) ::kill(child_, SIGKILL), ::waitpid(child_, &status_, 0);
  }

  /// As a window that is closed does it: SIGHUP, and whatever is written from then on fails.
  void close_terminal() {
    if (terminal_ >= 0) ::close(terminal_);
    terminal_ = -1;
  }
  /// −1: a signal ended it, or it still runs.
  int exit_code(std::chrono::seconds limit) {
    ended_ = ended_ || wait_until([&] { return ::waitpid(child_, &status_, WNOHANG) == child_; }, limit);
    return ended_ && WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
  }

private:
  pid_t child_ = 0;
  int terminal_ = -1;
  int status_ = 0;
  bool ended_ = false;
};

} // namespace reqbench::tests
