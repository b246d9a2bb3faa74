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

  /// Where a percentile lies, as the first and the last end: that of a mixture never lies outside those of its
  /// launches.
  struct Reach {
    double p;
    std::size_t first, last;
  };
  Reach reach_of(double p) const {
    Reach reach{p, ends_.size() - 1, 0};
    for (std::size_t launch = 0; launch < launches_; ++launch) {
      const auto end = first_end({p, 0, ends_.size() - 1}, std::array{Draw{launch, 1}});
      reach.first = std::min(reach.first, end);
      reach.last = std::max(reach.last, end);
    }
    return reach;
  }

  /// A launch, and how many times it was drawn.
  struct Draw {
    std::size_t launch;
    std::uint64_t times;
  };
  /// The percentile of the merged launches, each as often as it was drawn.
  base::Nanoseconds quantile(const Reach &reach, std::span<const Draw> drawn) const {
    return ends_[first_end(reach, drawn)];
  }

private:
  /// Ranked as Histogram::quantile does it.
  std::size_t first_end(const Reach &reach, std::span<const Draw> drawn) const {
    const auto total = static_cast<double>(count_up_to(ends_.size() - 1, drawn));
    const auto rank =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(std::nextafter(reach.p, 0.0) * total)));
    auto [p, first, last] = reach;
    while (first < last) {
      const auto middle = first + (last - first) / 2;
      if (count_up_to(middle, drawn) < rank)
        first = middle + 1;
      else
        last = middle;
    }
    return first;
  }

  std::uint64_t count_up_to(std::size_t end, std::span<const Draw> drawn) const {
    std::uint64_t count = 0;
    for (const auto [launch, times] : drawn) count += times * up_to_[end * launches_ + launch];
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
  std::vector<Mixture::Reach> reaches;
  for (const double p : ps) reaches.push_back(mixture.reach_of(p));
  std::vector<std::vector<base::Nanoseconds>> found(ps.size());
  std::vector<std::uint64_t> times(launches.size());
  std::vector<Mixture::Draw> drawn;
  for (std::size_t i = 0; i < resamples; ++i) {
    std::ranges::fill(times, 0);
    for (std::size_t draw = 0; draw < launches.size(); ++draw)
      ++times[static_cast<std::size_t>(random.below(launches.size()))];
    drawn.clear();
    for (std::size_t launch = 0; launch < times.size(); ++launch)
      if (times[launch] > 0) drawn.push_back({launch, times[launch]});
    for (std::size_t p = 0; p < ps.size(); ++p) found[p].push_back(mixture.quantile(reaches[p], drawn));
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
