#include "sample/histogram.hpp"

#include "base/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reqbench::sample {
namespace {

using namespace std::chrono_literals;
using base::Nanoseconds;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Precision precisions[] = {Precision::one_percent, Precision::one_permille};

double error_bound(Precision precision) { return precision == Precision::one_permille ? 0.001 : 0.01; }

/// A value of any size up to an hour: its magnitude is drawn first.
Nanoseconds any_value(base::Random &random) {
  return Nanoseconds{static_cast<std::int64_t>(std::exp(random.unit() * std::log(3.6e12)))};
}

void expect_same_counts(const Histogram &a, const Histogram &b) {
  const auto left = a.buckets(), right = b.buckets();
  ASSERT_EQ(left.size(), right.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    ASSERT_EQ(left[i].low, right[i].low);
    ASSERT_EQ(left[i].high, right[i].high);
    ASSERT_EQ(left[i].count, right[i].count);
  }
  EXPECT_EQ(a.count(), b.count());
  EXPECT_EQ(a.clipped(), b.clipped());
  EXPECT_EQ(a.censored(), b.censored());
  EXPECT_EQ(a.min_censored(), b.min_censored());
  EXPECT_EQ(a.min(), b.min());
  EXPECT_EQ(a.max(), b.max());
}

TEST(HistogramLayout, cuts_values_into_buckets_without_gap_or_overlap_within_the_error) {
  for (const Precision precision : precisions) {
    const HistogramLayout layout{precision, hours{1}};
    ASSERT_EQ(layout.low(0), 0u);
    for (std::size_t i = 0; i < layout.size(); ++i) {
      ASSERT_EQ(layout.index_of(layout.low(i)), i);
      ASSERT_EQ(layout.index_of(layout.high(i)), i);
      ASSERT_EQ(layout.low(i + 1), layout.high(i) + 1);
      ASSERT_LE(static_cast<double>(layout.high(i) - layout.low(i)),
                error_bound(precision) * static_cast<double>(layout.low(i)));
    }
    EXPECT_GE(layout.high(layout.size() - 1), layout.highest());
  }
}

// HdrHistogram's own count arrays (hdrhistogram 0.10.8: HdrHistogram(1, 3600000000000, d).counts_len).
TEST(HistogramLayout, is_as_long_as_hdr_histograms) {
  EXPECT_EQ((HistogramLayout{Precision::one_permille, hours{1}}.size()), 33792u);
  EXPECT_EQ((HistogramLayout{Precision::one_percent, hours{1}}.size()), 4608u);
  EXPECT_EQ((HistogramLayout{Precision::one_permille, Nanoseconds{2}}.size()), 2048u);
}

TEST(Histogram, an_empty_one_answers_0_to_everything) {
  const Histogram empty;
  EXPECT_EQ(empty.count(), 0u);
  EXPECT_EQ(empty.min(), Nanoseconds{0});
  EXPECT_EQ(empty.max(), Nanoseconds{0});
  EXPECT_EQ(empty.mean_ns(), 0);
  EXPECT_EQ(empty.quantile(0.5), Nanoseconds{0});
  EXPECT_EQ(empty.quantile(1), Nanoseconds{0});
  EXPECT_EQ(empty.beyond(0.5), 0u);
  EXPECT_EQ(empty.count_above(Nanoseconds{0}), 0u);
  EXPECT_EQ(empty.min_censored(), Nanoseconds{0});
  EXPECT_FALSE(empty.quantile_is_at_least(0.99));
  EXPECT_TRUE(empty.buckets().empty());
}

TEST(Histogram, one_value_is_every_quantile_exactly) {
  Histogram histogram;
  histogram.record(Nanoseconds{1'234'567});
  for (const double p : {0.0, 0.5, 0.999, 1.0}) EXPECT_EQ(histogram.quantile(p), Nanoseconds{1'234'567});
  EXPECT_EQ(histogram.mean_ns(), 1'234'567);
}

// 1 … 100 are counted singly, so nearest-rank quantiles are exact: p of 100 values is the ⌈100 p⌉-th.
TEST(Histogram, takes_the_nearest_rank) {
  Histogram histogram{Precision::one_percent};
  for (int value = 100; value >= 1; --value) histogram.record(Nanoseconds{value});
  EXPECT_EQ(histogram.quantile(0), Nanoseconds{1});
  EXPECT_EQ(histogram.quantile(0.07), Nanoseconds{7}); // 0.07 × 100 is 7.000000000000001 in binary
  EXPECT_EQ(histogram.quantile(0.5), Nanoseconds{50});
  EXPECT_EQ(histogram.quantile(0.501), Nanoseconds{51});
  EXPECT_EQ(histogram.quantile(0.99), Nanoseconds{99});
  EXPECT_EQ(histogram.quantile(1), Nanoseconds{100});
  EXPECT_EQ(histogram.mean_ns(), 50.5);
}

TEST(Histogram, tells_how_many_values_lie_beyond_a_quantile) {
  Histogram histogram;
  histogram.record(milliseconds{1}, 10'000);
  EXPECT_EQ(histogram.beyond(0), 10'000u);
  EXPECT_EQ(histogram.beyond(0.5), 5'000u);
  EXPECT_EQ(histogram.beyond(0.99), 100u);
  EXPECT_EQ(histogram.beyond(0.9999), 1u);
  EXPECT_EQ(histogram.beyond(1), 0u);
}

TEST(Histogram, quantiles_lie_within_the_error_bound_above_those_of_the_sorted_values) {
  base::Random random{11};
  for (const Precision precision : precisions) {
    for (int round = 0; round < 20; ++round) {
      Histogram histogram{precision};
      std::vector<Nanoseconds> values(1 + random.below(5000));
      for (auto &value : values) histogram.record(value = any_value(random));
      std::sort(values.begin(), values.end());
      for (int i = 0; i < 200; ++i) {
        // Ranks are drawn, not shares: p = rank ÷ n asks for exactly that value.
        const auto rank = 1 + random.below(values.size());
        const double p = static_cast<double>(rank) / static_cast<double>(values.size());
        const Nanoseconds exact = values[rank - 1], told = histogram.quantile(p);
        ASSERT_GE(told, exact);
        ASSERT_LE(static_cast<double>((told - exact).count()),
                  error_bound(precision) * static_cast<double>(exact.count()));
        ASSERT_EQ(histogram.beyond(p), values.size() - rank);
      }
      EXPECT_EQ(histogram.quantile(1), values.back());
    }
  }
}

TEST(Histogram, counts_are_kept_whatever_is_recorded) {
  base::Random random{12};
  Histogram histogram;
  std::uint64_t total = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t count = random.below(5);
    histogram.record(any_value(random), count);
    total += count;
  }
  std::uint64_t in_buckets = 0;
  for (const auto &bucket : histogram.buckets()) in_buckets += bucket.count;
  EXPECT_EQ(histogram.count(), total);
  EXPECT_EQ(in_buckets, total);
}

TEST(Histogram, recording_no_value_changes_nothing) {
  Histogram histogram;
  histogram.record(seconds{1}, 0);
  EXPECT_EQ(histogram.count(), 0u);
  EXPECT_EQ(histogram.max(), Nanoseconds{0});
}

TEST(Histogram, a_value_below_0_counts_as_0) {
  Histogram histogram;
  histogram.record(Nanoseconds{-5});
  histogram.record_at_least(Nanoseconds{-5});
  EXPECT_EQ(histogram.count(), 2u);
  EXPECT_EQ(histogram.max(), Nanoseconds{0});
  EXPECT_EQ(histogram.min_censored(), Nanoseconds{0});
}

TEST(Histogram, values_beyond_its_reach_are_clipped_and_counted_never_dropped) {
  Histogram histogram{Precision::one_permille, seconds{1}};
  histogram.record(milliseconds{1}, 8);
  histogram.record(seconds{1});
  histogram.record(seconds{7});
  EXPECT_EQ(histogram.count(), 10u);
  EXPECT_EQ(histogram.clipped(), 1u);
  EXPECT_EQ(histogram.max(), seconds{7});
  EXPECT_EQ(histogram.quantile(1), seconds{7});
  EXPECT_NEAR(static_cast<double>(histogram.quantile(0.9).count()), 1e9, 1e6);
  EXPECT_EQ(histogram.buckets().back().count, 2u);
}

TEST(Histogram, reset_leaves_it_as_new) {
  Histogram histogram{Precision::one_percent, seconds{1}};
  histogram.record(Nanoseconds{0});
  histogram.record(seconds{2}, 3);
  histogram.record_at_least(milliseconds{3});
  histogram.reset();
  expect_same_counts(histogram, Histogram{Precision::one_percent, seconds{1}});
  EXPECT_FALSE(histogram.quantile_is_at_least(1));
}

TEST(Histogram, counts_what_lies_above_a_threshold) {
  Histogram histogram{Precision::one_percent};
  histogram.record(milliseconds{1}, 90);
  histogram.record(milliseconds{2}, 5);
  histogram.record(milliseconds{3}, 4);
  histogram.record(hours{2}, 1);
  EXPECT_EQ(histogram.count_above(Nanoseconds{-1}), 100u);
  EXPECT_EQ(histogram.count_above(Nanoseconds{0}), 100u);
  EXPECT_EQ(histogram.count_above(milliseconds{2}), 5u);
  EXPECT_EQ(histogram.count_above(milliseconds{4}), 1u);
  EXPECT_EQ(histogram.count_above(hours{3}), 0u);
}

TEST(Histogram, a_few_censored_values_leave_a_quantile_that_they_could_not_move) {
  Histogram histogram;
  for (int i = 0; i < 10'000; ++i) histogram.record(milliseconds{10} + Nanoseconds{i * 100}); // 10 to 11 ms
  for (int i = 0; i < 10; ++i) histogram.record_at_least(milliseconds{1});
  // Wherever those ten belong, the median is that of the others, give or take ten of 10 000.
  EXPECT_FALSE(histogram.quantile_is_at_least(0.5));
  EXPECT_FALSE(histogram.quantile_is_at_least(0.99));
  EXPECT_TRUE(histogram.quantile_is_at_least(0.9995)) << "of the last ten nothing is known";
  EXPECT_TRUE(histogram.quantile_is_at_least(1));
}

TEST(Histogram, a_quantile_is_at_least_when_a_censored_value_is_not_above_it) {
  Histogram histogram;
  histogram.record(milliseconds{1}, 98);
  EXPECT_FALSE(histogram.quantile_is_at_least(1));
  histogram.record_at_least(seconds{2});
  histogram.record_at_least(seconds{3});
  EXPECT_EQ(histogram.count(), 100u);
  EXPECT_EQ(histogram.censored(), 2u);
  EXPECT_EQ(histogram.min_censored(), seconds{2});
  EXPECT_FALSE(histogram.quantile_is_at_least(0.98));
  EXPECT_TRUE(histogram.quantile_is_at_least(0.99));
  EXPECT_TRUE(histogram.quantile_is_at_least(1));
}

TEST(Histogram, an_answer_slower_than_a_censored_age_is_only_a_lower_bound_too) {
  Histogram histogram;
  histogram.record(milliseconds{1});
  histogram.record_at_least(milliseconds{5});
  histogram.record(milliseconds{9});
  EXPECT_TRUE(histogram.quantile_is_at_least(1));
  EXPECT_FALSE(histogram.quantile_is_at_least(0));
}

Histogram random_histogram(base::Random &random, Precision precision) {
  Histogram histogram{precision};
  for (std::uint64_t i = random.below(2000); i > 0; --i) histogram.record(any_value(random));
  for (std::uint64_t i = random.below(4); i > 0; --i) histogram.record_at_least(any_value(random));
  if (random.below(2) == 0) histogram.record(hours{2});
  return histogram;
}

TEST(Histogram, merging_equals_recording_everything_in_one_in_any_order) {
  base::Random random{13};
  for (int round = 0; round < 20; ++round) {
    const Precision precision = precisions[round % 2];
    const Histogram a = random_histogram(random, precision), b = random_histogram(random, precision),
                    c = random_histogram(random, precision);
    Histogram left = a, right = b, swapped = c;
    left.merge(b);
    left.merge(c);
    right.merge(c);
    Histogram nested = a;
    nested.merge(right);
    swapped.merge(b);
    swapped.merge(a);
    expect_same_counts(left, nested);
    expect_same_counts(left, swapped);
    EXPECT_EQ(left.count(), a.count() + b.count() + c.count());
  }
}

TEST(Histogram, merging_an_empty_one_changes_nothing) {
  base::Random random{14};
  const Histogram before = random_histogram(random, Precision::one_permille);
  Histogram after = before;
  after.merge(Histogram{});
  after.merge(Histogram{Precision::one_percent});
  expect_same_counts(after, before);
}

TEST(Histogram, a_coarser_one_takes_a_finer_one_as_if_it_had_recorded_it) {
  base::Random random{15};
  Histogram fine{Precision::one_permille}, coarse{Precision::one_percent}, merged{Precision::one_percent};
  for (int i = 0; i < 5000; ++i) {
    const Nanoseconds value = any_value(random);
    fine.record(value);
    coarse.record(value);
  }
  fine.record_at_least(hours{2});
  coarse.record_at_least(hours{2});
  merged.merge(fine);
  expect_same_counts(merged, coarse);
}

TEST(Histogram, a_finer_one_keeps_the_quantiles_of_a_coarser_one) {
  base::Random random{16};
  Histogram coarse{Precision::one_percent};
  for (int i = 0; i < 5000; ++i) coarse.record(any_value(random));
  Histogram fine{Precision::one_permille};
  fine.merge(coarse);
  EXPECT_EQ(fine.count(), coarse.count());
  for (const auto &[name, p] : named_quantiles)
    EXPECT_NEAR(static_cast<double>(fine.quantile(p).count()), static_cast<double>(coarse.quantile(p).count()),
                0.001 * static_cast<double>(coarse.quantile(p).count()))
        << name;
}

TEST(Histogram, merging_into_a_shorter_reach_clips_and_counts) {
  Histogram wide, narrow{Precision::one_permille, seconds{1}};
  wide.record(milliseconds{1});
  wide.record(seconds{30}, 4);
  wide.record(hours{2});
  narrow.merge(wide);
  EXPECT_EQ(narrow.count(), 6u);
  EXPECT_EQ(narrow.clipped(), 5u);
  EXPECT_EQ(narrow.max(), hours{2});
  Histogram back;
  back.merge(narrow);
  EXPECT_EQ(back.clipped(), 5u);
  EXPECT_EQ(back.count(), 6u);
}

TEST(HistogramDeathTest, a_reach_below_2_ns_and_a_share_beyond_1_are_bugs) {
  EXPECT_DEATH((Histogram{Precision::one_percent, Nanoseconds{1}}), "at least 2 ns");
  EXPECT_DEATH(Histogram{}.quantile(1.01), "lies in");
}

TEST(Histogram, read_from_a_file_goes_on_as_if_it_were_whole) {
  Histogram whole;
  for (int i = 1; i <= 1000; ++i) whole.record(std::chrono::microseconds{i});
  auto read = *histogram_from_json(to_json(whole));
  for (auto *each : {&whole, &read}) {
    each->record(1ns); // both outside of what was stored
    each->record(10s);
  }
  EXPECT_EQ(to_json(read), to_json(whole));
  Histogram sum, sum_of_read;
  sum.merge(whole);
  sum_of_read.merge(read);
  sum_of_read.merge(*histogram_from_json(to_json(Histogram{})));
  EXPECT_EQ(to_json(sum_of_read), to_json(sum));
  read.reset();
  EXPECT_EQ(read.buckets().size(), 0U);
  read.record(5ms);
  EXPECT_EQ(read.quantile(0.5), 5ms);
}

TEST(Histogram, packed_has_the_same_value_at_every_rank) {
  Histogram whole;
  for (int i = 0; i < 300; ++i) whole.record(Nanoseconds{i * i}, static_cast<std::uint64_t>(1 + i % 7));
  auto packed = whole;
  packed.pack();
  const auto count = static_cast<double>(whole.count());
  for (double rank = 0; rank <= count; ++rank) EXPECT_EQ(packed.quantile(rank / count), whole.quantile(rank / count));
}

TEST(Histogram, packed_says_what_it_said_and_takes_more) {
  Histogram whole;
  for (int i = 1; i <= 1000; ++i) whole.record(std::chrono::microseconds{i * i}, static_cast<std::uint64_t>(i));
  whole.record_at_least(2s);
  auto packed = whole;
  packed.pack();
  packed.pack(); // changes nothing more
  EXPECT_EQ(to_json(packed), to_json(whole));
  EXPECT_EQ(packed.count_above(500ms), whole.count_above(500ms));
  EXPECT_EQ(packed.buckets().size(), whole.buckets().size());
  for (auto *each : {&whole, &packed}) each->merge(packed); // the second into itself
  EXPECT_EQ(to_json(packed), to_json(whole));
  Histogram empty;
  empty.pack();
  EXPECT_EQ(to_json(empty), to_json(Histogram{}));
}

TEST(Histogram, read_from_a_file_joins_another_that_was_read) {
  Histogram low, high, both;
  for (int i = 1; i <= 100; ++i) {
    low.record(std::chrono::microseconds{i});
    high.record(std::chrono::milliseconds{i});
    both.record(std::chrono::microseconds{i});
    both.record(std::chrono::milliseconds{i});
  }
  auto joined = *histogram_from_json(to_json(high));
  joined.merge(*histogram_from_json(to_json(low)));
  EXPECT_EQ(to_json(joined), to_json(both));
}

} // namespace
} // namespace reqbench::sample
