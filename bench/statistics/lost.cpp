#include "statistics/lost.hpp"

#include "statistics/check_functions.hpp"

#include <algorithm>
#include <string>

namespace reqbench::statistics {
namespace {

/// It was asked to measure it, whatever came of that.
bool is_planned(const Member &run, const Cell &cell) {
  const auto *server = run.server(cell.server);
  return server != nullptr && run.workload(cell.workload) != nullptr && asked_load(run.run(), cell.load) != nullptr &&
         (server->workloads.empty() || std::ranges::count(server->workloads, cell.workload) > 0);
}

/// What became of a planned cell that has no launch.
std::string fate_of(const Member &run, const Cell &cell) {
  const auto *empty = run.summary().cell(cell.server, cell.workload, cell.load);
  if (empty != nullptr && empty->failed > 0) return "every launch of it failed";
  if (const auto &why = run.server(cell.server)->skipped; !why.empty()) return "it took no part: " + why;
  if (!run.run().damaged.empty()) return "no launch of it can be read";
  return "it was planned, and no launch of it is there";
}

} // namespace

std::vector<Uncompared> lost_cells(std::span<const Member> before, const Member &now) {
  std::vector<Uncompared> lost;
  for (const auto &old : before)
    for (const auto &cell : old.summary().cells) {
      if (cell.launches == 0 || result::is_again(*old.server(cell.server)) || now.filled(cell.server, cell)) continue;
      const bool planned = is_planned(now, cell);
      lost.push_back({.what = place(cell),
                      .why = now.name() + ": " + (planned ? fate_of(now, cell) : "it was not measured"),
                      .lost = planned,
                      .of = {}});
    }
  return lost;
}

} // namespace reqbench::statistics
