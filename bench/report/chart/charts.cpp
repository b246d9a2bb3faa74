#include "report/chart/charts.hpp"

#include "report/chart/makers.hpp"

#include <algorithm>

namespace reqbench::report {

const std::array<ChartSection, 6> chart_sections{
    {{"ratios", "Who is faster",
      "Right answers per second when each server gives what it can, as a multiple of the baseline's. The line is the "
      "95 % "
      "interval; within the grey band a difference is too small to matter."},
     {"latency", "Latency by percentile",
      "Each line climbs from the usual answer on the left to the slowest on the right: p99 means that one in a hundred "
      "took longer. Lower is better. It ends where fewer than 100 answers lie beyond."},
     {"saturation", "Latency as the load grows",
      "How many requests per second each server answered at each asked rate, and how long the slow ones then took. To "
      "the right and low is better."},
     {"memory", "Memory",
      "Of the server's whole process tree; pages that processes share are divided among them (PSS)."},
     {"cost", "CPU cost of a request",
      "CPU time of the server's whole process tree per right answer, where all servers do the same work. Less is "
      "better; "
      "the line is the 95 % interval."},
     {"time", "How it went in time",
      "One launch of each server, the one whose throughput is nearest to the mean of all, from its warm-up (shaded) to "
      "the end of the measured time."}}};

std::vector<Chart> make_charts(const Lineup &lineup, const std::vector<Look> &looks) {
  constexpr std::array makers{ratio_charts, latency_charts, saturation_charts, memory_charts, cost_charts, time_charts};
  static_assert(makers.size() == chart_sections.size());
  std::vector<Chart> charts;
  for (const auto make : makers) {
    std::size_t place = 0;
    for (const auto &workload : lineup.run.record.workloads)
      for (auto &chart : make({lineup, looks, workload.name, ++place}))
        if (std::ranges::find(charts, chart.id, &Chart::id) == charts.end()) charts.push_back(std::move(chart));
  }
  return charts;
}

} // namespace reqbench::report
