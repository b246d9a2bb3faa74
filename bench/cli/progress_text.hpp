// What a run says of itself while it goes on, as text: the block that is rewritten on a terminal, and the lines of a
// log file. Pure.
#pragma once

#include "cli/fitting.hpp"
#include "run/observer.hpp"

#include <string>
#include <vector>

namespace reqbench::cli {

/// What is known at a moment.
struct Seen {
  run::Step step{};
  run::Pace pace{};
  std::string phase{};            ///< of the trial at hand
  load::LiveFeed::Reading load{}; ///< of the load at hand; without a window there is nothing to tell
  std::vector<Part> last{};       ///< parts_of() the last trial; empty before the first is over
  bool stopping = false;
};

/// At most three lines, of which none is wider than `width` columns, for a screen of `rows`:
///   go_nethttp × json · closed · 26.9 k/s · p99 3.10 ms
///   last: python_fastapi × json · closed 5.12 k/s, p99 14.2 ms · common 2.00 k/s, p99 812 µs
///   ██████████▌                    trial 37 of 120 · block 4 of 10 · 12 min left
std::vector<std::string> progress_block(const Seen &seen, base::Instant now, std::size_t width, std::size_t rows);

/// "go_nethttp × json", its loads with rate and p99, and its marks or why it failed.
std::vector<Part> parts_of(const result::TrialRecord &trial);

/// "proving that go_nethttp answers right (about 4 min left)"; nothing of a trial, which is told when it is over.
std::string step_line(const run::Step &step, const run::Pace::Left &left);
/// "trial 7 of 120, block 2: go_nethttp × json: closed 26.9 k/s, p99 3.10 ms; common 2.00 k/s, p99 812 µs (12 min
/// left)"
std::string trial_line(const run::Step &step, const result::TrialRecord &trial, const run::Pace::Left &left);

} // namespace reqbench::cli
