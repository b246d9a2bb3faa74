#include "statistics/ceiling.hpp"

#include "statistics/interval.hpp"

#include <algorithm>
#include <vector>

namespace reqbench::statistics {
namespace {

/// A side that used less was not saturated: it waited for the other one, or for the loopback.
constexpr double least_saturated = 0.80;
/// Of a saturated side's own share: launches differ by a few percent, and a side this near has nothing left to give.
constexpr double margin = 0.95;

std::size_t server_processors(const result::Run &run, const result::TrialRecord &trial) {
  const auto &asked = trial.asked_cpus.empty() ? run.record.server_cpus : trial.asked_cpus;
  return std::max<std::size_t>(1, asked.size());
}

} // namespace

double server_share(const result::Run &run, const result::TrialRecord &trial, const result::LoadRecord &load) {
  const auto cpus = static_cast<double>(server_processors(run, trial));
  const double window_s = base::to_seconds(load.server_window);
  return window_s > 0 ? base::to_seconds(load.server_cpu) / window_s / cpus : 0;
}

double server_thread_share(const result::Run &run, const result::TrialRecord &trial, const result::LoadRecord &load) {
  const auto &recording = load.recording;
  const double loaded_s = base::to_seconds(recording.warm_up + recording.measured + recording.drained);
  if (server_processors(run, trial) < 2 || load.server_threads.empty() || loaded_s <= 0) return 0;
  return std::min(1.0, base::to_seconds(load.server_threads.front().cpu) / loaded_s); // the busiest is the first
}

Ceiling ceiling_of(const result::Run &run) {
  Ceiling ceiling;
  std::vector<double> servers, generators, goodputs;
  for (const auto &trial : run.calibrations) {
    for (const auto &load : trial.loads) {
      if (!trial.failure.empty() || load.recording.interrupted || load.recording.completed_in_window == 0) continue;
      if (load.server_cpu.count() <= 0) continue; // withheld: its share would be none
      servers.push_back(server_share(run, trial, load));
      generators.push_back(sample::busiest_share(load.recording));
      goodputs.push_back(load.recording.achieved_per_s());
      ceiling.workload = trial.workload;
      ceiling.connections = load.recording.connections;
    }
  }
  ceiling.launches = static_cast<int>(goodputs.size());
  if (goodputs.empty()) return ceiling;
  const double server = average(servers), generator = average(generators);
  if (server >= least_saturated && server >= generator) ceiling.server_share = margin * server;
  if (generator < least_saturated || generator < server) return ceiling;
  ceiling.generator_share = margin * generator;
  ceiling.goodput_per_s = geometric_mean(goodputs).value;
  return ceiling;
}

} // namespace reqbench::statistics
