// Who has no verdict, and why: servers that were not measured, cells that are invalid.
#include "report/load_words.hpp"
#include "report/sentences.hpp"
#include "report/text.hpp"

#include "base/units.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

using statistics::Cell;

const std::string &first_failure(const Lineup &lineup, const std::string &server, const std::string &workload) {
  static const std::string unknown = "no reason was stored";
  for (const auto &trial : lineup.run.trials)
    if (trial.server == server && trial.workload == workload && !trial.failure.empty()) return trial.failure;
  return unknown;
}

/// Records from before it was kept do not say; then it is taken to be offered.
bool is_offered(const result::ServerRecord &server, const std::string &workload) {
  return server.workloads.empty() ||
         std::find(server.workloads.begin(), server.workloads.end(), workload) != server.workloads.end();
}

/// A run that went to its end has a pilot of every server it could measure.
bool pilot_failed(const result::RunRecord &run, const std::string &server, const std::string &workload) {
  const auto pilots = run.pilots.find(workload);
  return !run.finished.empty() && pilots != run.pilots.end() && !pilots->second.contains(server);
}

bool was_tried(const Lineup &lineup, const std::string &server, const std::string &workload) {
  return std::any_of(lineup.run.trials.begin(), lineup.run.trials.end(), [&](const result::TrialRecord &trial) {
    return trial.server == server && trial.workload == workload;
  });
}

bool has_figures(const Lineup &lineup, const std::string &server, const std::string &workload) {
  return std::any_of(lineup.summary.cells.begin(), lineup.summary.cells.end(), [&](const Cell &cell) {
    return cell.server == server && cell.workload == workload && cell.launches > 0;
  });
}

/// "`json`, `order`"; "any workload" when it is all of them.
std::string in_words(const Lineup &lineup, const std::vector<std::string> &workloads) {
  if (workloads.size() > 1 && workloads.size() == lineup.run.record.workloads.size()) return "any workload";
  std::vector<std::string> quoted;
  for (const auto &workload : workloads) quoted.push_back("`" + workload + "`");
  return listed(quoted);
}

void add_missing(const Lineup &lineup, const result::ServerRecord &record, std::vector<std::string> &sentences) {
  const auto &server = record.label;
  std::vector<std::string> failed, not_offered, no_pilot, untried;
  for (const auto &workload : lineup.run.record.workloads) {
    const auto &name = workload.name;
    if (has_figures(lineup, server, name)) continue;
    auto &why = was_tried(lineup, server, name)                 ? failed
                : !is_offered(record, name)                     ? not_offered
                : pilot_failed(lineup.run.record, server, name) ? no_pilot
                                                                : untried;
    why.push_back(name);
  }
  if (!not_offered.empty()) sentences.push_back(server + " does not offer " + in_words(lineup, not_offered) + ".");
  if (!no_pilot.empty())
    sentences.push_back(server + " has no figures for " + in_words(lineup, no_pilot) +
                        ": its pilot failed (see the notes under conditions).");
  if (!failed.empty())
    sentences.push_back(server + " has no figures for " + in_words(lineup, failed) +
                        ": every launch failed (first: " + first_failure(lineup, server, failed.front()) + ").");
  if (!untried.empty() && !lineup.run.trials.empty())
    sentences.push_back(server + " has no figures for " + in_words(lineup, untried) + ": no launch was finished.");
}

void add_invalid(const Lineup &lineup, const std::string &server, std::vector<std::string> &sentences) {
  for (const auto &cell : lineup.summary.cells)
    if (cell.server == server && cell.invalid)
      sentences.push_back(server + " has no verdict for `" + cell.workload + "` under " + load_label(cell.load) +
                          ": the load generator was late in " + std::to_string(cell.late) + " of " +
                          counted(static_cast<std::size_t>(cell.launches), "launch", "launches") + ".");
}

/// Only a record that was edited names one that it does not know.
void add_unknown_baseline(const result::RunRecord &run, std::vector<std::string> &sentences) {
  if (run.baseline.empty() || std::ranges::count(run.servers, run.baseline, &result::ServerRecord::label) > 0) return;
  sentences.push_back("There are no ratios: the baseline " + run.baseline +
                      " is no server of this run; choose another one with --baseline.");
}

} // namespace

std::vector<std::string> absent_sentences(const Lineup &lineup) {
  std::vector<std::string> sentences;
  if (!lineup.run.trials.empty()) add_unknown_baseline(lineup.run.record, sentences);
  for (const auto &server : lineup.run.record.servers)
    if (!server.skipped.empty() && !result::is_again(server))
      sentences.push_back(ended(server.label + " was not measured: " + server.skipped));
  for (const auto *server : lineup.servers) {
    add_missing(lineup, *server, sentences);
    add_invalid(lineup, server->label, sentences);
  }
  return sentences;
}

} // namespace reqbench::report
