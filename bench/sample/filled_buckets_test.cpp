#include "sample/filled_buckets.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace reqbench::sample {
namespace {

using Pairs = std::vector<std::pair<std::size_t, std::uint64_t>>;

Pairs pairs(const FilledBuckets &buckets) {
  Pairs all;
  for (const auto [index, count] : buckets) all.emplace_back(index, count);
  return all;
}

std::string packed(const Pairs &buckets) {
  std::string bytes;
  BucketPacker packer{bytes};
  for (const auto &[index, count] : buckets) packer.append({index, count});
  return bytes;
}

TEST(FilledBuckets, OfCountsAreThoseThatAreNotZero) {
  const std::vector<std::uint64_t> counts{0, 3, 0, 0, 5, 7, 0};
  EXPECT_EQ(pairs({counts, 0}), (Pairs{{1, 3}, {4, 5}, {5, 7}}));
  EXPECT_EQ(pairs({counts, 2}), (Pairs{{4, 5}, {5, 7}}));
  EXPECT_EQ(pairs({counts, 7}), Pairs{});
  EXPECT_EQ(pairs({std::span<const std::uint64_t>{}, 0}), Pairs{});
}

TEST(FilledBuckets, ComeOutOfTheirBytesAsTheyWereGiven) {
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  for (const auto &buckets : {Pairs{}, Pairs{{0, 1}}, Pairs{{0, 127}, {1, 128}, {2, most}}, Pairs{{55'295, 1}},
                              Pairs{{5, 1}, {132, 16'383}, {133, 16'384}, {20'000, most}}})
    EXPECT_EQ(pairs(FilledBuckets{packed(buckets)}), buckets);
}

TEST(FilledBuckets, AreReadOnFromTheirMarks) {
  Pairs buckets;
  for (std::size_t i = 0; i < 200; ++i) buckets.emplace_back(i * i, i + 1);
  const auto bytes = packed(buckets);
  const auto marks = bucket_marks(bytes);
  ASSERT_EQ(marks.size(), 3U);
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const auto before = 64 * (i + 1);
    EXPECT_EQ(marks[i].below, before * (before + 1) / 2);
    EXPECT_EQ(pairs(FilledBuckets{std::string_view{bytes}.substr(marks[i].at), marks[i].index}),
              Pairs(buckets.begin() + static_cast<std::ptrdiff_t>(before), buckets.end()));
  }
  EXPECT_TRUE(bucket_marks(packed(Pairs(buckets.begin(), buckets.begin() + 63))).empty());
}

TEST(FilledBuckets, OfOneCountTakeTwoBytesEach) { EXPECT_EQ(packed({{3, 1}, {4, 1}, {100, 127}}).size(), 6U); }

} // namespace
} // namespace reqbench::sample
