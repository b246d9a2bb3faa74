#include "report/sentences.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <array>

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
  const auto launches = counted(run.trials.size(), "launch", "launches") + " in ";
  if (run.record.interrupted)
    return "The run was interrupted: " + launches + counted(seen, "block") + " of " + std::to_string(planned);
  if (run.record.finished.empty())
    return "The run has not ended: " + launches + counted(seen, "block") + " of " + std::to_string(planned);
  return launches + counted(seen, "block");
}

/// The pair in throughput of the first workload stands for it; the table of the pair has the rest.
std::string pair_part(const Lineup &lineup) {
  const auto &pair = lineup.summary.self_ratios;
  const auto broken = std::find_if(lineup.summary.findings.begin(), lineup.summary.findings.end(),
                                   [](const statistics::Finding &finding) { return finding.id == "aa_broken"; });
  if (broken != lineup.summary.findings.end()) return "the A/A pair is broken, so small differences mean nothing";
  const auto shown = std::find_if(pair.begin(), pair.end(), [](const Ratio &ratio) { return ratio.ratio.n > 0; });
  if (shown == pair.end()) return "no A/A pair: nothing checks the run against itself";
  return shown->baseline + " measured against itself (A/A pair) " +
         (shown->verdict == Verdict::tie ? "tied" : "showed no difference") + ": " + short_ratio(shown->ratio);
}

std::string findings_part(const std::vector<statistics::Finding> &findings) {
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

} // namespace

std::string trust_sentence(const Lineup &lineup) {
  std::vector<std::string> parts{blocks_part(lineup.run), pair_part(lineup), findings_part(lineup.summary.findings)};
  if (!lineup.run.damaged.empty())
    parts.push_back(counted(lineup.run.damaged.size(), "damaged file is", "damaged files are") + " left out");
  return joined(parts, "; ") + ".";
}

} // namespace reqbench::report
