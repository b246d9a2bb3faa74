#include "report/order.hpp"

#include "report/clause.hpp"
#include "report/text.hpp"

#include "statistics/neighbours.hpp"

#include <algorithm>
#include <set>

namespace reqbench::report {
namespace {

using statistics::Ratio;
using statistics::Verdict;

/// A tuned server has a sentence of its own, beside its sibling.
const std::string &leading_variant(const Lineup &lineup) {
  return (lineup.baseline ? lineup.baseline : lineup.servers.front())->variant;
}

bool with_baseline(const Lineup &lineup, const Ratio &step) {
  const auto &baseline = lineup.run.record.baseline;
  return step.server == baseline || step.baseline == baseline;
}

/// What a word means for who asks whether the difference is real.
std::string_view meaning(Verdict verdict) {
  switch (verdict) {
  case Verdict::tie: return ", no difference that matters";
  case Verdict::undecided: return ", more blocks would tell";
  case Verdict::faster:
  case Verdict::slower: break;
  }
  return ", so the difference is real";
}

std::string word_of_step(const Ratio &step) {
  const bool by_holm = taken_by_holm(step);
  return (step.verdict == Verdict::tie ? "a " : "") + std::string{to_string(step.verdict)} +
         (by_holm ? " (" + std::string{to_string(step.alone)} + " alone)" : "");
}

std::string figure_of_step(const Ratio &step) {
  if (step.lower_bound) return bound_text(step.ratio.value, Bound::least);
  return step.upper_bound ? bound_text(step.ratio.value, Bound::most) : ratio_told(step.ratio);
}

/// The parts of the sentence: who and how much are said anew where they are others, what a word means only once.
class ClosestClauses {
public:
  explicit ClosestClauses(const Lineup &lineup) : lineup_{lineup} {}

  void add(const Ratio &step) {
    const bool same = last_ && last_->server == step.server && last_->baseline == step.baseline;
    const auto pair = step.server + " and " + step.baseline;
    auto clause = "for `" + step.workload + "` " + (!last_ ? "are " + pair : same ? "the same" : pair) + ": ";
    if (step.withheld)
      clause +=
          "the load generator was the limit of both, so which is faster is not known; " + cpu_instead(lineup_, step);
    else
      clause += (same ? "" : step.server + " answered ") + figure_of_step(step) + (same ? "" : " the requests") + ", " +
                word_of_step(step) + (told_.insert(step.verdict).second ? std::string{meaning(step.verdict)} : "");
    clauses_.push_back(std::move(clause));
    last_ = &step;
  }
  std::string sentence() && {
    return clauses_.empty() ? "" : "The closest two " + shortened(std::move(clauses_)) + ".";
  }

private:
  const Lineup &lineup_;
  const Ratio *last_ = nullptr;
  std::set<Verdict> told_;
  std::vector<std::string> clauses_;
};

} // namespace

std::vector<const Ratio *> steps_of(const Lineup &lineup, const std::string &workload) {
  if (!lineup.closed) return {};
  auto steps = statistics::order_of(lineup.summary.neighbour_ratios, workload, lineup.closed->name);
  const auto speaks_of = [&](const std::string &label) {
    const auto server = std::ranges::find(lineup.servers, label, &result::ServerRecord::label);
    return server != lineup.servers.end() && (*server)->variant == leading_variant(lineup) &&
           lineup.valid(label, workload, lineup.closed);
  };
  std::erase_if(steps, [&](const Ratio *step) { return !speaks_of(step->server) || !speaks_of(step->baseline); });
  return steps;
}

std::string first_against_second(const Lineup &lineup, const std::string &workload) {
  const auto steps = steps_of(lineup, workload);
  if (steps.empty() || with_baseline(lineup, *steps.front())) return {};
  return "first against second, " + requests_clause(lineup, *steps.front(), true);
}

std::string closest_sentence(const Lineup &lineup) {
  ClosestClauses clauses{lineup};
  for (const auto &workload : lineup.run.record.workloads)
    if (const auto steps = steps_of(lineup, workload.name); steps.size() > 1) clauses.add(*statistics::closest(steps));
  return std::move(clauses).sentence();
}

} // namespace reqbench::report
