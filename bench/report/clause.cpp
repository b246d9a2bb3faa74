#include "report/clause.hpp"

#include "report/certainty.hpp"
#include "report/text.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

using statistics::Metric;
using statistics::Ratio;
using statistics::Verdict;

/// The CPU per request of the same two servers at the common rate.
const Ratio *cpu_beside(const Lineup &lineup, const Ratio &ratio) {
  if (!lineup.common) return nullptr;
  const auto &summary = lineup.summary;
  for (const auto *family : {&summary.ratios, &summary.sibling_ratios, &summary.neighbour_ratios})
    for (const auto &each : *family)
      if (each.server == ratio.server && each.baseline == ratio.baseline && each.workload == ratio.workload &&
          each.load == lineup.common->name && each.metric == Metric::server_cpu)
        return &each;
  return nullptr;
}

std::string memory_words(const Ratio &memory) {
  switch (memory.verdict) {
  case Verdict::tie: return "the same memory";
  case Verdict::undecided: return "an undecided amount of memory, " + ratio_told(memory.ratio);
  case Verdict::faster:
  case Verdict::slower: break;
  }
  return portion(memory.ratio.value, "memory");
}

} // namespace

std::string ratio_told(const statistics::Estimate &ratio) {
  return too_uncertain(ratio) ? uncertain_text(ratio) : ratio_text(ratio);
}

std::string cpu_instead(const Lineup &lineup, const Ratio &ratio) {
  const auto *cpu = cpu_beside(lineup, ratio);
  if (!cpu || cpu->ratio.n == 0) return "compare the CPU per request";
  return "per request " + ratio.server + " took " + ratio_text(cpu->ratio) + " the CPU (" +
         std::string{verdict_word(cpu->verdict, Metric::server_cpu)} + ")";
}

std::vector<Rival> rivals_of(const Lineup &lineup, const std::string &workload) {
  std::vector<Rival> rivals;
  if (!lineup.baseline || !lineup.valid(lineup.baseline->label, workload, lineup.closed)) return rivals;
  for (const auto *server : lineup.servers) {
    if (server == lineup.baseline || !comparable(*server, *lineup.baseline)) continue;
    const auto *ratio = lineup.ratio(server->label, workload, lineup.closed, Metric::throughput);
    if (lineup.valid(server->label, workload, lineup.closed) && ratio && (ratio->ratio.n > 0 || ratio->withheld))
      rivals.push_back({server, ratio});
  }
  std::stable_sort(rivals.begin(), rivals.end(),
                   [](const Rival &a, const Rival &b) { return a.ratio->ratio.value > b.ratio->ratio.value; });
  return rivals;
}

std::string requests_clause(const Lineup &lineup, const Ratio &ratio, bool first) {
  const auto &name = ratio.server, &base = ratio.baseline;
  const std::string of = first ? " the requests of " + base : "";
  if (ratio.withheld)
    return "the load generator was the limit of both " + name + " and " + base + ", so no ratio is given; " +
           cpu_instead(lineup, ratio);
  if (ratio.lower_bound)
    return name + " answered " + bound_text(ratio.ratio.value, Bound::least) + of +
           " (the load generator was its limit)";
  if (ratio.upper_bound)
    return name + " answered " + bound_text(ratio.ratio.value, Bound::most) + of +
           " (the load generator was the limit of " + base + ")";
  switch (ratio.verdict) {
  case Verdict::tie: return name + " answered as many requests as " + base + ", a tie: " + ratio_told(ratio.ratio);
  case Verdict::undecided:
    return "whether " + name + " answers more than " + base + " is undecided: " + ratio_told(ratio.ratio) +
           (taken_by_holm(ratio)
                ? ", " + std::string{verdict_word(ratio.alone, ratio.metric)} + " alone, but not among so many ratios"
                : "") +
           "; more blocks would tell";
  case Verdict::slower: return name + " was slower: it answered " + ratio_text(ratio.ratio) + of;
  case Verdict::faster: break;
  }
  return name + " answered " + ratio_text(ratio.ratio) + of;
}

std::string rival_clause(const Lineup &lineup, const Rival &rival, bool first) {
  const auto text = requests_clause(lineup, *rival.ratio, first);
  const auto *memory = lineup.ratio(rival.server->label, rival.ratio->workload, lineup.closed, Metric::memory_loaded);
  if (!memory || memory->ratio.n == 0) return text;
  const bool own_clause = rival.ratio->withheld || (rival.ratio->verdict == Verdict::undecided &&
                                                    !rival.ratio->lower_bound && !rival.ratio->upper_bound);
  return text + (own_clause ? "; it took " : ", with ") + memory_words(*memory);
}

} // namespace reqbench::report
