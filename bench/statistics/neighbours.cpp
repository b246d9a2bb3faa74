#include "statistics/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace reqbench::statistics {
namespace {

/// A cell with a place in the order, and who it belongs to.
struct Standing {
  const result::ServerRecord *server;
  const Cell *cell;
};

double rate_of(const Standing &standing) { return standing.cell->metrics[index_of(Metric::throughput)].value; }

std::vector<Standing> standings(const result::Run &run, const std::vector<Cell> &cells, const std::string &workload,
                                const std::string &load) {
  std::vector<Standing> order;
  for (const auto &server : run.record.servers) {
    if (!result::is_ranked(server)) continue;
    for (const auto &cell : cells)
      if (cell.server == server.label && cell.workload == workload && cell.load == load && !cell.invalid &&
          cell.metrics[index_of(Metric::throughput)].n > 0)
        order.push_back({&server, &cell});
  }
  std::ranges::stable_sort(order, std::ranges::greater{}, rate_of);
  return order;
}

/// The load by whose order CPU per request is told as well; another closed load would repeat its pairs.
bool leads(const result::Run &run, const result::LoadRequest &load) {
  const auto *full = result::full_load(run.record);
  return full != nullptr && full->name == load.name;
}

/// A sibling does not count: it would part two of its kind that stand beside each other, and has a ratio of its own.
bool of_a_kind(const Standing &server, const Standing &lower) {
  return server.server->variant == lower.server->variant;
}

const Cell *at_common_rate(const result::Run &run, const std::vector<Cell> &cells, const Cell &like) {
  const auto found = std::ranges::find_if(cells, [&](const Cell &cell) {
    return cell.server == like.server && cell.workload == like.workload && asked_load(run, cell.load)->common;
  });
  return found == cells.end() ? nullptr : &*found;
}

Verdict mirrored(Verdict verdict) {
  if (verdict == Verdict::faster) return Verdict::slower;
  return verdict == Verdict::slower ? Verdict::faster : verdict;
}

/// The word that the ratio to the baseline has, read from this side.
Verdict word_to_baseline(const std::vector<Ratio> &to_baseline, const std::string &baseline, const Ratio &pair) {
  const bool mirror = pair.server == baseline;
  const auto &other = mirror ? pair.baseline : pair.server;
  const auto found = std::ranges::find_if(to_baseline, [&](const Ratio &ratio) {
    return ratio.server == other && ratio.workload == pair.workload && ratio.load == pair.load &&
           ratio.metric == pair.metric;
  });
  if (found == to_baseline.end()) return pair.alone;
  return mirror ? mirrored(found->verdict) : found->verdict;
}

void add_pair(std::vector<Ratio> &pairs, const Cell *server, const Cell *next, Metric metric) {
  if (!server || !next) return;
  auto ratio = ratio_of(*server, *next, metric);
  if (!ratio.by_block.empty()) pairs.push_back(std::move(ratio));
}

void correct_words(std::vector<Ratio> &pairs, const std::vector<Ratio> &to_baseline, const std::string &baseline) {
  const auto of_baseline = [&](const Ratio &pair) { return pair.server == baseline || pair.baseline == baseline; };
  std::vector<Ratio> own;
  std::ranges::remove_copy_if(pairs, std::back_inserter(own), of_baseline);
  correct_by_holm(own);
  auto corrected = own.begin();
  for (auto &pair : pairs)
    pair.verdict = of_baseline(pair) ? word_to_baseline(to_baseline, baseline, pair) : (corrected++)->verdict;
}

} // namespace

std::vector<Ratio> neighbour_ratios(const result::Run &run, const std::vector<Cell> &cells,
                                    const std::vector<Ratio> &to_baseline) {
  std::vector<Ratio> pairs;
  for (const auto &workload : run.record.workloads)
    for (const auto &load : run.record.loads) {
      if (load.model != "closed") continue;
      const auto order = standings(run, cells, workload.name, load.name);
      for (auto at = order.begin(); at != order.end(); ++at) {
        const auto next =
            std::find_if(at + 1, order.end(), [&](const Standing &lower) { return of_a_kind(*at, lower); });
        if (next == order.end()) continue;
        add_pair(pairs, at->cell, next->cell, Metric::throughput);
        if (leads(run, load))
          add_pair(pairs, at_common_rate(run, cells, *at->cell), at_common_rate(run, cells, *next->cell),
                   Metric::server_cpu);
      }
    }
  correct_words(pairs, to_baseline, run.record.baseline);
  return pairs;
}

std::vector<const Ratio *> order_of(std::span<const Ratio> neighbours, std::string_view workload,
                                    std::string_view load) {
  std::vector<const Ratio *> order;
  for (const auto &ratio : neighbours)
    if (ratio.metric == Metric::throughput && ratio.workload == workload && ratio.load == load) order.push_back(&ratio);
  return order;
}

const Ratio *closest(std::span<const Ratio *const> order) {
  const auto distance = [](const Ratio *ratio) {
    return ratio->withheld ? -1.0 : std::fabs(std::log(ratio->ratio.value));
  };
  const auto nearest = std::ranges::min_element(order, {}, distance);
  return nearest == order.end() ? nullptr : *nearest;
}

} // namespace reqbench::statistics
