#include "statistics/precision.hpp"

#include <limits>

namespace reqbench::statistics {
namespace {

/// A table of the report is ordered by it.
bool is_shown(const result::Run &run, const Ratio &ratio) {
  if (ratio.withheld) return false;
  if (ratio.metric == Metric::memory_loaded) return true;
  const auto *load = asked_load(run, ratio.load);
  return load != nullptr && ratio.metric == compared_metric(*load);
}

std::string place_of(const Ratio &ratio) {
  return ratio.server + " ÷ " + ratio.baseline + ", " + ratio.workload +
         (row(ratio.metric).per_trial ? "" : ", " + ratio.load) + ": " + std::string{row(ratio.metric).title};
}

} // namespace

PrecisionState precision_of(const result::Run &run, const PrecisionGoal &goal) {
  const auto ratios = make_ratios(run, make_cells(run));
  PrecisionState state;
  for (const auto *family : {&ratios.to_baseline, &ratios.siblings})
    for (const auto &ratio : *family) {
      if (!is_shown(run, ratio)) continue;
      const auto half_width = relative_half_width(ratio.ratio).value_or(std::numeric_limits<double>::infinity());
      if (half_width <= state.widest && !state.widest_of.empty()) continue;
      state.widest = half_width;
      state.widest_of = place_of(ratio);
    }
  const int blocks = run.record.blocks;
  state.reached = blocks >= least_blocks && state.widest <= goal.half_width;
  state.stop = state.reached || blocks >= goal.most_blocks;
  return state;
}

} // namespace reqbench::statistics
