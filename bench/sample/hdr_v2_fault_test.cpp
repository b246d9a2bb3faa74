// What a damaged or hostile file can hold in place of a histogram.
#include "sample/base64.hpp"
#include "sample/histogram.hpp"

#include "base/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace reqbench::sample {
namespace {

using testing::HasSubstr;

std::string big_endian(std::uint64_t number, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i) & 255);
  return out;
}

struct Parts {
  std::uint64_t outer_cookie = 0x1c849314, cookie = 0x1c849313, offset = 0, digits = 3, lowest = 1;
  std::uint64_t highest = 3'600'000'000'000;
  std::string counts = std::string{2}; ///< ZigZag: one bucket with 1
  int counts_length_off = 0, outer_length_off = 0;
  std::string after{}; ///< behind the zlib stream
};

std::string encoded(const Parts &parts) {
  const std::string inner = big_endian(parts.cookie, 4) +
                            big_endian(parts.counts.size() + static_cast<std::uint64_t>(parts.counts_length_off), 4) +
                            big_endian(parts.offset, 4) + big_endian(parts.digits, 4) + big_endian(parts.lowest, 8) +
                            big_endian(parts.highest, 8) + big_endian(0x3ff0000000000000, 8) + parts.counts;
  uLongf size = compressBound(inner.size());
  std::string zlib(size, '\0');
  compress(reinterpret_cast<Bytef *>(zlib.data()), &size, reinterpret_cast<const Bytef *>(inner.data()), inner.size());
  zlib.resize(size);
  zlib += parts.after;
  return base64_encode(big_endian(parts.outer_cookie, 4) +
                       big_endian(zlib.size() + static_cast<std::uint64_t>(parts.outer_length_off), 4) + zlib);
}

void expect_damaged(const std::string &text, const char *says) {
  const auto read = Histogram::from_hdr_v2(text);
  ASSERT_FALSE(read) << says;
  EXPECT_EQ(read.error().kind(), base::ErrorKind::damaged);
  EXPECT_THAT(read.error().message(), HasSubstr(says));
}

TEST(HdrV2Fault, the_parts_of_these_tests_make_a_good_histogram_when_nothing_is_wrong) {
  const auto read = Histogram::from_hdr_v2(encoded({}));
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->count(), 1u);
  EXPECT_EQ(read->max(), base::Nanoseconds{0});
}

TEST(HdrV2Fault, a_field_that_is_wrong_is_named) {
  expect_damaged("", "ends within its header");
  expect_damaged("not base64!", "not base64");
  expect_damaged("AAAA", "ends within its header");
  expect_damaged(encoded({.outer_cookie = 0x1c849313}), "cookie is not V2's");
  expect_damaged(encoded({.cookie = 0x1c849301}), "inner cookie");
  expect_damaged(encoded({.counts_length_off = 1}), "length disagrees");
  expect_damaged(encoded({.counts_length_off = -1}), "length disagrees");
  expect_damaged(encoded({.outer_length_off = 1}), "length disagrees");
  expect_damaged(encoded({.outer_length_off = 0x7fffff00}), "length disagrees");
  expect_damaged(encoded({.after = "x"}), "zlib stream is broken");
  expect_damaged(encoded({.offset = 1}), "shifted");
  expect_damaged(encoded({.digits = 1}), "2 or 3 significant digits");
  expect_damaged(encoded({.digits = 0xffffffff}), "2 or 3 significant digits");
  expect_damaged(encoded({.lowest = 1000}), "lowest discernible value");
  expect_damaged(encoded({.highest = 0}), "out of range");
  expect_damaged(encoded({.highest = ~std::uint64_t{0}}), "out of range");
}

TEST(HdrV2Fault, counts_that_do_not_fit_are_refused) {
  expect_damaged(encoded({.counts = "\x82"}), "ends within a count");
  expect_damaged(encoded({.highest = 100, .counts = std::string(102, '\2')}), "more buckets than its range");
  const std::string least(9, '\xff'); // −2^63 empty buckets
  expect_damaged(encoded({.counts = least}), "more buckets than its range");
  const std::string largest = "\xfe" + std::string(8, '\xff'); // 2^63 − 1
  expect_damaged(encoded({.counts = largest + largest + largest}), "counts overflow");
}

TEST(HdrV2Fault, the_widest_range_is_read_without_overflow) {
  const auto read = Histogram::from_hdr_v2(encoded({.highest = static_cast<std::uint64_t>(INT64_MAX)}));
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->count(), 1u);
}

TEST(HdrV2Fault, a_small_text_that_inflates_without_end_is_refused) {
  const std::string bomb = encoded({.counts = std::string(20'000'000, '\0')});
  EXPECT_LT(bomb.size(), 40'000u);
  expect_damaged(bomb, "zlib stream is broken or too long");
}

TEST(HdrV2Fault, a_text_longer_than_any_histogram_is_not_even_decoded) {
  expect_damaged(std::string(4'000'000, 'A'), "too long");
}

TEST(HdrV2Fault, no_part_of_a_histogram_is_read_as_a_histogram) {
  Histogram histogram;
  for (int i = 1; i < 200; ++i) histogram.record(std::chrono::microseconds{i * i});
  const std::string whole = histogram.hdr_v2();
  for (std::size_t length = 0; length < whole.size(); ++length)
    ASSERT_FALSE(Histogram::from_hdr_v2(std::string_view{whole}.substr(0, length))) << length;
}

TEST(HdrV2Fault, noise_is_read_without_harm) {
  base::Random random{21};
  const std::string good = *base64_decode(encoded({.counts = std::string(300, '\4')}));
  for (int i = 0; i < 3'000; ++i) {
    std::string bytes = good;
    for (auto flips = 1 + random.below(3); flips > 0; --flips)
      bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    if (const auto read = Histogram::from_hdr_v2(base64_encode(bytes))) {
      EXPECT_EQ(read->count(), 600u);
    } else {
      EXPECT_EQ(read.error().kind(), base::ErrorKind::damaged);
    }
  }
}

} // namespace
} // namespace reqbench::sample
