// Every server against the baseline, paired by block, with the words of design §6 after Holm's correction. Pure.
#pragma once

#include "statistics/summary.hpp"

#include <string>
#include <vector>

namespace reqbench::statistics {

struct Ratios {
  std::vector<Ratio> to_baseline;
  std::vector<Ratio> self; ///< the A/A pair: a check of the run, judged as a family of its own
};

Ratios make_ratios(const result::Run &run, const std::vector<Cell> &cells);

/// The label of the second member of the A/A pair.
std::string again(std::string_view baseline);

} // namespace reqbench::statistics
