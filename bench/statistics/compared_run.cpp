#include "statistics/compared_run.hpp"

#include "statistics/check_functions.hpp"
#include "statistics/comparable.hpp"

#include <algorithm>

namespace reqbench::statistics {
namespace {

std::vector<Cell> calibration_cells(const result::Run &run) {
  if (!run.record.calibration || run.calibrations.empty()) return {};
  const auto &calibration = *run.record.calibration;
  result::Run alone;
  alone.record = run.record;
  alone.record.servers = {calibration.server};
  alone.record.loads = {calibration.load};
  std::erase_if(alone.record.workloads,
                [&](const result::WorkloadRecord &workload) { return workload.name != calibration.workload; });
  alone.trials = run.calibrations;
  return make_cells(alone);
}

/// Of the cell, or of its server as a whole: "`cpp_beast`: …".
bool speaks_of(const Finding &finding, const Cell &cell) {
  return finding.text.find(place(cell)) != std::string::npos || finding.text.starts_with("`" + cell.server + "`: ");
}

} // namespace

Member::Member(const ComparedRun &named) : named_{&named}, calibration_{calibration_cells(named.run)} {
  for (const auto &finding : named.summary.findings) {
    const bool of_a_cell =
        std::ranges::any_of(named.summary.cells, [&](const Cell &cell) { return speaks_of(finding, cell); });
    if (finding.grade == Grade::invalid && !of_a_cell && invalid_.empty())
      invalid_ = "`" + finding.id + "`: " + finding.text;
  }
}

const result::ServerRecord *Member::server(std::string_view label) const {
  const auto &servers = run().record.servers;
  const auto found = std::ranges::find(servers, label, &result::ServerRecord::label);
  return found == servers.end() ? nullptr : &*found;
}

const result::WorkloadRecord *Member::workload(std::string_view name) const {
  const auto &workloads = run().record.workloads;
  const auto found = std::ranges::find(workloads, name, &result::WorkloadRecord::name);
  return found == workloads.end() ? nullptr : &*found;
}

const Cell *Member::filled(std::string_view server, const Cell &like) const {
  const auto *cell = summary().cell(server, like.workload, like.load);
  return cell != nullptr && cell->launches > 0 ? cell : nullptr;
}

const Cell *Member::calibration_like(const Cell &cell) const {
  const auto *asked = asked_load(run(), cell.load);
  if (calibration_.empty() || asked == nullptr || asked->model != "closed") return nullptr;
  const auto &first = calibration_.front();
  const bool same = first.launches > 0 && first.workload == cell.workload &&
                    loads_differ(run().record.calibration->load, *asked).empty();
  return same ? &first : nullptr;
}

std::optional<Pair> Member::pair(const Cell &like, std::string_view baseline) const {
  const Pair pair{filled(like.server, like), baseline.empty() ? calibration_like(like) : filled(baseline, like),
                  baseline.empty()};
  return pair.server != nullptr && pair.reference != nullptr ? std::optional{pair} : std::nullopt;
}

std::string Member::invalid_at(const Cell &cell) const {
  const auto found = std::ranges::find_if(summary().findings, [&](const Finding &finding) {
    return finding.grade == Grade::invalid && speaks_of(finding, cell);
  });
  return found == summary().findings.end() ? std::string{} : found->id;
}

std::vector<double> ratios_of(const Pair &pair, Metric metric) {
  const auto shown = [&](const Cell *cell) { return cell->metrics[index_of(metric)].n > 0; };
  if (row(metric).percentile && (!shown(pair.server) || !shown(pair.reference))) return {};
  return ratio_of(*pair.server, *pair.reference, metric).by_block;
}

bool only_a_bound(const Pair &pair, Metric metric) {
  return metric == Metric::throughput &&
         (generator_bound(*pair.server) || (!pair.calibrated && generator_bound(*pair.reference)));
}

} // namespace reqbench::statistics
