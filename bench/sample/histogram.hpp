// Durations in nanoseconds, counted in log-linear buckets with a bounded relative error. Its buckets (up to 0.2 MiB)
// are made when the first value comes, or by prepare(): after that recording does not allocate. One that was read from
// a file is packed until something is added to it, so that a thousand trials fit into memory. The layout is
// HdrHistogram's, so hdr_v2() opens in every HdrHistogram reader.
//
// Values above `highest` are kept in the last bucket and counted in clipped(), never dropped; max() stays exact.
#pragma once

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "sample/filled_buckets.hpp"
#include "sample/histogram_layout.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::sample {

class Histogram {
public:
  Histogram() : Histogram{Precision::one_permille} {}
  explicit Histogram(Precision precision, base::Nanoseconds highest = std::chrono::hours{1});

  /// Makes all buckets now, so that no later record() does.
  void prepare();
  /// Keeps the filled buckets only, in some KiB: for one to which nothing is added for a while.
  void pack();

  /// A value below 0 counts as 0.
  void record(base::Nanoseconds value, std::uint64_t count = 1) {
    if (count == 0) return;
    const auto ns = static_cast<std::uint64_t>(std::max(value, base::Nanoseconds{0}).count());
    if (ns > layout_.highest()) [[unlikely]]
      clipped_ += count;
    bucket(layout_.index_of(std::min(ns, layout_.highest()))) += count;
    count_ += count;
    min_ = std::min(min_, ns);
    max_ = std::max(max_, ns);
  }
  /// A request that had not ended: its true value is at least this. Counted as a value, and remembered as censored.
  void record_at_least(base::Nanoseconds age);
  /// Adds another histogram of any layout. Counts move from finer to coarser buckets without loss; from coarser ones
  /// each value is taken at its bucket's upper end, so quantiles stay what they were.
  void merge(const Histogram &other);
  void reset();

  std::uint64_t count() const { return count_; }
  std::uint64_t clipped() const { return clipped_; }
  std::uint64_t censored() const { return censored_; } ///< how many were recorded as "at least"
  base::Nanoseconds min_censored() const;              ///< the least of those, exact; 0 when there is none
  base::Nanoseconds min() const;                       ///< exact; 0 when empty
  base::Nanoseconds max() const;                       ///< exact; 0 when empty
  double mean_ns() const;                              ///< from bucket midpoints; 0 when empty
  Precision precision() const { return layout_.precision(); }

  /// The smallest recorded value v such that at least p of all values are ≤ v (p in [0, 1]); the bucket's upper end, as
  /// HdrHistogram does it, but never above max(). 0 when empty.
  base::Nanoseconds quantile(double p) const;
  /// The quantile is only a lower bound: a censored value is not above it, and if all of them belonged above, it would
  /// be more than 1 % larger.
  bool quantile_is_at_least(double p) const;
  /// How many values lie in buckets wholly above `threshold`.
  std::uint64_t count_above(base::Nanoseconds threshold) const;
  /// How many values lie strictly beyond the quantile's rank: count − ceil(p · count).
  std::uint64_t beyond(double p) const;

  /// Each bucket that is not empty, in rising order.
  struct Bucket {
    base::Nanoseconds low, high; ///< both ends included
    std::uint64_t count;
  };
  std::vector<Bucket> buckets() const;

  /// HdrHistogram's V2 compressed encoding in base64; opens with the readers of other languages.
  std::string hdr_v2() const;
  /// min() and max() are then known to their buckets only. An error is of kind damaged.
  static base::Result<Histogram> from_hdr_v2(std::string_view base64);

private:
  friend base::Result<Histogram> histogram_from_json(const base::Json &json);
  friend class HistogramTape;

  static constexpr std::uint64_t none = ~std::uint64_t{0};

  std::uint64_t rank(double p) const;
  base::Nanoseconds value_at(std::uint64_t rank) const;
  /// The buckets that may hold something: [first_index(), end_index()).
  std::size_t first_index() const;
  std::size_t end_index() const;
  FilledBuckets filled() const;
  void set_packed(std::string bytes);
  std::uint64_t &bucket(std::size_t index) {
    if (index >= counts_.size()) [[unlikely]]
      prepare();
    return counts_[index];
  }

  HistogramLayout layout_;
  std::vector<std::uint64_t> counts_; ///< of every bucket; empty until the first value, and while they are packed
  std::string packed_;                ///< the filled ones, while they are
  std::vector<BucketMark> marks_;     ///< of those
  std::uint64_t count_ = 0, clipped_ = 0, censored_ = 0;
  std::uint64_t min_ = none, max_ = 0, min_censored_ = none;
};

/// The percentiles that every JSON shows, in order: names "p50" … and their p.
struct NamedQuantile {
  std::string_view name;
  double p;
};
inline constexpr std::array<NamedQuantile, 6> named_quantiles{
    {{"p50", 0.50}, {"p75", 0.75}, {"p90", 0.90}, {"p99", 0.99}, {"p99.9", 0.999}, {"p99.99", 0.9999}}};

/// {count, min, mean, p50, p75, p90, p99, p99.9, p99.99, max, hdr_v2} in ns, all figures as the stored buckets give
/// them; the names of censored figures stand in at_least: ["mean", "p99.9", "max"], with censored {count, min};
/// clipped: n. These three are absent when there is none. `keep` chooses the stored precision.
base::Json to_json(const Histogram &histogram, Precision keep = Precision::one_permille);
/// Reads to_json's object back: counts, min, max, censored and clipped values. An error is of kind damaged.
base::Result<Histogram> histogram_from_json(const base::Json &json);

} // namespace reqbench::sample
