// What --fail-on asks of a comparison: limits, and for each of them whether a figure lies wholly beyond it. Pure.
//
// Each figure is judged by its own 95 % interval: one that did not change crosses a limit in far fewer than 1 of 40
// comparisons, one that lies exactly on it in 1 of 40.
#pragma once

#include "base/exit_code.hpp"
#include "statistics/compare.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reqbench::statistics {

/// A change for the worse that is still accepted: {throughput, −0.05}, {cpu, +0.05}.
struct Limit {
  Metric metric{};
  double change = 0;
};

struct Asked {
  const Moved *moved = nullptr;
  Limit limit;
  Position position = Position::across;
  std::optional<double> smallest_shown; ///< share: −0.11; nothing without an interval
  bool fails = false;                   ///< wholly beyond, and nothing invalid hits it
};

struct Gate {
  std::vector<Asked> asked;       ///< by limit, then in the order of the comparison
  std::vector<Limit> unanswered;  ///< that no figure could be compared for
  std::vector<const Moved *> hit; ///< of the figures asked (all, without limits): a finding of grade invalid hits them
  std::vector<const Uncompared *> lost; ///< of the figures asked, and of whole cells: NEW lost what OLD has
  bool unread = false;                  ///< an OLD run could not be read
  bool failed = false;                  ///< a regression is shown
  bool invalid = false;                 ///< nothing comparable, something unanswered or hit, or NEW as a whole
  bool unsure = false;                  ///< an interval contains its limit, or NEW lost what OLD has
};

/// Keeps pointers into `comparison`. Without limits only `unread` and `invalid` are asked.
Gate gate(const Comparison &comparison, std::span<const Limit> limits);

/// What a build is told. `strict`: what is unsure is invalid.
base::ExitCode exit_code_of(const Gate &gate, bool strict);

} // namespace reqbench::statistics
