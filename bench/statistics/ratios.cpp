#include "statistics/ratios.hpp"

#include "statistics/cells.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace reqbench::statistics {
namespace {

/// Of the interval and of the family: a word is wrong in at most one report of twenty.
constexpr double significance = 0.05;

/// A block counts when both servers have a value in it.
std::vector<double> paired(const std::vector<double> &server, const std::vector<double> &baseline) {
  std::vector<double> ratios;
  for (std::size_t block = 0; block < std::min(server.size(), baseline.size()); ++block)
    if (!std::isnan(server[block]) && !std::isnan(baseline[block])) ratios.push_back(server[block] / baseline[block]);
  return ratios;
}

/// "≥" can never mean slower or tie, "≤" never faster or tie: the true ratio may lie anywhere beyond.
Verdict bounded(Verdict verdict, const Ratio &ratio) {
  if (ratio.withheld || (verdict == Verdict::tie && (ratio.lower_bound || ratio.upper_bound)) ||
      (verdict == Verdict::slower && ratio.lower_bound) || (verdict == Verdict::faster && ratio.upper_bound))
    return Verdict::undecided;
  return verdict;
}

Ratio make_ratio(const Cell &server, const Cell &baseline, const MetricRow &metric) {
  const auto which = static_cast<std::size_t>(metric.metric);
  Ratio ratio;
  ratio.server = server.server;
  ratio.baseline = baseline.server;
  ratio.workload = server.workload;
  ratio.load = server.load;
  ratio.metric = metric.metric;
  ratio.by_block = paired(server.by_block[which], baseline.by_block[which]);
  if (metric.metric == Metric::throughput) {
    ratio.withheld = generator_bound(server.limiter) && generator_bound(baseline.limiter);
    ratio.lower_bound = generator_bound(server.limiter) && !ratio.withheld;
    ratio.upper_bound = generator_bound(baseline.limiter) && !ratio.withheld;
  }
  if (!ratio.withheld) ratio.ratio = geometric_mean(ratio.by_block);
  const bool invalid = !metric.per_trial && (server.invalid || baseline.invalid);
  if (!invalid) ratio.alone = bounded(judge(ratio.ratio, metric.band, metric.higher_is_better), ratio);
  return ratio;
}

/// A family of Holm is one metric; within it a per-trial metric is one ratio, whatever the number of loads.
using Member = std::tuple<Metric, std::string, std::string, std::string>;
Member member(const Ratio &ratio) {
  return {ratio.metric, ratio.server, ratio.workload, row(ratio.metric).per_trial ? "" : ratio.load};
}

std::map<Member, double> adjusted_p_values(const std::vector<Ratio> &ratios) {
  std::map<Member, double> all;
  for (const auto &metric : metric_table) {
    std::map<Member, double> family;
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

/// Faster and slower stand only when they survive the correction; a tie claims no difference and needs none.
void correct(std::vector<Ratio> &ratios) {
  const auto adjusted = adjusted_p_values(ratios);
  for (auto &ratio : ratios) {
    const bool claims = ratio.alone == Verdict::faster || ratio.alone == Verdict::slower;
    ratio.verdict = claims && adjusted.at(member(ratio)) >= significance ? Verdict::undecided : ratio.alone;
  }
}

} // namespace

std::string again(std::string_view baseline) { return std::string{baseline} + " (again)"; }

Ratios make_ratios(const result::Run &run, const std::vector<Cell> &cells) {
  const auto &baseline = run.record.baseline;
  Ratios ratios;
  for (const auto &cell : cells) {
    if (cell.server == baseline) continue;
    const auto other = std::ranges::find_if(cells, [&](const Cell &c) {
      return c.server == baseline && c.workload == cell.workload && c.load == cell.load;
    });
    if (other == cells.end()) continue;
    const auto *asked = asked_load(run, cell.load);
    for (const auto &metric : metric_table) {
      if (metric.metric == Metric::throughput && asked->model != "closed") continue;
      auto ratio = make_ratio(cell, *other, metric);
      if (ratio.by_block.empty()) continue;
      (cell.server == again(baseline) ? ratios.self : ratios.to_baseline).push_back(std::move(ratio));
    }
  }
  correct(ratios.to_baseline);
  correct(ratios.self);
  return ratios;
}

} // namespace reqbench::statistics
