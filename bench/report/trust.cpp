// How sure the run is of itself: launches, A/A pair, findings, damage.
#include "report/certainty.hpp"
#include "report/damage.hpp"
#include "report/sentences.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace reqbench::report {
namespace {

using statistics::Finding;
using statistics::Grade;
using statistics::Ratio;
using statistics::Verdict;

/// Blocks that at least one launch has finished in.
std::size_t blocks_seen(const result::Run &run) {
  std::vector<int> blocks;
  for (const auto &trial : run.trials) blocks.push_back(trial.block);
  std::sort(blocks.begin(), blocks.end());
  return static_cast<std::size_t>(std::unique(blocks.begin(), blocks.end()) - blocks.begin());
}

std::string blocks_part(const result::Run &run) {
  const auto seen = blocks_seen(run), planned = static_cast<std::size_t>(run.record.blocks);
  const auto failed = std::count_if(run.trials.begin(), run.trials.end(),
                                    [](const result::TrialRecord &trial) { return !trial.failure.empty(); });
  const auto launches = counted(run.trials.size(), "launch", "launches") +
                        (failed > 0 ? " (" + std::to_string(failed) + " failed)" : "") + " in ";
  const auto of_planned = launches + counted(seen, "block") + " of " + std::to_string(planned);
  const auto meaning = std::string{seen == 1 ? " (a round" : " (rounds"} + " in which each server is started afresh)";
  if (run.record.interrupted) return "The run was interrupted: " + of_planned + meaning;
  if (run.record.finished.empty()) return "The run has not ended: " + of_planned + meaning;
  return launches + counted(seen, "block") + meaning;
}

/// What the pair says of the run, in plain words: what it saw, and how small a difference it can see.
std::string pair_words(const Ratio &pair) {
  const auto itself = pair.baseline + " and itself (measured twice as a check: A/A pair)";
  const auto &ratio = pair.ratio;
  if (!ratio.interval) return "one launch each of " + itself + " does not tell how far figures vary by themselves";
  if (too_uncertain(ratio)) return "whether " + itself + " differ is " + uncertain_text(ratio);
  const auto blind = ", and differences below about " + resolution_text(ratio) + " cannot be told by this run";
  switch (pair.verdict) {
  case Verdict::tie: return "requests/s of " + itself + " were the same" + blind;
  case Verdict::undecided: return "no difference was seen between " + itself + blind;
  case Verdict::faster:
  case Verdict::slower: break;
  }
  return "a difference was seen between " + itself + ", " + ratio_text(ratio) +
         ", so differences of that size mean nothing";
}

/// The pair's throughput in the first workload stands for it; the table of the pair has the rest.
std::string pair_part(const statistics::Summary &summary) {
  const auto &findings = summary.findings;
  if (std::any_of(findings.begin(), findings.end(), [](const auto &finding) { return finding.id == "aa_broken"; }))
    return "the baseline (measured twice as a check: A/A pair) differs from itself, so small differences mean nothing";
  const auto shown = std::find_if(summary.self_ratios.begin(), summary.self_ratios.end(), [](const Ratio &ratio) {
    return ratio.metric == statistics::Metric::throughput && ratio.ratio.n > 0;
  });
  if (shown == summary.self_ratios.end())
    return "no server was measured twice to check the run against itself (A/A pair)";
  return pair_words(*shown);
}

/// The first ranges that a reader meets stand in the sentences above.
std::string range_part(const statistics::Summary &summary) {
  const bool shown =
      std::ranges::any_of(summary.ratios, [](const Ratio &ratio) { return ratio.ratio.interval && !ratio.withheld; });
  return shown ? "of 100 ranges in brackets about 95 hold the true figure (95 % intervals)" : "";
}

/// "`steal`", each once.
std::vector<std::string> ids_of(const std::vector<Finding> &findings, Grade grade) {
  std::vector<std::string> ids;
  for (const auto &finding : findings) {
    auto id = "`" + finding.id + "`";
    if (finding.grade == grade && std::ranges::find(ids, id) == ids.end()) ids.push_back(std::move(id));
  }
  return ids;
}

} // namespace

std::string findings_words(const std::vector<statistics::Finding> &findings) {
  if (findings.empty()) return "no check found anything";
  struct GradeWord {
    Grade grade;
    std::string_view one, many;
  };
  constexpr std::array words{GradeWord{Grade::invalid, "check makes figures invalid", "checks make figures invalid"},
                             GradeWord{Grade::warning, "check warns", "checks warn"},
                             GradeWord{Grade::note, "check has a note", "checks have notes"}};
  std::vector<std::string> parts;
  for (const auto &word : words) {
    const auto ids = ids_of(findings, word.grade);
    if (!ids.empty()) parts.push_back(counted(ids.size(), word.one, word.many) + " (" + joined(ids, ", ") + ")");
  }
  return listed(parts);
}

std::string trust_sentence(const Lineup &lineup) {
  std::vector<std::string> parts{blocks_part(lineup.run)};
  if (auto ranges = range_part(lineup.summary); !ranges.empty()) parts.push_back(std::move(ranges));
  if (anything_measured(lineup)) parts.push_back(pair_part(lineup.summary));
  parts.push_back(findings_words(lineup.summary.findings));
  std::ranges::move(damage_clauses(lineup.run), std::back_inserter(parts));
  return joined(parts, "; ") + ".";
}

} // namespace reqbench::report
