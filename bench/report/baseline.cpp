#include "report/baseline.hpp"

#include "report/lineup.hpp"

#include "base/nearest.hpp"

#include <algorithm>
#include <utility>

namespace reqbench::report {
namespace {

/// The second member of the A/A pair is another server's twin then, and no rival.
result::Run without_twin(result::Run run) {
  auto &servers = run.record.servers;
  std::erase_if(run.trials, [&](const result::TrialRecord &trial) {
    return std::any_of(servers.begin(), servers.end(), [&](const result::ServerRecord &server) {
      return result::is_again(server) && server.label == trial.server;
    });
  });
  std::erase_if(servers, result::is_again);
  return run;
}

} // namespace

base::Result<statistics::Summary> summarize_against(result::Run &run, const std::string &baseline) {
  auto summary = statistics::summarize(run);
  if (baseline.empty() || baseline == run.record.baseline) return summary;
  const auto measured = result::measured_labels(run.record);
  if (std::find(measured.begin(), measured.end(), baseline) == measured.end())
    return base::unknown_name("baseline (the run must have measured it)", baseline, measured);
  run.record.baseline = baseline;
  auto told = statistics::summarize(without_twin(run));
  told.cells = std::move(summary.cells);
  told.self_ratios = std::move(summary.self_ratios);
  told.findings = std::move(summary.findings);
  return told;
}

} // namespace reqbench::report
