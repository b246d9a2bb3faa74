#include "sample/histogram.hpp"

#include "base/assert.hpp"

#include <cmath>

namespace reqbench::sample {
namespace {

base::Nanoseconds duration(std::uint64_t ns) { return base::Nanoseconds{static_cast<std::int64_t>(ns)}; }

} // namespace

Histogram::Histogram(Precision precision, base::Nanoseconds highest) : layout_{precision, highest} {}

void Histogram::prepare() {
  if (counts_.size() == layout_.size()) return;
  std::vector<std::uint64_t> all(layout_.size());
  std::ranges::copy(counts_, all.begin() + static_cast<std::ptrdiff_t>(offset_));
  counts_ = std::move(all);
  offset_ = 0;
}

void Histogram::trim() {
  const auto begin = first_index(), end = end_index();
  std::vector<std::uint64_t> filled;
  filled.reserve(end - begin);
  for (auto i = begin; i < end; ++i) filled.push_back(count_at(i));
  counts_ = std::move(filled);
  offset_ = begin;
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
  if (layout_ == other.layout_) {
    for (std::size_t i = other.first_index(); i < other.end_index(); ++i) bucket(i) += other.count_at(i);
    clipped_ += other.clipped_;
  } else {
    std::uint64_t above = 0;
    for (std::size_t i = other.first_index(); i < other.end_index(); ++i) {
      const std::uint64_t value = std::min(other.layout_.high(i), other.max_);
      if (value > layout_.highest()) above += other.count_at(i);
      bucket(layout_.index_of(std::min(value, layout_.highest()))) += other.count_at(i);
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
  for (std::size_t i = first_index(); i < end_index(); ++i) bucket(i) = 0;
  count_ = clipped_ = censored_ = max_ = 0;
  min_ = min_censored_ = none;
}

base::Nanoseconds Histogram::min_censored() const { return duration(censored_ == 0 ? 0 : min_censored_); }
base::Nanoseconds Histogram::min() const { return duration(count_ == 0 ? 0 : min_); }
base::Nanoseconds Histogram::max() const { return duration(max_); }

double Histogram::mean_ns() const {
  if (count_ == 0) return 0;
  double sum = 0;
  for (std::size_t i = first_index(); i < end_index(); ++i) {
    const auto low = std::max(layout_.low(i), min_), high = std::min(layout_.high(i), max_);
    sum += static_cast<double>(count_at(i)) * (static_cast<double>(low) + static_cast<double>(high)) / 2;
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
  std::size_t i = first_index();
  while ((seen += count_at(i)) < wanted) ++i;
  return duration(std::min(layout_.high(i), max_));
}

bool Histogram::quantile_is_at_least(double p) const {
  const auto value = quantile(p);
  if (censored_ == 0 || value < duration(min_censored_)) return false;
  // Were they all above it, so many values would stand behind: that is the most it can be.
  const auto furthest = std::max<std::uint64_t>(rank(p), 1) + censored_;
  return furthest > count_ || value_at(furthest) > value + value / 100;
}

std::uint64_t Histogram::beyond(double p) const { return count_ - rank(p); }

std::uint64_t Histogram::count_above(base::Nanoseconds threshold) const {
  if (threshold.count() < 0) return count_;
  const auto ns = std::min(static_cast<std::uint64_t>(threshold.count()), layout_.highest());
  std::uint64_t above = 0;
  for (std::size_t i = std::max(layout_.index_of(ns) + 1, first_index()); i < end_index(); ++i) above += count_at(i);
  return above;
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
  std::vector<Bucket> filled;
  for (std::size_t i = first_index(); i < end_index(); ++i)
    if (count_at(i) > 0) filled.push_back({duration(layout_.low(i)), duration(layout_.high(i)), count_at(i)});
  return filled;
}

} // namespace reqbench::sample
