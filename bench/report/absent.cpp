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

/// Servers of which the same is to be told share a sentence.
class Folded {
public:
  void add(const std::string &server, std::string_view one, std::string_view many, const std::string &rest) {
    auto found = std::ranges::find_if(told_, [&](const Told &told) { return told.one == one && told.rest == rest; });
    if (found == told_.end()) found = told_.insert(told_.end(), Told{{}, one, many, rest});
    found->servers.push_back(server);
  }
  void move_to(std::vector<std::string> &sentences) && {
    for (const auto &[servers, one, many, rest] : told_)
      sentences.push_back(ended(listed(servers) + std::string{servers.size() == 1 ? one : many} + rest));
  }

private:
  struct Told {
    std::vector<std::string> servers;
    std::string_view one, many;
    std::string rest;
  };
  std::vector<Told> told_;
};

void add_skipped(const Lineup &lineup, std::vector<std::string> &sentences) {
  Folded folded;
  for (const auto &server : lineup.run.record.servers)
    if (!server.skipped.empty() && !result::is_again(server))
      folded.add(server.label, " was not measured: ", " were not measured: ", server.skipped);
  std::move(folded).move_to(sentences);
}

void add_missing(const Lineup &lineup, const result::ServerRecord &record, Folded &folded) {
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
  if (!not_offered.empty()) folded.add(server, " does not offer ", " do not offer ", in_words(lineup, not_offered));
  const auto no_figures = [&](const std::vector<std::string> &workloads, const std::string &why) {
    if (!workloads.empty())
      folded.add(server, " has no figures for ", " have no figures for ", in_words(lineup, workloads) + ": " + why);
  };
  no_figures(no_pilot, "its pilot failed (see the notes under conditions)");
  if (!failed.empty())
    no_figures(failed, "every launch failed (first: " + first_failure(lineup, server, failed.front()) + ")");
  if (!lineup.run.trials.empty()) no_figures(untried, "no launch was finished");
}

std::string late_launches(const Cell &cell) {
  return std::to_string(cell.late) + " of " + counted(static_cast<std::size_t>(cell.launches), "launch", "launches");
}

/// "cpp_beast for `json` (2 of 3 launches) and `order` (3 of 3 launches)"
std::string late_workloads(const std::vector<const Cell *> &cells) {
  std::vector<std::string> workloads;
  for (const auto *cell : cells) workloads.push_back("`" + cell->workload + "` (" + late_launches(*cell) + ")");
  return cells.front()->server + " for " + listed(workloads);
}

/// One sentence a load, however many cells it is about.
void add_invalid(const Lineup &lineup, const std::string &load, std::vector<std::string> &sentences) {
  std::vector<std::vector<const Cell *>> by_server;
  for (const auto *server : lineup.servers) {
    std::vector<const Cell *> cells;
    for (const auto &cell : lineup.summary.cells)
      if (cell.server == server->label && cell.load == load && cell.invalid) cells.push_back(&cell);
    if (!cells.empty()) by_server.push_back(std::move(cells));
  }
  if (by_server.empty()) return;
  if (const auto &cell = *by_server.front().front(); by_server.size() == 1 && by_server.front().size() == 1) {
    sentences.push_back(cell.server + " has no verdict for `" + cell.workload + "` under " + load_label(load) +
                        ": the load generator was late in " + late_launches(cell) + ".");
    return;
  }
  std::vector<std::string> parts;
  for (const auto &cells : by_server) parts.push_back(late_workloads(cells));
  sentences.push_back("Under " + load_label(load) +
                      " there is no verdict where the load generator was late: " + joined(parts, "; ") + ".");
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
  add_skipped(lineup, sentences);
  Folded missing;
  for (const auto *server : lineup.servers) add_missing(lineup, *server, missing);
  std::move(missing).move_to(sentences);
  for (const auto &load : lineup.run.record.loads) add_invalid(lineup, load.name, sentences);
  return sentences;
}

} // namespace reqbench::report
