#include "report/chart/charts.hpp"

#include "report/chart/look.hpp"
#include "report/chart/makers.hpp"

#include <algorithm>

namespace reqbench::report {

const std::array<ChartSection, 7> chart_sections{
    {{"changes", "What changed",
      "The ratio of each figure to the reference in the new run ÷ that in the older ones, as a change. The line is the "
      "95 % interval; within the grey band a change is too small to matter; a dashed line is a limit that was asked.",
      true},
     {"ratios", "Who is faster",
      "Right answers per second when each server gives what it can, as a multiple of the baseline's. The line is the "
      "95 % interval; within the grey band a difference is too small to matter.",
      true},
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
      "better; the line is the 95 % interval."},
     {"time", "How it went in time",
      "Window by window, from the warm-up (shaded) to the end of the measured time; of several launches of a server "
      "the one whose throughput is nearest to their mean."}}};

std::vector<Chart> make_charts(const Lineup &lineup, const std::vector<Look> &looks) {
  constexpr std::array makers{ratio_charts, latency_charts, saturation_charts, memory_charts, cost_charts, time_charts};
  static_assert(makers.size() + 1 == chart_sections.size(), "a maker for each section but that of changes");
  std::vector<Chart> charts;
  for (const auto make : makers) {
    std::size_t place = 0;
    for (const auto &workload : lineup.run.record.workloads)
      for (auto &chart : make({lineup, looks, workload.name, ++place}))
        if (std::ranges::find(charts, chart.id, &Chart::id) == charts.end()) charts.push_back(std::move(chart));
  }
  return charts;
}

std::vector<Chart> make_load_charts(const Lineup &lineup) {
  const auto &run = lineup.run.record;
  if (run.workloads.empty() || run.loads.empty()) return {};
  const auto looks = make_looks(lineup);
  const Subject subject{lineup, looks, run.workloads.front().name, 1};
  std::vector<Chart> charts;
  if (auto latency = latency_chart(subject, run.loads.front()); !latency.spec.is_null())
    charts.push_back(std::move(latency));
  for (auto make : {saturation_charts, time_charts})
    for (auto &chart : make(subject))
      if (!chart.spec.is_null()) charts.push_back(std::move(chart));
  return charts;
}

} // namespace reqbench::report
