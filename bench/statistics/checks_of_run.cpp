// Checks of the run and its machine: the A/A pair, books, affinity, foreign load, steadiness.
#include "statistics/check_functions.hpp"

#include "base/units.hpp"

#include <algorithm>

namespace reqbench::statistics {
namespace {

using result::Run;
using result::TrialRecord;

std::string name(const TrialRecord &trial) {
  return "trial " + std::to_string(trial.number) + " (`" + trial.server + "` × `" + trial.workload + "`)";
}

/// One observation for each server × workload in which some trials that did not fail are `such`.
Observations by_server_and_workload(const Run &run, const std::string &what, bool (*such)(const TrialRecord &)) {
  Observations all;
  for (const auto &workload : run.record.workloads)
    for (const auto &server : run.record.servers) {
      std::size_t count = 0, hits = 0;
      for (const auto &trial : run.trials) {
        if (trial.server != server.label || trial.workload != workload.name || !trial.failure.empty()) continue;
        ++count;
        hits += such(trial) ? 1 : 0;
      }
      if (hits > 0)
        all.push_back({Grade::warning,
                       "in " + launches_hit(hits, count) + " " + what,
                       static_cast<double>(hits),
                       {server.label, workload.name, ""}});
    }
  return all;
}

bool affinity_differs(const TrialRecord &trial) { return !trial.affinity_as_asked; }

bool unsteady(const TrialRecord &trial) {
  return !trial.steady || std::ranges::any_of(trial.loads, [](const auto &load) { return !load.recording.steady; });
}

Observations graded(Grade grade, std::vector<std::string> lines) {
  Observations all;
  for (auto &line : result::folded(std::move(lines))) all.push_back({grade, std::move(line)});
  return all;
}

} // namespace

Observations broken_ledgers(const Run &run, const Summary &) {
  auto all = graded(Grade::invalid, run.broken_accounts);
  for (const auto &trial : run.trials)
    if (const auto broken = result::broken_account(trial); !broken.empty())
      all.push_back({Grade::invalid, name(trial) + ": " + broken});
  return all;
}

Observations broken_pair(const Run &, const Summary &summary) {
  Observations all;
  for (const auto &ratio : summary.self_ratios) {
    const bool checked =
        ratio.metric == Metric::throughput || ratio.metric == Metric::server_cpu || ratio.metric == Metric::latency_p50;
    if (!checked || (ratio.verdict != Verdict::faster && ratio.verdict != Verdict::slower)) continue;
    all.push_back({Grade::invalid, "`" + ratio.baseline + "` measured against itself (`" + ratio.workload + "` × `" +
                                       ratio.load + "`) differs in " + std::string{row(ratio.metric).name} + ": " +
                                       base::format_significant(ratio.ratio.value, 3) + " × (" +
                                       base::format_significant(ratio.ratio.interval->low, 3) + "–" +
                                       base::format_significant(ratio.ratio.interval->high, 3) + ")"});
  }
  return all;
}

Observations failed_trials(const Run &run, const Summary &) {
  Observations all;
  for (const auto &trial : run.trials)
    if (!trial.failure.empty()) all.push_back({Grade::warning, name(trial) + " does not count: " + trial.failure});
  return all;
}

Observations damaged_files(const Run &run, const Summary &) {
  std::vector<std::string> lines;
  for (const auto &damaged : run.damaged)
    if (std::ranges::find(run.broken_accounts, damaged) == run.broken_accounts.end()) lines.push_back(damaged);
  return graded(Grade::warning, std::move(lines));
}

Observations strange_affinity(const Run &run, const Summary &) {
  return by_server_and_workload(run, "the server's threads ran on other processors than asked", affinity_differs);
}

Observations unsteady_trials(const Run &run, const Summary &) {
  return by_server_and_workload(run, "the warm-up ended before the rate was steady", unsteady);
}

Observations interrupted_run(const Run &run, const Summary &) {
  const bool killed = !run.record.started.empty() && run.record.finished.empty();
  if (!run.record.interrupted && !killed) return {};
  const auto finished = run.trials.size();
  return {{Grade::note, "the run was interrupted: " + std::to_string(finished) +
                            (finished == 1 ? " trial was finished" : " trials were finished")}};
}

} // namespace reqbench::statistics
