// The launches behind a cell, and whether they answered what they were asked. Pure.
#pragma once

#include "result/run_directory.hpp"

#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace reqbench::statistics {

/// A load of a trial that counts: the trial did not fail, the load was not interrupted.
struct Launch {
  const result::TrialRecord *trial = nullptr;
  const result::LoadRecord *load = nullptr;
};

/// Of a run of which many cells are asked: finds their launches without a walk over all trials for each.
class Launches {
public:
  /// Keeps references to the run.
  explicit Launches(const result::Run &run);
  /// Those of one cell, in the order of the trials.
  std::vector<Launch> of(std::string_view server, std::string_view workload, std::string_view load) const;

private:
  const result::Run &run_;
  std::map<std::pair<std::string_view, std::string_view>, std::vector<const result::TrialRecord *>> trials_;
};

/// The same where one cell is asked.
std::vector<Launch> launches_of(const result::Run &run, std::string_view server, std::string_view workload,
                                std::string_view load);

/// Achieved ÷ asked rate; nothing when no rate was asked.
std::optional<double> answered_share(const std::vector<Launch> &launches);
/// An open load whose answers reach this share of the asked rate was bound by the rate.
inline constexpr double sustained_share = 0.99;

} // namespace reqbench::statistics
