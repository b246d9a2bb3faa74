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
  if (run.record.interrupted)
    return "The run was interrupted: " + launches + counted(seen, "block") + " of " + std::to_string(planned);
  if (run.record.finished.empty())
    return "The run has not ended: " + launches + counted(seen, "block") + " of " + std::to_string(planned);
  return launches + counted(seen, "block");
}

/// What the pair says of the run, in plain words: what it saw, and how small a difference it can see.
std::string pair_words(const Ratio &pair) {
  const auto itself = pair.baseline + " and itself (A/A pair)";
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
  return "a difference was seen between " + itself + ", " + short_ratio(ratio) +
         ", so differences of that size mean nothing";
}

/// The pair's throughput in the first workload stands for it; the table of the pair has the rest.
std::string pair_part(const statistics::Summary &summary) {
  const auto &findings = summary.findings;
  if (std::any_of(findings.begin(), findings.end(), [](const auto &finding) { return finding.id == "aa_broken"; }))
    return "the A/A pair is broken, so small differences mean nothing";
  const auto shown = std::find_if(summary.self_ratios.begin(), summary.self_ratios.end(), [](const Ratio &ratio) {
    return ratio.metric == statistics::Metric::throughput && ratio.ratio.n > 0;
  });
  if (shown == summary.self_ratios.end()) return "no A/A pair checks the run against itself";
  return pair_words(*shown);
}

} // namespace

std::string findings_words(const std::vector<statistics::Finding> &findings) {
  if (findings.empty()) return "no findings";
  struct GradeWord {
    Grade grade;
    std::string_view one, many;
  };
  constexpr std::array words{GradeWord{Grade::invalid, "invalid finding", "invalid findings"},
                             GradeWord{Grade::warning, "warning", "warnings"}, GradeWord{Grade::note, "note", "notes"}};
  std::vector<std::string> parts;
  for (const auto &word : words) {
    const auto count = static_cast<std::size_t>(std::count_if(
        findings.begin(), findings.end(), [&](const auto &finding) { return finding.grade == word.grade; }));
    if (count > 0) parts.push_back(counted(count, word.one, word.many));
  }
  return listed(parts);
}

std::string trust_sentence(const Lineup &lineup) {
  std::vector<std::string> parts{blocks_part(lineup.run)};
  if (anything_measured(lineup)) parts.push_back(pair_part(lineup.summary));
  parts.push_back(findings_words(lineup.summary.findings));
  std::ranges::move(damage_clauses(lineup.run), std::back_inserter(parts));
  return joined(parts, "; ") + ".";
}

} // namespace reqbench::report
