// How reqbench ends, and which code stands when several hold: bench/README.md, "Errors". Whoever decides how something
// ended says it by these words; reports name them too.
#pragma once

namespace reqbench::base {

enum ExitCode {
  exit_fine = 0,
  exit_server = 1,
  exit_usage = 2,
  exit_wrong_answer = 3,
  exit_invalid = 4,
  exit_regression = 5,
  exit_interrupted = 130,
};

} // namespace reqbench::base
