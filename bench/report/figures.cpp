#include "report/figures.hpp"

#include "report/text.hpp"

#include "base/units.hpp"

#include <cmath>

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

base::Nanoseconds nanoseconds(double ns) { return base::Nanoseconds{std::llround(ns)}; }

Tone tone_of(Verdict verdict) {
  switch (verdict) {
  case Verdict::faster: return Tone::better;
  case Verdict::slower: return Tone::worse;
  case Verdict::tie: return Tone::tie;
  case Verdict::undecided: break;
  }
  return Tone::open;
}

} // namespace

Figure percentile(const Cell &cell, double p) {
  if (cell.latency.beyond(p) < statistics::least_beyond) return {};
  const auto value = cell.latency.quantile(p);
  return {(cell.latency.quantile_is_at_least(p) ? "> " : "") + base::format_duration(value),
          static_cast<double>(value.count())};
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

Figure limiter(const Cell &cell) { return {std::string{statistics::to_string(cell.limiter)}}; }

Figure ratio_figure(const Ratio *ratio) {
  if (!ratio) return {};
  if (ratio->withheld) return {"not given"};
  if (ratio->ratio.n == 0) return {};
  const double value = ratio->ratio.value;
  if (ratio->lower_bound) return {bound_figure(value, Bound::least), value};
  if (ratio->upper_bound) return {bound_figure(value, Bound::most), value};
  return {ratio_text(ratio->ratio), value};
}

Figure word_figure(const Ratio *ratio, bool comparable) {
  Figure figure;
  if (!ratio || (ratio->ratio.n == 0 && !ratio->withheld)) return figure;
  figure.tone = ratio->withheld ? Tone::open : tone_of(ratio->verdict);
  figure.text = ratio->withheld ? "generator bound both" : std::string{verdict_word(ratio->verdict, ratio->metric)};
  if (!comparable) figure.text += " (tuned)";
  return figure;
}

} // namespace reqbench::report
