#include "sample/histogram.hpp"

#include "base/assert.hpp"

#include <cmath>
#include <iterator>
#include <utility>

namespace reqbench::sample {
namespace {

base::Nanoseconds duration(std::uint64_t ns) { return base::Nanoseconds{static_cast<std::int64_t>(ns)}; }

} // namespace

Histogram::Histogram(Precision precision, base::Nanoseconds highest) : layout_{precision, highest} {}

void Histogram::prepare() {
  if (!counts_.empty()) return;
  counts_.resize(layout_.size());
  for (const auto [index, count] : FilledBuckets{packed_}) counts_[index] = count;
  set_packed({});
}

void Histogram::set_packed(std::string bytes) {
  packed_ = std::move(bytes);
  packed_.shrink_to_fit();
  marks_ = bucket_marks(packed_);
}

void Histogram::pack() {
  std::string bytes;
  BucketPacker packer{bytes};
  for (const auto bucket : filled()) packer.append(bucket);
  set_packed(std::move(bytes));
  counts_ = std::vector<std::uint64_t>{}; // `{}` alone would keep the memory
}

FilledBuckets Histogram::filled() const {
  if (counts_.empty()) return FilledBuckets{packed_};
  return {std::span{counts_}.first(end_index()), first_index()};
}

void Histogram::record_at_least(base::Nanoseconds age) {
  record(age);
  ++censored_;
  min_censored_ = std::min(min_censored_, static_cast<std::uint64_t>(std::max(age, base::Nanoseconds{0}).count()));
}

std::size_t Histogram::first_index() const {
  return count_ == 0 ? 0 : layout_.index_of(std::min(min_, layout_.highest()));
}

std::size_t Histogram::end_index() const {
  return count_ == 0 ? 0 : layout_.index_of(std::min(max_, layout_.highest())) + 1;
}

void Histogram::merge(const Histogram &other) {
  if (other.count_ > 0) prepare(); // first: the other may be this one
  if (layout_ == other.layout_) {
    for (const auto [index, count] : other.filled()) bucket(index) += count;
    clipped_ += other.clipped_;
  } else {
    std::uint64_t above = 0;
    for (const auto [index, count] : other.filled()) {
      const std::uint64_t value = std::min(other.layout_.high(index), other.max_);
      if (value > layout_.highest()) above += count;
      bucket(layout_.index_of(std::min(value, layout_.highest()))) += count;
    }
    // What the other clipped lies above this reach too when this reach is the shorter one: it is in `above` then.
    clipped_ += layout_.highest() < other.layout_.highest() ? above : other.clipped_;
  }
  count_ += other.count_;
  censored_ += other.censored_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  min_censored_ = std::min(min_censored_, other.min_censored_);
}

void Histogram::reset() {
  if (!counts_.empty()) std::ranges::fill(std::span{counts_}.first(end_index()).subspan(first_index()), 0);
  set_packed({});
  count_ = clipped_ = censored_ = max_ = 0;
  min_ = min_censored_ = none;
}

base::Nanoseconds Histogram::min_censored() const { return duration(censored_ == 0 ? 0 : min_censored_); }
base::Nanoseconds Histogram::min() const { return duration(count_ == 0 ? 0 : min_); }
base::Nanoseconds Histogram::max() const { return duration(max_); }

double Histogram::mean_ns() const {
  if (count_ == 0) return 0;
  double sum = 0;
  for (const auto [index, count] : filled()) {
    const auto low = std::max(layout_.low(index), min_), high = std::min(layout_.high(index), max_);
    sum += static_cast<double>(count) * (static_cast<double>(low) + static_cast<double>(high)) / 2;
  }
  return sum / static_cast<double>(count_);
}

std::uint64_t Histogram::rank(double p) const {
  REQBENCH_ASSERT(p >= 0 && p <= 1, "a quantile's p lies in [0, 1]");
  // One step below p, as HdrHistogram does it: 0.07 × 100 is a little more than 7 in binary, and must not become 8.
  const double exact = std::nextafter(p, 0.0) * static_cast<double>(count_);
  return std::min(static_cast<std::uint64_t>(std::ceil(exact)), count_);
}

base::Nanoseconds Histogram::quantile(double p) const { return value_at(std::max<std::uint64_t>(rank(p), 1)); }

base::Nanoseconds Histogram::value_at(std::uint64_t wanted) const {
  // The last bucket also holds what was clipped, of which only the largest is known.
  if (wanted >= count_) return max();
  std::uint64_t seen = 0;
  auto buckets = filled();
  if (const auto next = std::ranges::lower_bound(marks_, wanted, {}, &BucketMark::below); next != marks_.begin()) {
    const auto &mark = *std::prev(next);
    seen = mark.below;
    buckets = FilledBuckets{std::string_view{packed_}.substr(mark.at), mark.index};
  }
  for (const auto [index, count] : buckets)
    if ((seen += count) >= wanted) return duration(std::min(layout_.high(index), max_));
  return max();
}

bool Histogram::quantile_is_at_least(double p) const {
  if (censored_ == 0) return false; // of most there is nothing to look up
  const auto value = quantile(p);
  if (value < duration(min_censored_)) return false;
  // Were they all above it, so many values would stand behind: that is the most it can be.
  const auto furthest = std::max<std::uint64_t>(rank(p), 1) + censored_;
  return furthest > count_ || value_at(furthest) > value + value / 100;
}

std::uint64_t Histogram::beyond(double p) const { return count_ - rank(p); }

std::uint64_t Histogram::count_above(base::Nanoseconds threshold) const {
  if (threshold.count() < 0) return count_;
  const auto ns = std::min(static_cast<std::uint64_t>(threshold.count()), layout_.highest());
  const auto last_below = layout_.index_of(ns);
  std::uint64_t above = 0;
  for (const auto [index, count] : filled())
    if (index > last_below) above += count;
  return above;
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
  std::vector<Bucket> all;
  for (const auto [index, count] : filled())
    all.push_back({duration(layout_.low(index)), duration(layout_.high(index)), count});
  return all;
}

} // namespace reqbench::sample
