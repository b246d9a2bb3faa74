// How to read the columns and the words of a report.
#include "report/conditions.hpp"

#include <cmath>
#include <string>

namespace reqbench::report {
namespace {

using statistics::Metric;

std::string band(Metric metric) { return std::to_string(std::lround(100 * statistics::row(metric).band)) + " %"; }

} // namespace

std::vector<Line> make_reading(const Lineup &lineup) {
  std::vector<Line> lines{
      {"×", "How many times the figure of the baseline (" + lineup.run.record.baseline +
                "): 2 × is twice as much, 0.5 × is half."},
      {"(low–high)", "The 95 % interval over launches: of 100 such intervals about 95 hold the true value."},
      {"launch", "Each block starts every server anew, in a shuffled order; a launch is the unit of all intervals, and "
                 "ratios are taken within a block."},
      {"tie", "The difference is smaller than what matters: " + band(Metric::throughput) + " for requests/s and CPU, " +
                  band(Metric::memory_loaded) + " for memory and p50, " + band(Metric::latency_p99) + " for p99."},
      {"undecided", "The interval reaches across that border, so more blocks are needed to tell."}};
  if (lineup.closed)
    lines.push_back({"closed", "Every connection sends again as soon as it has its answer, which shows capacity."});
  if (lineup.common)
    lines.push_back({"common rate", "All servers get the same requests per second (half of the slowest one's "
                                    "capacity), which shows cost and latency side by side."});
  if (!lineup.summary.self_ratios.empty())
    lines.push_back({"A/A pair", "The baseline measured twice in every block. A difference between the two would be "
                                 "the run's own error."});
  return lines;
}

} // namespace reqbench::report
