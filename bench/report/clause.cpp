#include "report/clause.hpp"

#include "report/certainty.hpp"
#include "report/text.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

using statistics::Metric;
using statistics::Ratio;
using statistics::Verdict;

/// "(1.05, 0.93–1.18)"; "(1.05)" when one block gives no interval.
std::string in_brackets(const statistics::Estimate &ratio, std::string_view before = {}) {
  if (too_uncertain(ratio))
    return "(too uncertain with " + counted(static_cast<std::size_t>(ratio.n), "launch", "launches") + ")";
  const auto interval = short_interval(ratio);
  return "(" + std::string{before} + short_number(ratio.value) + (interval.empty() ? "" : ", " + interval) + ")";
}

/// The CPU per request of the same two servers at the common rate.
const Ratio *cpu_beside(const Lineup &lineup, const Ratio &ratio) {
  if (!lineup.common) return nullptr;
  for (const auto *family : {&lineup.summary.ratios, &lineup.summary.sibling_ratios})
    for (const auto &each : *family)
      if (each.server == ratio.server && each.baseline == ratio.baseline && each.workload == ratio.workload &&
          each.load == lineup.common->name && each.metric == Metric::server_cpu)
        return &each;
  return nullptr;
}

/// What takes the place of a ratio that the generator spoiled.
std::string cpu_instead(const Lineup &lineup, const Ratio &ratio) {
  const auto *cpu = cpu_beside(lineup, ratio);
  if (!cpu || cpu->ratio.n == 0) return "compare the CPU per request";
  return "per request it took " + short_ratio(cpu->ratio) + " the CPU (" +
         std::string{verdict_word(cpu->verdict, Metric::server_cpu)} + ")";
}

std::string memory_words(const Ratio &memory) {
  switch (memory.verdict) {
  case Verdict::tie: return "the same memory";
  case Verdict::undecided: return "an undecided amount of memory " + in_brackets(memory.ratio);
  case Verdict::faster:
  case Verdict::slower: break;
  }
  return portion(memory.ratio.value, "memory");
}

} // namespace

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
    return "the generator bound both " + name + " and " + base + ", so no ratio is given; " +
           cpu_instead(lineup, ratio);
  if (ratio.lower_bound)
    return name + " answered " + bound_text(ratio.ratio.value, Bound::least) + of + " (the generator bound it)";
  if (ratio.upper_bound)
    return name + " answered " + bound_text(ratio.ratio.value, Bound::most) + of + " (the generator bound " + base +
           ")";
  switch (ratio.verdict) {
  case Verdict::tie:
    return name + " answered as many requests as " + base + " " + in_brackets(ratio.ratio, "a tie: ratio ");
  case Verdict::undecided:
    return name + " is undecided against " + base + " " + in_brackets(ratio.ratio) + ": " +
           (taken_by_holm(ratio)
                ? std::string{verdict_word(ratio.alone, ratio.metric)} + " alone, but not among so many ratios; "
                : "") +
           "more blocks needed";
  case Verdict::slower: return name + " was slower: it answered " + short_ratio(ratio.ratio) + of;
  case Verdict::faster: break;
  }
  return name + " answered " + short_ratio(ratio.ratio) + of;
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
