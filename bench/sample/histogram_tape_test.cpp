#include "sample/histogram_tape.hpp"

#include <gtest/gtest.h>

namespace reqbench::sample {
namespace {

using base::Nanoseconds;
using std::chrono::hours;
using std::chrono::milliseconds;

Histogram of(std::initializer_list<std::pair<Nanoseconds, std::uint64_t>> values) {
  Histogram histogram{Precision::one_percent};
  for (const auto &[value, count] : values) histogram.record(value, count);
  return histogram;
}

void expect_equal(const Histogram &got, const Histogram &expected) {
  EXPECT_EQ(got.count(), expected.count());
  EXPECT_EQ(got.min(), expected.min());
  EXPECT_EQ(got.max(), expected.max());
  EXPECT_EQ(got.hdr_v2(), expected.hdr_v2());
}

/// Empty, the first bucket alone, the last one, a large count, buckets far apart, more than the range.
const Histogram kinds[] = {
    of({}),
    of({{Nanoseconds{0}, 1}}),
    of({{hours{1}, 3}}),
    of({{milliseconds{1}, std::uint64_t{1} << 40}, {milliseconds{2}, 127}, {milliseconds{3}, 128}}),
    of({{Nanoseconds{1}, 1}, {Nanoseconds{2}, 1}, {milliseconds{700}, 2}, {hours{1}, 1}}),
    of({{hours{2}, 5}}),
};

TEST(HistogramTape, gives_back_each_histogram_as_it_was_appended) {
  HistogramTape tape{10};
  for (const auto &histogram : kinds) tape.append(histogram);
  ASSERT_EQ(tape.size(), std::size(kinds));
  for (std::size_t i = 0; i < tape.size(); ++i) {
    Histogram sum{Precision::one_percent};
    tape.add_to(sum, i);
    expect_equal(sum, kinds[i]);
  }
}

TEST(HistogramTape, adds_to_what_is_there_as_a_merge_does) {
  HistogramTape tape;
  for (const auto &histogram : kinds) tape.append(histogram);
  Histogram sum{Precision::one_percent}, merged{Precision::one_percent};
  for (std::size_t i = 0; i < tape.size(); ++i) {
    tape.add_to(sum, i);
    merged.merge(kinds[i]);
  }
  expect_equal(sum, merged);
}

} // namespace
} // namespace reqbench::sample
