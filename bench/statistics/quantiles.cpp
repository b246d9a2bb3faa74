#include "statistics/quantiles.hpp"

#include "statistics/metric.hpp"

#include "base/random.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <ranges>
#include <utility>

namespace reqbench::statistics {
namespace {

using sample::Histogram;

constexpr std::size_t resamples = 1000;
constexpr std::size_t cut_off = resamples / 40; ///< 2.5 % on each side

/// How many values of each launch lie at or below each bucket's end, so that a percentile of any mixture of launches is
/// a search and no merging.
class Mixture {
public:
  explicit Mixture(const std::vector<const Histogram *> &launches) : launches_{launches.size()} {
    std::vector<std::vector<Histogram::Bucket>> buckets;
    for (const auto *launch : launches) buckets.push_back(launch->buckets());
    for (const auto &each : buckets) { // all are in rising order
      std::vector<base::Nanoseconds> known = std::exchange(ends_, {});
      std::ranges::set_union(known, each | std::views::transform(&Histogram::Bucket::high), std::back_inserter(ends_));
    }
    up_to_.resize(ends_.size() * launches_);
    for (std::size_t launch = 0; launch < launches_; ++launch) {
      std::uint64_t seen = 0;
      auto bucket = buckets[launch].begin();
      for (std::size_t end = 0; end < ends_.size(); ++end) {
        if (bucket != buckets[launch].end() && bucket->high == ends_[end]) seen += bucket++->count;
        up_to_[end * launches_ + launch] = seen;
      }
    }
  }

  /// The percentile of the merged launches, each as often as it was drawn; ranked as Histogram::quantile does it.
  base::Nanoseconds quantile(const std::vector<std::size_t> &drawn, double p) const {
    const auto total = static_cast<double>(count_up_to(ends_.size() - 1, drawn));
    const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(std::nextafter(p, 0.0) * total)));
    std::size_t first = 0, last = ends_.size() - 1;
    while (first < last) {
      const auto middle = first + (last - first) / 2;
      if (count_up_to(middle, drawn) < rank)
        first = middle + 1;
      else
        last = middle;
    }
    return ends_[first];
  }

private:
  std::uint64_t count_up_to(std::size_t end, const std::vector<std::size_t> &drawn) const {
    std::uint64_t count = 0;
    for (const auto launch : drawn) count += up_to_[end * launches_ + launch];
    return count;
  }

  std::size_t launches_;
  std::vector<base::Nanoseconds> ends_;
  std::vector<std::uint64_t> up_to_; ///< by bucket's end, then launch
};

/// Beyond the least request that had not ended, every value is only known as at least.
bool is_at_least(const std::vector<const Histogram *> &launches, base::Nanoseconds value) {
  return std::ranges::any_of(
      launches, [&](const Histogram *launch) { return launch->censored() > 0 && value >= launch->min_censored(); });
}

/// The value that sorting would put there.
base::Nanoseconds ranked(std::vector<base::Nanoseconds> &values, std::size_t rank) {
  const auto there = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::ranges::nth_element(values, there);
  return *there;
}

std::vector<std::optional<QuantileInterval>> by_bootstrap(const std::vector<const Histogram *> &launches,
                                                          std::span<const double> ps) {
  const Mixture mixture{launches};
  auto random = base::Random::stream(0, "bootstrap of launches"); // a report told again says the same
  std::vector<std::vector<base::Nanoseconds>> found(ps.size());
  std::vector<std::size_t> drawn(launches.size());
  for (std::size_t i = 0; i < resamples; ++i) {
    for (auto &launch : drawn) launch = static_cast<std::size_t>(random.below(launches.size()));
    for (std::size_t p = 0; p < ps.size(); ++p) found[p].push_back(mixture.quantile(drawn, ps[p]));
  }
  base::Nanoseconds longest{};
  for (const auto *launch : launches) longest = std::max(longest, launch->max());
  std::vector<std::optional<QuantileInterval>> intervals;
  for (auto &values : found) {
    const auto low = ranked(values, cut_off - 1), high = ranked(values, resamples - cut_off);
    intervals.push_back(QuantileInterval{.low = std::min(low, longest),
                                         .high = std::min(high, longest),
                                         .high_is_at_least = is_at_least(launches, std::min(high, longest)),
                                         .by = QuantileMethod::bootstrap});
  }
  return intervals;
}

std::optional<QuantileInterval> range_of(const std::vector<const Histogram *> &launches, double p) {
  std::vector<std::pair<base::Nanoseconds, bool>> known; // value, at least
  for (const auto *launch : launches)
    if (launch->beyond(p) >= least_beyond_of_launch)
      known.emplace_back(launch->quantile(p), launch->quantile_is_at_least(p));
  if (known.size() < 2) return std::nullopt;
  const auto [low, high] = std::ranges::minmax(known);
  return QuantileInterval{
      .low = low.first, .high = high.first, .high_is_at_least = high.second, .by = QuantileMethod::range};
}

} // namespace

std::optional<base::Nanoseconds> quantile_within(const Histogram &histogram, double p) {
  if (histogram.count() == 0 || (p < 1 && histogram.beyond(p) == 0)) return std::nullopt;
  return histogram.quantile(p);
}

std::string_view to_string(QuantileMethod method) { return method == QuantileMethod::range ? "range" : "bootstrap"; }

std::vector<std::optional<QuantileInterval>> quantile_intervals(const std::vector<const Histogram *> &launches,
                                                                std::span<const double> ps) {
  std::vector<const Histogram *> filled;
  std::ranges::copy_if(launches, std::back_inserter(filled), [](const Histogram *each) { return each->count() > 0; });
  if (filled.size() >= least_for_bootstrap) return by_bootstrap(filled, ps);
  std::vector<std::optional<QuantileInterval>> intervals;
  for (const double p : ps) intervals.push_back(range_of(filled, p));
  return intervals;
}

} // namespace reqbench::statistics
