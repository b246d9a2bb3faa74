// Who has no verdict, and why: servers that were not measured, cells that are invalid.
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

void add_missing(const Lineup &lineup, const std::string &server, std::vector<std::string> &sentences) {
  std::vector<std::string> failed, untried;
  for (const auto &workload : lineup.run.record.workloads) {
    if (has_figures(lineup, server, workload.name)) continue;
    (was_tried(lineup, server, workload.name) ? failed : untried).push_back(workload.name);
  }
  if (!failed.empty())
    sentences.push_back(server + " has no figures for " + in_words(lineup, failed) +
                        ": every launch failed (first: " + first_failure(lineup, server, failed.front()) + ").");
  if (!untried.empty() && !lineup.run.trials.empty())
    sentences.push_back(server + " has no figures for " + in_words(lineup, untried) + ": no launch was finished.");
}

void add_invalid(const Lineup &lineup, const std::string &server, std::vector<std::string> &sentences) {
  for (const auto &cell : lineup.summary.cells)
    if (cell.server == server && cell.invalid)
      sentences.push_back(server + " has no verdict for `" + cell.workload + "` under " + cell.load +
                          ": the generator was late in " + std::to_string(cell.late) + " of " +
                          counted(static_cast<std::size_t>(cell.launches), "launch", "launches") + ".");
}

} // namespace

std::vector<std::string> absent_sentences(const Lineup &lineup) {
  std::vector<std::string> sentences;
  for (const auto &server : lineup.run.record.servers)
    if (!server.skipped.empty() && !result::is_again(server))
      sentences.push_back(ended(server.label + " was not measured: " + server.skipped));
  for (const auto *server : lineup.servers) {
    add_missing(lineup, server->label, sentences);
    add_invalid(lineup, server->label, sentences);
  }
  return sentences;
}

} // namespace reqbench::report
