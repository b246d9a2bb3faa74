// The other side is PyPI's hdrhistogram 0.10.8:  python -m venv v && v/bin/pip install hdrhistogram==0.10.8
// Its strings and percentiles came from
//   from hdrh.histogram import HdrHistogram
//   h = HdrHistogram(1, 3600000000000, digits)
//   for value, count in values: h.record_value(value, count)
//   print(h.encode().decode(), [h.get_value_at_percentile(q) for q in (50, 90, 99, 99.9)])
// and ours were read there with
//   h = HdrHistogram.decode(string)
//   print(h.total_count, [h.get_value_at_percentile(q) for q in (50, 90, 99, 99.9)])
// which gave the same counts and percentiles for every row below. (That library rounds a rank to the nearest, Java's
// and ours round it up; the values below are chosen so that it makes no difference.)
#include "sample/histogram.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace reqbench::sample {
namespace {

using Values = std::vector<std::pair<std::int64_t, std::uint64_t>>;

const Values nothing;
const Values small{{1, 5}, {2, 3}, {5, 1}, {255, 6}, {256, 7}, {2047, 2}, {2048, 1}, {4097, 1}};
const Values large{{0, 5},
                   {987'654, 70'000},
                   {1'000'000, 20'000},
                   {1'001'000, 700},
                   {25'000'000, 9'200},
                   {2'000'000'000, 99},
                   {3'600'000'000'000, 1}};
const Values huge{{1000, std::uint64_t{1} << 40}, {2000, 1}};

struct Golden {
  const Values &values;
  Precision precision;
  const char *theirs;
  const char *ours;
  std::array<std::int64_t, 4> percentiles; ///< 50, 90, 99, 99.9, as the Python library tells them
};

const Golden goldens[] = {
    {nothing,
     Precision::one_permille,
     "HISTFAAAAB14nJNpmSzMgADMUJoRyHQz2LGAwf4DRAAATjkESw==",
     "HISTFAAAACF42pNpmSzMwMDAyAABzFAayGd2M9ixgMH+A1QEAFKmBEw=",
     {0, 0, 0, 0}},
    {nothing,
     Precision::one_percent,
     "HISTFAAAAB54nJNpmSzMgABMUJqRgYHZzWDHAgb7DxABAE4gBEo=",
     "HISTFAAAACF42pNpmSzMwMDAyAABTFAayGd2M9ixgMH+A1QEAFKMBEs=",
     {0, 0, 0, 0}},
    {small,
     Precision::one_permille,
     "HISTFAAAADB4nJNpmSzMwMAgwAABzFCaEch0M9ixgMH+A1SAi42Z6SMzD99vaRamv/xMAK05B6k=",
     "HISTFAAAADB42pNpmSzMwMAgwAABzFCaEch0M9ixgMH+A1SEi42Z6SMzD99vaRamv/xMAK0pB6g=",
     {255, 2047, 4099, 4099}},
    {small,
     Precision::one_percent,
     "HISTFAAAADJ4nJNpmSzMwMAgwAABTFCakYGB2c1gxwIG+w9QAS42ZqaPzDx8v1lZmP4yMgEArHAHhA==",
     "HISTFAAAADJ42pNpmSzMwMAgwAABTFCakYGB2c1gxwIG+w9QES42ZqaPzDx8v1lZmP4yMgEArGAHgw==",
     {255, 2047, 4127, 4127}},
    {large,
     Precision::one_permille,
     "HISTFAAAAD14nJNpmSzMwMAgzQABzFCaEch0M9ixgMH+A0SAq38d44OjHLoHdjAx/uBa6Pmgn/Fn6jHG9WsYmQBrrw/i",
     "HISTFAAAAD142pNpmSzMwMAgzQABzFCaEch0M9ixgMH+A0SAq38d44OjHLoHdjAx/OBa6Pmgn/Fn6jHG9WsYmQBrnw/h",
     {988'159, 1'000'447, 25'001'983, 25'001'983}},
    {large,
     Precision::one_percent,
     "HISTFAAAADl4nJNpmSzMwMAgxgABTFCakYGB2c1gxwIG+w8QAa770g+OcjDvOMw0kfNBP+NdnmOMh0WZABzuDSU=",
     "HISTFAAAADl42pNpmSzMwMAgxgABTFCakYGB2c1gxwIG+w8QAa770g+OcjDvOMw0kfNBP+NdnmOMh0WZABzuDSU=",
     {991'231, 1'003'519, 25'034'751, 25'034'751}},
    {huge,
     Precision::one_permille,
     "HISTFAAAACp4nJNpmSzMwMDAzQABzFCaEch0M9ixgMH+A0TgPH8DCDic5WcCAJ3YCNI=",
     "HISTFAAAACp42pNpmSzMwMDAzQABzFCaEch0M9ixgMH+A0TgPH8DCDic5WcCAJ3YCNI=",
     {1000, 1000, 1000, 1000}},
    {huge,
     Precision::one_percent,
     "HISTFAAAACt4nJNpmSzMwMDAzQABTFCakYGB2c1gxwIG+w8Qgc/sDSDg8JeRCQCfZAkP",
     "HISTFAAAACt42pNpmSzMwMDAzQABTFCakYGB2c1gxwIG+w8Qgc/sDSDg8JeRCQCfZAkP",
     {1003, 1003, 1003, 1003}},
};

Histogram recorded(const Golden &golden) {
  Histogram histogram{golden.precision};
  for (const auto &[value, count] : golden.values) histogram.record(base::Nanoseconds{value}, count);
  return histogram;
}

void expect_counts_of(const base::Result<Histogram> &read, const Golden &golden) {
  ASSERT_TRUE(read) << read.error().message();
  const auto expected = recorded(golden).buckets(), got = read->buckets();
  EXPECT_EQ(read->precision(), golden.precision);
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].low, expected[i].low);
    EXPECT_EQ(got[i].count, expected[i].count);
  }
}

TEST(HdrV2, strings_of_the_python_library_are_read_here) {
  for (const Golden &golden : goldens) expect_counts_of(Histogram::from_hdr_v2(golden.theirs), golden);
}

TEST(HdrV2, our_strings_that_the_python_library_read_are_still_read_here) {
  for (const Golden &golden : goldens) expect_counts_of(Histogram::from_hdr_v2(golden.ours), golden);
}

// Other versions of zlib may compress to other bytes, so what we write today is compared by what is in it.
TEST(HdrV2, what_we_write_today_holds_what_those_strings_hold) {
  for (const Golden &golden : goldens) expect_counts_of(Histogram::from_hdr_v2(recorded(golden).hdr_v2()), golden);
}

TEST(HdrV2, our_percentiles_are_those_of_the_python_library) {
  for (const Golden &golden : goldens) {
    const auto read = Histogram::from_hdr_v2(golden.theirs);
    ASSERT_TRUE(read);
    std::array<std::int64_t, 4> percentiles{};
    for (std::size_t i = 0; i < 4; ++i) percentiles[i] = read->quantile(std::array{0.5, 0.9, 0.99, 0.999}[i]).count();
    EXPECT_EQ(percentiles, golden.percentiles);
  }
}

// One bucket at the top of an hour at 0.1 %, and the largest count: nine bytes, which hdrhistogram 0.10.8 reads
// wrongly.
TEST(HdrV2, the_largest_count_comes_back) {
  Histogram histogram;
  histogram.record(std::chrono::hours{1}, static_cast<std::uint64_t>(INT64_MAX));
  const auto read = Histogram::from_hdr_v2(histogram.hdr_v2());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->count(), static_cast<std::uint64_t>(INT64_MAX));
  EXPECT_EQ(read->max(), std::chrono::hours{1});
}

} // namespace
} // namespace reqbench::sample
