// A command of a manifest that should end by itself: `version`, and a start that must be refused. Guarded like a
// server, so nothing of it is left when the limit is over.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/stop.hpp"
#include "launch/manifest.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace reqbench::launch {

struct Attempt {
  bool ended = false; ///< by itself, within the limit
  int exit_code = 0;  ///< −1 when a signal ended it
  int signal = 0;
  base::Nanoseconds took{};
  std::string out;                     ///< the beginning of standard output
  std::vector<std::string> last_words; ///< of standard error
};

/// "left with exit code 3", "ended by SIGSEGV".
std::string exit_words(int exit_code, int signal);

/// Runs `command` in the server's folder and environment, until `stop` at the longest. An error (kind server) when it
/// cannot be executed.
base::Result<Attempt> attempt(const Manifest &manifest, const std::filesystem::path &root,
                              const std::vector<std::string> &command, base::Nanoseconds limit,
                              const base::StopFlag &stop = {});

} // namespace reqbench::launch
