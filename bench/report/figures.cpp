#include "report/figures.hpp"

#include "report/text.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace reqbench::report {
namespace {

using statistics::Cell;
using statistics::Metric;
using statistics::Ratio;
using statistics::Verdict;

Figure shown(const statistics::Estimate &estimate, std::string (*print)(double)) {
  if (estimate.n == 0) return {};
  return {print(estimate.value), estimate.value};
}

Figure share_of_planned(const Cell &cell, std::uint64_t requests) {
  if (requests == 0) return {"0", 0};
  const auto count = static_cast<double>(requests);
  const double share = 100 * count / static_cast<double>(cell.ledger.planned);
  return {plain_number(count) + " (" + base::format_significant(share, 2) + " %)", count};
}

/// How far it lies from the others, up or down alike.
double distance(const statistics::Outlier &outlier) { return std::fabs(std::log(outlier.to_median)); }

std::string deviation(const statistics::Outlier &outlier) {
  return std::string{statistics::row(outlier.metric).title} + " " + deviation_text(outlier.to_median);
}

/// Over launches; null where there is none, or the percentile is a bound itself.
const statistics::QuantileInterval *interval_around(const Cell &cell, double p) {
  const auto at = std::ranges::find(statistics::shown_quantiles, p) - statistics::shown_quantiles.begin();
  const auto &interval = cell.quantile_intervals[static_cast<std::size_t>(at)];
  const bool is_known = cell.latency.beyond(p) >= statistics::least_beyond && !cell.latency.quantile_is_at_least(p);
  return interval && is_known ? &*interval : nullptr;
}

base::Nanoseconds nanoseconds(double ns) { return base::Nanoseconds{std::llround(ns)}; }

} // namespace

bool is_shown(const Figure &figure) { return figure.text != Figure{}.text; }

Tone tone_of(statistics::Verdict verdict) {
  switch (verdict) {
  case Verdict::faster: return Tone::better;
  case Verdict::slower: return Tone::worse;
  case Verdict::tie: return Tone::tie;
  case Verdict::undecided: break;
  }
  return Tone::open;
}

Figure percentile(const Cell &cell, double p) {
  if (cell.latency.beyond(p) < statistics::least_beyond) return {};
  const auto value = cell.latency.quantile(p);
  return {(cell.latency.quantile_is_at_least(p) ? "> " : "") + base::format_duration(value),
          static_cast<double>(value.count())};
}

Figure percentile_and_interval(const Cell &cell, double p) {
  auto figure = percentile(cell, p);
  const auto *interval = interval_around(cell, p);
  if (interval == nullptr) return figure;
  const auto high = base::format_duration(interval->high);
  const auto low = base::format_duration(interval->low);
  figure.text += " (" + (interval->high_is_at_least ? low + "–> " + high : range_text(low, high)) + ")";
  return figure;
}

Figure percentile_roughly(const Cell &cell, double p) {
  constexpr double far = 1.2;
  auto figure = percentile(cell, p);
  const auto *interval = interval_around(cell, p);
  if (interval == nullptr) return figure;
  const auto ns = [](base::Nanoseconds time) { return static_cast<double>(time.count()); };
  const bool roughly =
      interval->high_is_at_least || ns(interval->high) > far * figure.value || figure.value > far * ns(interval->low);
  if (roughly) figure.text.insert(0, "≈ ");
  return figure;
}

Figure throughput(const Cell &cell) {
  const auto &estimate = metric_of(cell, Metric::throughput);
  if (estimate.n == 0) return {};
  if (cell.limiter == statistics::Limiter::schedule) return {base::format_count(estimate.value), estimate.value};
  if (generator_bound(cell)) return {least_count(estimate.value), estimate.value};
  return {count_text(estimate), estimate.value};
}

Figure cpu_per_request(const Cell &cell) {
  return shown(metric_of(cell, Metric::server_cpu), [](double us) { return base::format_significant(us, 3); });
}

Figure memory(const Cell &cell, Metric metric) {
  return shown(metric_of(cell, metric), [](double bytes) { return base::format_bytes(bytes); });
}

Figure start_up(const Cell &cell) {
  return shown(metric_of(cell, Metric::start_up), [](double ns) { return base::format_duration(nanoseconds(ns)); });
}

Figure capacity(const Cell &cell) {
  const auto &estimate = metric_of(cell, Metric::capacity);
  return estimate.n == 0 ? Figure{} : Figure{count_text(estimate), estimate.value};
}

Figure errors(const Cell &cell) {
  return share_of_planned(cell, cell.ledger.failed() + cell.ledger.timed_out() + cell.ledger.in_flight);
}

Figure not_sent(const Cell &cell) { return share_of_planned(cell, cell.ledger.unsent); }

Figure outliers(const Cell &cell, bool of_launch) {
  const statistics::Outlier *farthest = nullptr;
  std::set<int> trials;
  for (const auto &outlier : cell.outliers) {
    if (statistics::row(outlier.metric).per_trial != of_launch) continue;
    trials.insert(outlier.trial);
    if (!farthest || distance(outlier) > distance(*farthest)) farthest = &outlier;
  }
  if (!farthest) return {};
  return {counted(trials.size(), "launch", "launches") + ", farthest: " + deviation(*farthest) + " (trial " +
              std::to_string(farthest->trial) + ")",
          static_cast<double>(trials.size())};
}

std::string all_outliers(const Cell &cell, bool of_launch) {
  std::map<int, std::string> by_trial; // a trial that is slow is so in several metrics
  for (const auto &outlier : cell.outliers) {
    if (statistics::row(outlier.metric).per_trial != of_launch) continue;
    auto &text = by_trial[outlier.trial];
    text += text.empty() ? "trial " + std::to_string(outlier.trial) + " (block " + std::to_string(outlier.block) + "): "
                         : ", ";
    text += deviation(outlier);
  }
  std::string all;
  for (const auto &[trial, text] : by_trial) all += (all.empty() ? "" : "; ") + text;
  return all;
}

Figure next_figure(const Ratio *step) {
  auto figure = ratio_figure(step);
  const auto word = word_figure(step, true);
  if (!is_shown(word)) return {};
  figure.text += " of " + step->baseline + ": " + word.text;
  figure.tone = word.tone;
  return figure;
}

Figure ratio_figure(const Ratio *ratio) {
  if (!ratio) return {};
  if (ratio->withheld) return {"not given"};
  if (ratio->ratio.n == 0) return {};
  const double value = ratio->ratio.value;
  if (ratio->lower_bound) return {bound_figure(value, Bound::least), value};
  if (ratio->upper_bound) return {bound_figure(value, Bound::most), value};
  return {ratio_text(ratio->ratio), value};
}

Figure spread_figure(const Ratio *ratio) {
  if (!ratio || ratio->withheld) return {};
  const auto spread = statistics::spread(ratio->by_block);
  constexpr double rounding = 1e-9; // of ratios that are all the same
  return spread ? Figure{share_text(*spread < rounding ? 0 : *spread), *spread} : Figure{};
}

Figure word_figure(const Ratio *ratio, bool comparable) {
  Figure figure;
  if (!ratio || (ratio->ratio.n == 0 && !ratio->withheld)) return figure;
  figure.tone = ratio->withheld ? Tone::open : tone_of(ratio->verdict);
  figure.text =
      ratio->withheld ? "load generator limited both" : std::string{verdict_word(ratio->verdict, ratio->metric)};
  if (taken_by_holm(*ratio)) figure.text += " (" + std::string{verdict_word(ratio->alone, ratio->metric)} + " alone)";
  if (!comparable) figure.text += " (tuned)";
  return figure;
}

} // namespace reqbench::report
