// What can make a run's numbers untrustworthy, as one table of checks: each looks for one trap of measuring, tells what
// it found with the figures that show it, and what to do about it. To add a check, add a row and its function.
#pragma once

#include "statistics/summary.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::statistics {

struct Observation {
  Grade grade{};
  std::string text;    ///< without the place where it was seen
  double size = 0;     ///< the larger, the worse, among those of one check
  Where where{};       ///< each_cell() fills it in
  double launches = 1; ///< as Finding's
};

struct Check {
  std::string_view id;
  Grade grade; ///< the gravest that it can be
  std::vector<Observation> (*look)(const result::Run &run, const Summary &summary);
  std::string_view sentence; ///< why it matters; the section of findings.md that has its id begins with it
  std::string_view effect;   ///< which figures it may have made wrong, and in which direction
  std::string_view remedy;
};
extern const std::array<Check, 39> check_table;

/// All checks; the gravest findings first, else in the order of the table. The summary holds cells and ratios already.
std::vector<Finding> check(const result::Run &run, const Summary &summary);

} // namespace reqbench::statistics
