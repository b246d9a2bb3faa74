#include "report/order.hpp"

#include "report/certainty.hpp"
#include "report/clause.hpp"
#include "report/text.hpp"

#include "statistics/neighbours.hpp"

#include <algorithm>
#include <set>

namespace reqbench::report {
namespace {

using statistics::Metric;
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

bool is_bound(const Ratio &step) { return step.lower_bound || step.upper_bound; }

/// What a word means for who asks whether the difference is real. More blocks do not help a load generator.
std::string meaning(const Ratio &step) {
  if (is_bound(step))
    return " (the load generator was the limit of " + (step.lower_bound ? step.server : step.baseline) + ")";
  switch (step.verdict) {
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

bool has_figure(const Ratio &step) { return !step.withheld && (is_bound(step) || !too_uncertain(step.ratio)); }

/// `brief`: without the words that stood before.
std::string told_of_step(const Ratio &step, bool brief) {
  if (!has_figure(step)) return "whether they differ is " + uncertain_text(step.ratio);
  const auto figure = step.lower_bound   ? bound_text(step.ratio.value, Bound::least)
                      : step.upper_bound ? bound_text(step.ratio.value, Bound::most)
                                         : ratio_text(step.ratio);
  return brief ? figure : step.server + " answered " + figure + " the requests";
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
      clause += told_of_step(step, same && has_figure(*last_)) + ", " + word_of_step(step) +
                (is_bound(step) || told_.insert(step.verdict).second ? meaning(step) : "");
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
  const auto in_order = std::ranges::count_if(lineup.servers, [&](const auto *server) {
    return speaks_of(server->label) &&
           metric_of(*lineup.filled(server->label, workload, lineup.closed), Metric::throughput).n > 0;
  });
  // Two that share no block have no step: then no other one may be told as the first.
  if (std::ssize(steps) + 1 != in_order) steps.clear();
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
