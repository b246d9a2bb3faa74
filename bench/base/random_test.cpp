#include "base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <numeric>
#include <set>
#include <vector>

namespace reqbench::base {
namespace {

// The expected words come from the published C code of splitmix64 and xoshiro256**, written again in Python and first
// checked there with the published vectors (splitmix64 from 1234567: 6457827717110365317, …; xoshiro256** from the
// state 1, 2, 3, 4: 11520, 0, 1509978240, 1215971899390074240, …).
TEST(Random, FollowsTheReferenceCodeOfXoshiroSeededBySplitmix) {
  struct Expected {
    std::uint64_t seed;
    std::array<std::uint64_t, 4> words;
  };
  for (const auto &[seed, words] :
       {Expected{0, {0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x6aa594f1262d2d2c}},
        Expected{42, {0x15780b2e0c2ec716, 0x6104d9866d113a7e, 0xae17533239e499a1, 0xecb8ad4703b360a1}},
        Expected{1234567, {0x30a3a1c363600467, 0x19405f0f579929ca, 0x115beaac046ddbd9, 0xeb17caf48f27d7f6}}}) {
    Random random{seed};
    for (const auto word : words) EXPECT_EQ(random(), word) << "seed " << seed;
  }
}

TEST(Random, UnitTakesTheUpper53BitsAndStaysBelowOne) {
  EXPECT_DOUBLE_EQ(Random{42}.unit(), 0.08386297105988216); // (0x15780b2e0c2ec716 >> 11) · 2^-53 in Python
  Random random{7};
  double sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double u = random.unit();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
  }
  EXPECT_NEAR(sum / 100'000, 0.5, 5 * 0.2887 / 316.2); // five standard errors of a uniform mean
}

TEST(Random, BelowGivesEveryNumberTheSameChance) {
  // Chi-square with 9 degrees of freedom: above 39.4 by chance once in 100 000 seeds; this seed is fixed.
  Random random{1};
  std::array<int, 10> counts{};
  constexpr int draws = 100'000;
  for (int i = 0; i < draws; ++i) ++counts.at(random.below(10));
  double chi_square = 0;
  for (const int n : counts) chi_square += (n - draws / 10.0) * (n - draws / 10.0) / (draws / 10.0);
  EXPECT_LT(chi_square, 39.4);
}

TEST(Random, BelowIsUnbiasedWhereAPlainProductWouldShowIt) {
  // With the bound 3·2^62, keeping every product would hit multiples of 3 twice as often as the others.
  Random random{2};
  constexpr std::uint64_t bound = 3ULL << 62;
  int multiples = 0;
  constexpr int draws = 30'000;
  for (int i = 0; i < draws; ++i) multiples += random.below(bound) % 3 == 0 ? 1 : 0;
  EXPECT_NEAR(multiples, draws / 3.0, 5 * 81.6); // five standard deviations of Binomial(30000, 1/3)
}

TEST(Random, BelowOneIsAlwaysZero) {
  Random random{3};
  for (int i = 0; i < 100; ++i) EXPECT_EQ(random.below(1), 0u);
}

TEST(RandomDeathTest, BelowZeroIsABug) { EXPECT_DEATH(Random{1}.below(0), "this is a bug in reqbench"); }

TEST(RandomDeathTest, AnEmptyRangeIsABug) { EXPECT_DEATH(Random{1}.between(2, 1), "this is a bug in reqbench"); }

TEST(Random, BetweenReachesBothEndsAndNothingBeyond) {
  Random random{4};
  std::set<std::int64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.between(-2, 3));
  EXPECT_EQ(seen, (std::set<std::int64_t>{-2, -1, 0, 1, 2, 3}));
  EXPECT_EQ(random.between(5, 5), 5);
}

TEST(Random, BetweenTakesTheWholeRangeOfNumbers) {
  Random random{5};
  bool negative = false, positive = false;
  for (int i = 0; i < 100; ++i) {
    const auto n = random.between(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
    (n < 0 ? negative : positive) = true;
  }
  EXPECT_TRUE(negative && positive);
}

TEST(Random, ShuffleKeepsTheMembersAndReachesEveryOrder) {
  Random random{6};
  std::set<std::vector<int>> orders;
  for (int i = 0; i < 500; ++i) {
    std::vector<int> sequence{1, 2, 3, 4};
    random.shuffle(sequence);
    orders.insert(sequence);
    std::ranges::sort(sequence);
    ASSERT_EQ(sequence, (std::vector<int>{1, 2, 3, 4}));
  }
  EXPECT_EQ(orders.size(), 24u); // 4!
}

TEST(Random, AStreamIsFixedBySeedNameAndIndex) {
  const auto first = [](std::uint64_t seed, std::string_view name, std::uint64_t index) {
    return Random::stream(seed, name, index).next();
  };
  EXPECT_EQ(first(1, "order", 0), first(1, "order", 0));
  const std::set<std::uint64_t> different{first(1, "order", 0), first(2, "order", 0), first(1, "json", 0),
                                          first(1, "order", 1)};
  EXPECT_EQ(different.size(), 4u);
}

TEST(Random, NeighbouringStreamsShareNoNumbers) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t index = 0; index < 100; ++index) {
    auto random = Random::stream(9, "arrivals", index);
    for (int i = 0; i < 100; ++i) seen.insert(random.next());
  }
  EXPECT_EQ(seen.size(), 10'000u);
}

TEST(Random, FreshSeedsDiffer) { EXPECT_NE(fresh_seed(), fresh_seed()); }

// The published test vectors of FNV-1a, 64 bit (Noll's page): "", "a", "foobar".
TEST(StableHash, IsFnv1a) {
  EXPECT_EQ(stable_hash(""), 0xcbf29ce484222325u);
  EXPECT_EQ(stable_hash("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(stable_hash("foobar"), 0x85944171f73967e8u);
  EXPECT_EQ(hexadecimal(stable_hash("")), "cbf29ce484222325");
  EXPECT_EQ(hexadecimal(10), "000000000000000a");
}

} // namespace
} // namespace reqbench::base
