// How to read the columns and the words of a report.
#include "report/conditions.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace reqbench::report {
namespace {

using statistics::Metric;

std::string band(Metric metric) { return std::to_string(std::lround(100 * statistics::row(metric).band)) + " %"; }

bool has_share(const result::Run &run) {
  return std::ranges::any_of(run.record.loads, [](const result::LoadRequest &load) { return load.share > 0; });
}

} // namespace

std::vector<Line> make_reading(const Lineup &lineup) {
  std::vector<Line> lines{
      {"×", "How many times the figure of the baseline (" + lineup.run.record.baseline +
                "): 2 × is twice as much, 0.5 × is half."},
      {"(low–high)", "The 95 % interval over launches: of 100 such intervals about 95 hold the true value."},
      {"cell", "One server under one workload and one load, over all its launches: what a row of a table shows."},
      {"launch", "Each block starts every server anew, in a shuffled order; a launch is the unit of all intervals, and "
                 "ratios are taken within a block. Trial 29 is the launch whose file is trials/29.json."},
      {"tie", "The difference is smaller than what matters: " + band(Metric::throughput) + " for requests/s and CPU, " +
                  band(Metric::memory_loaded) + " for memory and p50, " + band(Metric::latency_p99) + " for p99."},
      {"undecided", "The interval reaches across that border, so more blocks are needed to tell."}};
  if (lineup.closed)
    lines.push_back({"full load (closed)",
                     "Every connection sends again as soon as it has its answer, which shows what a server can give."});
  if (lineup.common || has_share(lineup.run))
    lines.push_back({"pilot",
                     "One launch of each server and workload before the first block, under full load for a second. It "
                     "is no sample: the rates of the other loads are made of it and stay the same in all blocks."});
  if (lineup.common)
    lines.push_back({"the same rate for all (common)",
                     "All servers get the same requests per second, half of what the slowest gave in its pilot, which "
                     "shows cost and latency side by side."});
  if (has_share(lineup.run))
    lines.push_back({"half of its own pilot (share:50)",
                     "Each server gets half of what it gave in its own pilot, so that latency is compared where all "
                     "are about equally busy; the rates differ. A pilot is one short launch: the column of full load "
                     "says what share it came to."});
  if (lineup.closed && lineup.common)
    lines.push_back({"CPU at a low rate",
                     "A request mostly costs more CPU at a low rate than under full load: the server "
                     "wakes up for each one and cannot handle several at a time."});
  if (lineup.common)
    lines.push_back({"≈",
                     "Known roughly: the 95 % interval, which stands in the table of the load, reaches more than a "
                     "fifth below or above it."});
  lines.push_back({"memory",
                   "PSS of the server's whole process tree: what other programs use too, such as the C "
                   "library's pages, is divided among all who use it, so a busy machine makes it smaller by a "
                   "little. Peak is RSS, which counts such pages whole."});
  if (!lineup.summary.self_ratios.empty())
    lines.push_back({"A/A pair", "The baseline measured twice in every block, the second time as " +
                                     lineup.run.record.baseline +
                                     " (again). A difference between the two would be the run's own error."});
  return lines;
}

} // namespace reqbench::report
