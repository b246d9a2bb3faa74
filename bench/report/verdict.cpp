// The answer in sentences, made from the numbers and never from a template that could disagree with them.
#include "report/agreement.hpp"
#include "report/clause.hpp"
#include "report/damage.hpp"
#include "report/figures.hpp"
#include "report/load_words.hpp"
#include "report/order.hpp"
#include "report/sentences.hpp"
#include "report/text.hpp"

#include "base/units.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

using statistics::Cell;
using statistics::Metric;

/// What every server was given.
std::string budget(const Lineup &lineup) {
  const auto processors = lineup.run.record.server_cpus.size();
  return "with " + (processors <= 1 ? "one processor" : std::to_string(processors) + " processors") + " for the server";
}

/// Servers of one variant, and the baseline's sibling: those that one sentence may hold side by side.
std::vector<const result::ServerRecord *> side_by_side(const Lineup &lineup) {
  const auto *first = lineup.baseline ? lineup.baseline : lineup.servers.front();
  auto servers = lineup.servers;
  std::erase_if(servers, [&](const auto *server) { return !comparable(*server, *first); });
  return servers;
}

/// Without a baseline to compare with: the figures themselves, the best first.
std::vector<std::string> plain_clauses(const Lineup &lineup, const std::string &workload) {
  std::vector<const Cell *> cells;
  for (const auto *server : side_by_side(lineup))
    if (const auto *cell = lineup.valid(server->label, workload, lineup.closed);
        cell && metric_of(*cell, Metric::throughput).n > 0)
      cells.push_back(cell);
  std::ranges::stable_sort(cells, std::ranges::greater{},
                           [](const Cell *cell) { return metric_of(*cell, Metric::throughput).value; });
  std::vector<std::string> clauses;
  for (const auto *cell : cells) {
    const auto &memory = metric_of(*cell, Metric::memory_loaded);
    clauses.push_back(cell->server + " answered " + throughput(*cell).text + " requests/s" +
                      (memory.n > 0 ? ", with " + base::format_bytes(memory.value) + " of memory" : ""));
  }
  return clauses;
}

std::vector<std::string> capacity_clauses(const Lineup &lineup, const std::string &workload) {
  std::vector<std::string> clauses;
  for (const auto &rival : rivals_of(lineup, workload)) clauses.push_back(rival_clause(lineup, rival, clauses.empty()));
  if (clauses.empty()) clauses = plain_clauses(lineup, workload);
  if (auto order = first_against_second(lineup, workload); !order.empty())
    clauses.insert(clauses.begin() + std::min<std::ptrdiff_t>(1, std::ssize(clauses)), std::move(order));
  return clauses;
}

/// The cells at the common rate that one sentence may hold side by side, the cheapest first.
std::vector<const Cell *> cells_at_common_rate(const Lineup &lineup, const std::string &workload) {
  std::vector<const Cell *> cells;
  for (const auto *server : side_by_side(lineup)) {
    const auto *cell = lineup.valid(server->label, workload, lineup.common);
    if (cell && metric_of(*cell, Metric::server_cpu).n > 0) cells.push_back(cell);
  }
  std::stable_sort(cells.begin(), cells.end(), [](const Cell *a, const Cell *b) {
    return metric_of(*a, Metric::server_cpu).value < metric_of(*b, Metric::server_cpu).value;
  });
  return cells;
}

std::string cost_clause(const Lineup &lineup, const std::string &workload) {
  std::vector<std::string> costs;
  for (const auto *cell : cells_at_common_rate(lineup, workload)) {
    const auto p99 = percentile_roughly(*cell, 0.99);
    costs.push_back(cpu_per_request(*cell).text + " µs in " + cell->server +
                    (is_shown(p99) ? " (p99 " + p99.text + ")" : ""));
  }
  if (costs.empty()) return {};
  return "at " + common_load_words(lineup.run.record, workload) +
         ", one request took this CPU time: " + shortened(std::move(costs));
}

/// "tuned against idiomatic: go_fast answered 1.3 × (1.2–1.4) the requests of go_nethttp"
std::vector<std::string> sibling_clauses(const Lineup &lineup, const std::string &workload) {
  std::vector<std::string> clauses;
  for (const auto &ratio : lineup.summary.sibling_ratios) {
    const bool of_capacity = ratio.metric == Metric::throughput && lineup.closed && ratio.load == lineup.closed->name;
    if (!of_capacity || ratio.workload != workload) continue;
    if (lineup.valid(ratio.server, workload, lineup.closed) && lineup.valid(ratio.baseline, workload, lineup.closed))
      clauses.push_back("tuned against idiomatic: " + requests_clause(lineup, ratio, true));
  }
  return clauses;
}

std::vector<std::string> workload_sentences(const Lineup &lineup, const std::string &workload, bool with_budget) {
  std::vector<std::string> clauses{shortened(capacity_clauses(lineup, workload)), cost_clause(lineup, workload),
                                   shortened(sibling_clauses(lineup, workload))};
  std::vector<std::string> sentences;
  for (const auto &clause : clauses)
    if (!clause.empty())
      sentences.push_back("for `" + workload + "`" + (with_budget && sentences.empty() ? ", " + budget(lineup) : "") +
                          ", " + clause + ".");
  return sentences;
}

std::vector<std::string> nothing_measured(const Lineup &lineup) {
  if (lineup.run.trials.empty() && !lineup.run.damaged.empty()) return nothing_readable(lineup.run);
  if (lineup.run.trials.empty())
    return {"No launch was finished, so there is nothing to compare.",
            "Measure again with the command under conditions; what is finished before an interruption is kept."};
  return {"No launch gave figures, so there is nothing to compare.",
          "Look at the first finding, then prove the servers with `reqbench verify` and measure again."};
}

std::string sentence_case(std::string text) {
  const bool by_name = !text.starts_with("for ") && !text.starts_with("in ");
  return by_name ? text : capitalized(std::move(text));
}

} // namespace

bool anything_measured(const Lineup &lineup) {
  return std::any_of(lineup.summary.cells.begin(), lineup.summary.cells.end(),
                     [](const Cell &cell) { return cell.launches > 0; });
}

std::vector<std::string> verdict_sentences(const Lineup &lineup) {
  if (!anything_measured(lineup)) return nothing_measured(lineup);
  std::vector<std::string> sentences;
  auto agreed = agreement_clauses(lineup);
  if (!agreed.empty()) sentences.push_back(budget(lineup) + ", " + agreed.front() + ".");
  for (const auto &workload : lineup.run.record.workloads)
    for (auto &sentence : workload_sentences(lineup, workload.name, sentences.empty()))
      sentences.push_back(std::move(sentence));
  // Behind the headline: whether the closest two differ, then the servers that it does not name.
  const auto second = [&] { return sentences.begin() + std::min<std::ptrdiff_t>(1, std::ssize(sentences)); };
  if (agreed.size() > 1) {
    agreed.erase(agreed.begin());
    sentences.insert(second(), "in the same workloads, " + shortened(std::move(agreed)) + ".");
  }
  if (auto closest = closest_sentence(lineup); !closest.empty()) sentences.insert(second(), std::move(closest));
  if (sentences.empty()) return {"No figure of this run is valid, so there is no verdict; the findings say why."};
  sentences.front().insert(0, "On this machine, ");
  std::transform(sentences.begin() + 1, sentences.end(), sentences.begin() + 1, sentence_case);
  return sentences;
}

} // namespace reqbench::report
