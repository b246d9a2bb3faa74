#include "report/agreement.hpp"

#include "report/clause.hpp"
#include "report/text.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

using statistics::Ratio;
using statistics::Verdict;

/// The ratios of one server, one a workload; fewer when it has none in some.
std::vector<const Ratio *> ratios_of(const result::ServerRecord *server,
                                     const std::vector<std::vector<Rival>> &rivals) {
  std::vector<const Ratio *> ratios;
  for (const auto &in_workload : rivals)
    for (const auto &rival : in_workload)
      if (rival.server == server) ratios.push_back(rival.ratio);
  return ratios;
}

bool all_say(const std::vector<const Ratio *> &ratios, Verdict verdict) {
  return std::all_of(ratios.begin(), ratios.end(), [&](const Ratio *ratio) {
    return ratio->verdict == verdict && !ratio->withheld && !ratio->upper_bound;
  });
}

std::string span_of(const std::vector<const Ratio *> &ratios) {
  const auto by_value = [](const Ratio *a, const Ratio *b) { return a->ratio.value < b->ratio.value; };
  const auto [low, high] = std::minmax_element(ratios.begin(), ratios.end(), by_value);
  // Only when the smallest itself is a bound, no more is known of any; a bound above it leaves the upper end open.
  if ((*low)->lower_bound) return bound_text((*low)->ratio.value, Bound::least);
  const auto least = short_number((*low)->ratio.value), most = short_number((*high)->ratio.value);
  if (std::any_of(ratios.begin(), ratios.end(), [](const Ratio *ratio) { return ratio->lower_bound; }))
    return least + " to " + bound_text((*high)->ratio.value, Bound::least);
  return least + (least == most ? "" : " to " + most) + " ×";
}

} // namespace

std::string agreement_clause(const Lineup &lineup) {
  std::vector<std::vector<Rival>> rivals;
  for (const auto &workload : lineup.run.record.workloads) rivals.push_back(rivals_of(lineup, workload.name));
  if (rivals.size() < 2) return {};
  const bool same_rivals = std::all_of(rivals.begin(), rivals.end(), [&](const auto &in_workload) {
    return !in_workload.empty() && in_workload.size() == rivals.front().size();
  });
  if (!same_rivals) return {};

  std::vector<std::string> clauses;
  for (const auto &rival : rivals.front()) {
    const auto ratios = ratios_of(rival.server, rivals);
    const auto verdict = rival.ratio->verdict;
    const bool decided = verdict == Verdict::faster || verdict == Verdict::slower;
    if (!decided || ratios.size() != rivals.size() || !all_say(ratios, verdict)) return {};
    clauses.push_back(rival.server->label + (verdict == Verdict::slower ? " was slower: it answered " : " answered ") +
                      span_of(ratios) + (clauses.empty() ? " the requests of " + lineup.baseline->label : ""));
  }
  return (rivals.size() == 2 ? "in both" : "in all " + std::to_string(rivals.size())) + " workloads, " +
         shortened(clauses);
}

} // namespace reqbench::report
