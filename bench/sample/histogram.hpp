// Durations in nanoseconds, counted in log-linear buckets with a bounded relative error; recording does not allocate
// after construction. The layout is HdrHistogram's, so hdr_v2() opens in every HdrHistogram reader.
//
// Values above `highest` are kept in the last bucket and counted in clipped(), never dropped; max() stays exact.
#pragma once

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::sample {

/// Significant decimal digits of a histogram: 3 → ≤ 0.1 % error, 2 → ≤ 1 %.
enum class Precision { one_percent = 2, one_permille = 3 };

class Histogram {
public:
  explicit Histogram(Precision precision = Precision::one_permille, base::Nanoseconds highest = std::chrono::hours{1});

  void record(base::Nanoseconds value, std::uint64_t count = 1);
  /// A request that had not ended: its true value is at least this. Counted as a value, and remembered as censored.
  void record_at_least(base::Nanoseconds age);
  /// Adds another histogram of any precision that is at least as fine; to a coarser one the values are re-counted.
  void merge(const Histogram &other);
  void reset();

  std::uint64_t count() const;
  std::uint64_t clipped() const;
  std::uint64_t censored() const; ///< how many were recorded as "at least"
  base::Nanoseconds min() const;  ///< exact; 0 when empty
  base::Nanoseconds max() const;  ///< exact; 0 when empty
  double mean_ns() const;         ///< from bucket midpoints; 0 when empty
  Precision precision() const;

  /// The smallest recorded value v such that at least p of all values are ≤ v (p in [0, 1]); the bucket's upper end, as
  /// HdrHistogram does it, but never above max(). 0 when empty.
  base::Nanoseconds quantile(double p) const;
  /// The quantile is only a lower bound: a censored value is not above it.
  bool quantile_is_at_least(double p) const;
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
  static base::Result<Histogram> from_hdr_v2(std::string_view base64);

private:
  // The implementer of sample fills this in.
};

/// The percentiles that every JSON shows, in order: names "p50" … and their p.
struct NamedQuantile {
  std::string_view name;
  double p;
};
inline constexpr std::array<NamedQuantile, 6> named_quantiles{
    {{"p50", 0.50}, {"p75", 0.75}, {"p90", 0.90}, {"p99", 0.99}, {"p99.9", 0.999}, {"p99.99", 0.9999}}};

/// {count, min, mean, p50, p75, p90, p99, p99.9, p99.99, max, hdr_v2} in ns; the names of censored figures stand in
/// at_least: ["p99.9", "max"] (absent when there is none). `keep` chooses the stored precision of hdr_v2.
base::Json to_json(const Histogram &histogram, Precision keep = Precision::one_permille);
/// Reads hdr_v2 back, with the censored values: to_json stores those in their own `censored` list [[ns, n], …].
base::Result<Histogram> histogram_from_json(const base::Json &json);

} // namespace reqbench::sample
