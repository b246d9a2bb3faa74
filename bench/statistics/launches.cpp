#include "statistics/launches.hpp"

#include "base/clock.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace reqbench::statistics {
namespace {

using result::LoadRecord;
using result::Run;
using result::TrialRecord;

const LoadRecord *load_named(const TrialRecord &trial, std::string_view name) {
  const auto found = std::ranges::find(trial.loads, name, &LoadRecord::name);
  return found == trial.loads.end() ? nullptr : &*found;
}

/// Of a run other trials stand in for a load that was cut short; a load alone tells what it saw until then.
bool counts(const Run &run, const LoadRecord &load) {
  return !load.recording.interrupted || (result::is_load(run.record) && load.recording.measured.count() > 0);
}

void add_launch(std::vector<Launch> &launches, const Run &run, const TrialRecord &trial, std::string_view load) {
  const auto *found = load_named(trial, load);
  if (found != nullptr && counts(run, *found)) launches.push_back({&trial, found});
}

/// The median of a quarter of the measured windows' own: the first one, or the last.
double typical_latency(std::span<const sample::Window> windows, bool first) {
  const auto quarter = std::max<std::size_t>(1, windows.size() / 4);
  const auto part = first ? windows.first(quarter) : windows.last(quarter);
  std::vector<base::Nanoseconds> medians;
  for (const auto &window : part) medians.push_back(window.p50);
  std::ranges::sort(medians);
  return base::to_seconds(medians[medians.size() / 2]);
}

/// Requests wait longer and longer: more come than are answered. Where too little was seen, they may.
bool latency_grows(const sample::Recording &recording) {
  constexpr double growth = 1.5;
  const auto measured = [](const sample::Window &window) { return window.measured && window.ok > 0; };
  std::vector<sample::Window> windows;
  std::ranges::copy_if(recording.windows, std::back_inserter(windows), measured);
  return windows.size() < 2 || typical_latency(windows, false) > growth * typical_latency(windows, true);
}

/// Answers that come in the window are fewer than the requests that fell due in it by those that are on their way at
/// its end, and more by those that were at its beginning. Where all were answered and none waited longer than others,
/// that is no overload: the rate rose, or there was no warm-up.
double answered_per_s(const sample::Recording &recording) {
  const auto &ledger = recording.ledger;
  const double right = ledger.planned == 0 ? 0 : static_cast<double>(ledger.ok()) / static_cast<double>(ledger.planned);
  if (right < sustained_share || latency_grows(recording)) return recording.achieved_per_s();
  return std::max(recording.achieved_per_s(), right * recording.due_per_s());
}

} // namespace

Launches::Launches(const Run &run) : run_{run} {
  for (const auto &trial : run.trials)
    if (trial.failure.empty()) trials_[{trial.server, trial.workload}].push_back(&trial);
}

std::vector<Launch> Launches::of(std::string_view server, std::string_view workload, std::string_view load) const {
  std::vector<Launch> launches;
  if (const auto found = trials_.find({server, workload}); found != trials_.end())
    for (const auto *trial : found->second) add_launch(launches, run_, *trial, load);
  return launches;
}

std::vector<Launch> launches_of(const Run &run, std::string_view server, std::string_view workload,
                                std::string_view load) {
  std::vector<Launch> launches;
  for (const auto &trial : run.trials)
    if (trial.server == server && trial.workload == workload && trial.failure.empty())
      add_launch(launches, run, trial, load);
  return launches;
}

std::optional<double> answered_share(const std::vector<Launch> &launches) {
  double offered = 0, achieved = 0;
  for (const auto &launch : launches) {
    offered += launch.load->recording.due_per_s();
    achieved += answered_per_s(launch.load->recording);
  }
  return offered > 0 ? std::optional{achieved / offered} : std::nullopt;
}

} // namespace reqbench::statistics
