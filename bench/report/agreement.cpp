#include "report/agreement.hpp"

#include "report/clause.hpp"
#include "report/order.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <iterator>

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

/// Of what the generator made an upper bound or took away, the closest two tell.
bool tells_runner_up(const Across &steps) {
  return std::ranges::none_of(
      steps, [](const Ratio *step) { return step->withheld || step->upper_bound || step->verdict == Verdict::slower; });
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

/// Where the first is not told from the second: "undecided for `order`", "a tie for `json` and `order`".
std::string open_words(const Across &steps) {
  std::vector<std::string> parts;
  for (const auto verdict : {Verdict::undecided, Verdict::tie}) {
    std::vector<std::string> where;
    for (const auto *step : steps)
      if (step->verdict == verdict) where.push_back(quoted(*step));
    if (!where.empty()) parts.push_back((verdict == Verdict::tie ? "a tie for " : "undecided for ") + listed(where));
  }
  return joined(parts, ", ");
}

/// " and 1.67 × (`order`) to 1.96 × (`json`) those of go_nethttp, the runner-up"; what is not decided is told as that.
std::string runner_up_words(const Across &steps) {
  Across told;
  std::ranges::copy_if(steps, std::back_inserter(told), [](const Ratio *step) { return decided(step->verdict); });
  const auto runner_up = steps.front()->baseline + ", the runner-up";
  const auto range = range_of(told), open = in_brackets(open_words(steps));
  if (told.empty()) return "; " + runner_up + ", is not told apart from it" + open;
  return " and " + (range.empty() ? "more than" : range) + " those of " + runner_up + open;
}

/// What was answered in all workloads; `steps`, against the runner-up, is told beside it, and empty where there is
/// none. A bound of a step is left to the sentence of the closest two.
std::string across_clause(const Across &ratios, const Across &steps, bool first) {
  const auto &one = *ratios.front();
  const auto range = range_of(ratios), bounds = bounds_of(ratios);
  auto text = one.server + (one.verdict == Verdict::slower ? " was slower: it answered " : " answered ");
  if (!range.empty()) text += range + (first ? " the requests of " + one.baseline : "");
  if (!range.empty() && !steps.empty()) text += runner_up_words(steps);
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
  if (!tells_runner_up(steps)) steps.clear();
  std::vector<std::string> clauses{(rivals.size() == 2 ? "in both" : "in all " + std::to_string(rivals.size())) +
                                   " workloads, " + across_clause(ratios, steps, true)};
  for (const auto &rival : rivals.front())
    if (const auto others = against_baseline(rivals, rival.server);
        rival.server != best && agree(others, rivals.size()))
      clauses.push_back(across_clause(others, {}, clauses.size() == 1));
  return clauses;
}

} // namespace reqbench::report
