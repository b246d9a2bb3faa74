// The cells of a run: what its trials say of each server × workload × load. Pure; no verdicts yet.
#pragma once

#include "statistics/summary.hpp"

#include <optional>
#include <vector>

namespace reqbench::statistics {

/// A load of a trial that counts: the trial did not fail, the load was not interrupted.
struct Launch {
  const result::TrialRecord *trial = nullptr;
  const result::LoadRecord *load = nullptr;
};

/// Those of one cell, in the order of the trials.
std::vector<Launch> launches_of(const result::Run &run, std::string_view server, std::string_view workload,
                                std::string_view load);

/// In the order of workloads, loads, servers of the run; a position that no trial speaks of has no cell.
std::vector<Cell> make_cells(const result::Run &run);

/// The load as the run asked for it; null when it is none of the run's.
const result::LoadRequest *asked_load(const result::Run &run, std::string_view name);

/// Who bound a cell, by which side had CPU left. `sustained`: an open load in which the asked rate was answered.
Limiter limiter_of(double server_cpu_share, double generator_cpu_share, bool sustained);

/// Achieved ÷ asked rate; nothing when no rate was asked.
std::optional<double> answered_share(const std::vector<Launch> &launches);
/// Design §6: an open load whose answers reach this share of the asked rate was bound by the rate.
inline constexpr double sustained_share = 0.99;

/// Under these a throughput is a lower bound.
bool generator_bound(Limiter limiter);

} // namespace reqbench::statistics
