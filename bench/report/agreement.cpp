#include "report/agreement.hpp"

#include "report/clause.hpp"
#include "report/order.hpp"
#include "report/text.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

using statistics::Ratio;
using statistics::Verdict;

/// The ratios of one pair of servers, one a workload.
using Across = std::vector<const Ratio *>;

bool decided(Verdict verdict) { return verdict == Verdict::faster || verdict == Verdict::slower; }

/// All there, with one decided word, and none that the generator made an upper bound or took away.
bool agree(const Across &ratios, std::size_t workloads) {
  return ratios.size() == workloads && decided(ratios.front()->verdict) &&
         std::ranges::all_of(ratios, [&](const Ratio *ratio) {
           return ratio->verdict == ratios.front()->verdict && !ratio->withheld && !ratio->upper_bound;
         });
}

Across against_baseline(const std::vector<std::vector<Rival>> &rivals, const result::ServerRecord *server) {
  Across ratios;
  for (const auto &in_workload : rivals)
    for (const auto &rival : in_workload)
      if (rival.server == server) ratios.push_back(rival.ratio);
  return ratios;
}

/// The first against the second, where they are the same two in every workload, and neither is the baseline.
Across first_steps(const Lineup &lineup, const std::string &best) {
  Across first;
  for (const auto &workload : lineup.run.record.workloads) {
    const auto steps = steps_of(lineup, workload.name);
    if (steps.empty() || steps.front()->server != best || steps.front()->baseline == lineup.baseline->label ||
        (!first.empty() && steps.front()->baseline != first.front()->baseline))
      return {};
    first.push_back(steps.front());
  }
  return first;
}

std::string quoted(const Ratio &ratio) { return "`" + ratio.workload + "`"; }

/// "10.5 × (`order`) to 18.7 × (`json`)", of those that are no bounds; empty when all are.
std::string range_of(Across ratios) {
  std::erase_if(ratios, [](const Ratio *ratio) { return ratio->lower_bound; });
  if (ratios.empty()) return {};
  const auto value = [](const Ratio *ratio) { return ratio->ratio.value; };
  const auto [low, high] = std::ranges::minmax(ratios, {}, value);
  const auto least = ratio_text(low->ratio.value), most = ratio_text(high->ratio.value);
  if (least == most) return least + (ratios.size() == 1 ? " (" + quoted(*low) + ")" : "");
  return least + " (" + quoted(*low) + ") to " + most + " (" + quoted(*high) + ")";
}

/// "for `plaintext` at least 12.5 ×, where the load generator was the limit"; empty without bounds.
std::string bounds_of(const Across &ratios) {
  std::vector<std::string> parts;
  for (const auto *ratio : ratios)
    if (ratio->lower_bound)
      parts.push_back("for " + quoted(*ratio) + " " + bound_text(ratio->ratio.value, Bound::least));
  return parts.empty() ? "" : joined(parts, ", ") + ", where the load generator was the limit";
}

/// What was answered in all workloads; `steps`, against the runner-up, is told beside it, and empty where there is
/// none. A bound of a step is left to the sentence of the closest two.
std::string across_clause(const Across &ratios, const Across &steps, bool first) {
  const auto &one = *ratios.front();
  const auto range = range_of(ratios), bounds = bounds_of(ratios);
  auto text = one.server + (one.verdict == Verdict::slower ? " was slower: it answered " : " answered ");
  if (!range.empty()) text += range + (first ? " the requests of " + one.baseline : "");
  if (!range.empty() && !steps.empty())
    text += " and " + range_of(steps) + " those of " + steps.front()->baseline + ", the runner-up";
  if (bounds.empty()) return text;
  if (!range.empty()) return text + "; " + bounds;
  return text + (first ? "more requests than " + one.baseline : "more") + ": " + bounds;
}

} // namespace

std::vector<std::string> agreement_clauses(const Lineup &lineup) {
  std::vector<std::vector<Rival>> rivals;
  for (const auto &workload : lineup.run.record.workloads) rivals.push_back(rivals_of(lineup, workload.name));
  if (rivals.size() < 2 || std::ranges::any_of(rivals, [](const auto &each) { return each.empty(); })) return {};
  const auto *best = rivals.front().front().server;
  const bool same_best = std::ranges::all_of(rivals, [&](const auto &each) { return each.front().server == best; });
  const auto ratios = against_baseline(rivals, best);
  if (!same_best || !agree(ratios, rivals.size())) return {};

  auto steps = first_steps(lineup, best->label);
  if (!steps.empty() && (!agree(steps, rivals.size()) || steps.front()->verdict != Verdict::faster)) steps.clear();
  std::vector<std::string> clauses{(rivals.size() == 2 ? "in both" : "in all " + std::to_string(rivals.size())) +
                                   " workloads, " + across_clause(ratios, steps, true)};
  for (const auto &rival : rivals.front())
    if (const auto others = against_baseline(rivals, rival.server);
        rival.server != best && agree(others, rivals.size()))
      clauses.push_back(across_clause(others, {}, clauses.size() == 1));
  return clauses;
}

} // namespace reqbench::report
