#include "report/places.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

using statistics::Metric;

void share_places(std::vector<Placed> &placed, Metric metric) {
  for (std::size_t first = 0; first < placed.size(); ++first) {
    auto &leader = placed[first];
    if (leader.place != 0 || metric_of(*leader.cell, metric).n == 0) continue;
    leader.place = static_cast<int>(first) + 1;
    for (std::size_t other = first + 1; other < placed.size(); ++other) {
      auto &candidate = placed[other];
      if (candidate.place != 0) continue;
      const auto ratio = statistics::ratio_of(*candidate.cell, *leader.cell, metric);
      if (ratio.verdict != statistics::Verdict::tie && !ratio.withheld) continue;
      candidate.place = leader.place;
      candidate.shared = leader.shared = true;
    }
  }
}

} // namespace

std::vector<Placed> places(const Lineup &lineup, const std::string &workload, const std::string &load, Metric metric) {
  std::vector<Placed> placed;
  for (const auto *server : lineup.servers)
    if (const auto *cell = lineup.filled(server->label, workload, load)) placed.push_back({server, cell});
  const double sign = statistics::row(metric).higher_is_better ? -1 : 1;
  std::stable_sort(placed.begin(), placed.end(), [&](const Placed &a, const Placed &b) {
    const auto &left = metric_of(*a.cell, metric), &right = metric_of(*b.cell, metric);
    if ((left.n > 0) != (right.n > 0)) return left.n > 0;
    return left.n > 0 && sign * left.value < sign * right.value;
  });
  share_places(placed, metric);
  return placed;
}

} // namespace reqbench::report
