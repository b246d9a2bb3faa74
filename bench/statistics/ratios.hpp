// Two servers in one metric, paired by block, with the words that bench/README.md, "Measuring", defines: every server
// against the baseline, the baseline against itself, a tuned server against its idiomatic sibling. Pure.
#pragma once

#include "statistics/cells.hpp"
#include "statistics/interval.hpp"
#include "statistics/metric.hpp"

#include <string>
#include <vector>

namespace reqbench::statistics {

/// One server against another, mostly the baseline, in one cell position and metric. A throughput ratio is made of
/// closed loads only: in an open load it is the asked rate, and says nothing of the server. A per-trial metric has the
/// same ratio under every load and counts once for Holm. Undecided when either cell is invalid (but not for per-trial
/// metrics).
struct Ratio {
  std::string server, baseline, workload, load;
  Metric metric{};
  Estimate ratio; ///< server ÷ baseline, geometric mean of the per-block ratios; for a percentile n = 0 when either
                  ///< cell does not show it
  std::vector<double> by_block;
  Verdict verdict = Verdict::undecided;
  Verdict alone = Verdict::undecided; ///< the word without Holm's correction
  bool lower_bound = false;           ///< printed "≥": the generator bound only the compared server
  bool upper_bound = false;           ///< printed "≤": the generator bound only the baseline
  bool withheld = false;              ///< the generator bound both: no ratio is given
};

/// Holm's correction took the word: alone it would be faster or slower.
bool taken_by_holm(const Ratio &ratio);

/// `metric` of two cells, server ÷ baseline, judged alone: the word without Holm's correction.
Ratio ratio_of(const Cell &server, const Cell &baseline, Metric metric);

/// The metric by which a load sets servers side by side: capacity where each gives what it can, cost where all do the
/// same work, latency where each runs at the same share of its own capacity.
Metric compared_metric(const result::LoadRequest &load);

/// Each list is a family of its own for Holm.
struct Ratios {
  std::vector<Ratio> to_baseline;
  std::vector<Ratio> self;       ///< the A/A pair: a check of the run
  std::vector<Ratio> siblings;   ///< tuned ÷ idiomatic, neither the baseline
  std::vector<Ratio> neighbours; ///< neighbours.hpp
};

/// Holm's correction over the ratios of each metric among these: faster and slower stand only when they survive it; a
/// tie claims no difference and needs none.
void correct_by_holm(std::vector<Ratio> &ratios);

Ratios make_ratios(const result::Run &run, const std::vector<Cell> &cells);

} // namespace reqbench::statistics
