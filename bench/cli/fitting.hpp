// What fits into one line of a terminal: text is measured in columns (a wide character takes two, a combining one
// none), and what matters least is left out first. Pure.
#pragma once

#include "base/clock.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::cli {

/// Columns that valid UTF-8 without control characters takes.
std::size_t columns(std::string_view text);
/// As much of it as fits, made harmless (report::one_line), with "…" where something is missing.
std::string cut(std::string_view text, std::size_t width);

/// One part of a line.
struct Part {
  std::string text;
  int dispensable = 0;     ///< of those that do not fit, the one of the highest goes first
  std::string shorter{};   ///< takes its place before it goes
  bool may_be_cut = false; ///< before it goes; half a number would be another one
};
/// The parts joined by " · ", in at most `width` columns.
std::string fitted(std::vector<Part> parts, std::size_t width);

/// "7 s", "4 min 10 s", as a line that is drawn anew counts down: whole seconds, rounded up; never below 0.
std::string time_text(base::Nanoseconds time);

} // namespace reqbench::cli
