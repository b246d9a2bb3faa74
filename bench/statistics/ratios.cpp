#include "statistics/ratios.hpp"

#include "statistics/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace reqbench::statistics {
namespace {

/// A block counts when both servers have a value in it, and their ratio is a number: of hand-edited figures it may
/// overflow.
std::vector<double> paired(const std::vector<double> &server, const std::vector<double> &baseline) {
  std::vector<double> ratios;
  for (std::size_t block = 0; block < std::min(server.size(), baseline.size()); ++block)
    if (const double ratio = server[block] / baseline[block]; std::isfinite(ratio) && ratio > 0)
      ratios.push_back(ratio);
  return ratios;
}

/// "≥" can never mean slower or tie, "≤" never faster or tie: the true ratio may lie anywhere beyond.
Verdict bounded(Verdict verdict, const Ratio &ratio) {
  if (ratio.withheld || (verdict == Verdict::tie && (ratio.lower_bound || ratio.upper_bound)) ||
      (verdict == Verdict::slower && ratio.lower_bound) || (verdict == Verdict::faster && ratio.upper_bound))
    return Verdict::undecided;
  return verdict;
}

/// A family of Holm is one metric; within it a per-trial metric is one ratio, whatever the number of loads.
using CorrectedRatio = std::tuple<Metric, std::string, std::string, std::string, std::string>;
CorrectedRatio member(const Ratio &ratio) {
  return {ratio.metric, ratio.server, ratio.baseline, ratio.workload, row(ratio.metric).per_trial ? "" : ratio.load};
}

std::map<CorrectedRatio, double> adjusted_p_values(const std::vector<Ratio> &ratios) {
  std::map<CorrectedRatio, double> all;
  for (const auto &metric : metric_table) {
    std::map<CorrectedRatio, double> family;
    for (const auto &ratio : ratios)
      if (ratio.metric == metric.metric && !ratio.withheld)
        family.emplace(member(ratio), p_beyond_band(ratio.by_block, metric.band));
    std::vector<double> p_values;
    for (const auto &entry : family) p_values.push_back(entry.second);
    const auto adjusted = holm(p_values);
    std::size_t next = 0;
    for (const auto &entry : family) all[entry.first] = adjusted[next++];
  }
  return all;
}

const Cell *cell_at(const std::vector<Cell> &cells, const std::string &server, const Cell &like) {
  const auto found = std::ranges::find_if(cells, [&](const Cell &cell) {
    return cell.server == server && cell.workload == like.workload && cell.load == like.load;
  });
  return found == cells.end() ? nullptr : &*found;
}

/// In an open load the throughput is the asked rate, and says nothing of the server.
void add_ratios(std::vector<Ratio> &ratios, const result::Run &run, const Cell &server, const Cell &baseline) {
  const bool closed = asked_load(run, server.load)->model == "closed";
  for (const auto &metric : metric_table) {
    if (metric.metric == Metric::throughput && !closed) continue;
    auto ratio = ratio_of(server, baseline, metric.metric);
    if (!ratio.by_block.empty()) ratios.push_back(std::move(ratio));
  }
}

/// The servers whose idiomatic sibling is this one.
std::vector<std::string> tuned_siblings(const result::Run &run, const std::string &label) {
  std::vector<std::string> tuned;
  const auto plain = std::ranges::find(run.record.servers, label, &result::ServerRecord::label);
  if (plain == run.record.servers.end() || plain->variant == "tuned" || result::is_again(*plain)) return tuned;
  for (const auto &server : run.record.servers)
    if (server.variant == "tuned" && result::siblings(server, *plain) && !result::is_again(server))
      tuned.push_back(server.label);
  return tuned;
}

} // namespace

bool taken_by_holm(const Ratio &ratio) { return taken_by_holm(ratio.verdict, ratio.alone); }

void correct_by_holm(std::vector<Ratio> &ratios) {
  const auto adjusted = adjusted_p_values(ratios);
  for (auto &ratio : ratios) {
    const bool claims = ratio.alone == Verdict::faster || ratio.alone == Verdict::slower;
    ratio.verdict = claims && adjusted.at(member(ratio)) >= significance ? Verdict::undecided : ratio.alone;
  }
}

Ratio ratio_of(const Cell &server, const Cell &baseline, Metric metric) {
  const auto which = index_of(metric);
  Ratio ratio;
  ratio.server = server.server;
  ratio.baseline = baseline.server;
  ratio.workload = server.workload;
  ratio.load = server.load;
  ratio.metric = metric;
  if (server.metrics[which].n > 0 && baseline.metrics[which].n > 0)
    ratio.by_block = paired(server.by_block[which], baseline.by_block[which]);
  if (metric == Metric::throughput) {
    ratio.withheld = generator_bound(server) && generator_bound(baseline);
    ratio.lower_bound = generator_bound(server) && !ratio.withheld;
    ratio.upper_bound = generator_bound(baseline) && !ratio.withheld;
  }
  if (!ratio.withheld) ratio.ratio = geometric_mean(ratio.by_block);
  const bool invalid = !row(metric).per_trial && (server.invalid || baseline.invalid);
  if (!invalid) ratio.alone = bounded(judge(ratio.ratio, row(metric).band, row(metric).higher_is_better), ratio);
  ratio.verdict = ratio.alone;
  return ratio;
}

Metric compared_metric(const result::LoadRequest &load) {
  if (load.model == "closed") return Metric::throughput;
  return load.share > 0 ? Metric::latency_p99 : Metric::server_cpu;
}

Ratios make_ratios(const result::Run &run, const std::vector<Cell> &cells) {
  const auto &baseline = run.record.baseline;
  Ratios ratios;
  for (const auto &cell : cells) {
    if (cell.server == baseline) continue;
    if (const auto *base = cell_at(cells, baseline, cell))
      add_ratios(cell.server == result::again(baseline) ? ratios.self : ratios.to_baseline, run, cell, *base);
    for (const auto &tuned : tuned_siblings(run, cell.server))
      if (const auto *fast = cell_at(cells, tuned, cell); fast != nullptr && tuned != baseline)
        add_ratios(ratios.siblings, run, *fast, cell);
  }
  for (auto *family : {&ratios.to_baseline, &ratios.self, &ratios.siblings}) correct_by_holm(*family);
  ratios.neighbours = neighbour_ratios(run, cells, ratios.to_baseline);
  return ratios;
}

} // namespace reqbench::statistics
