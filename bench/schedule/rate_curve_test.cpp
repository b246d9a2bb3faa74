#include "schedule/rate_curve.hpp"

#include "base/random.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace reqbench::schedule {
namespace {

using namespace std::chrono_literals;
using base::Nanoseconds;
using base::Rate;

__extension__ using Wide = unsigned __int128;

constexpr Nanoseconds forever = Nanoseconds::max();

RateCurve constant(double rate, Nanoseconds length = forever) {
  return RateCurve{std::vector<Stretch>{{Rate{rate}, Rate{rate}, length}}};
}
RateCurve ramp(double from, double to, Nanoseconds length) {
  return RateCurve{std::vector<Stretch>{{Rate{from}, Rate{to}, length}}};
}

TEST(ConstantRate, SpacesRequestsEvenlyFromTheStart) {
  const auto curve = constant(1000);
  EXPECT_EQ(curve.reached(0), 0ns);
  EXPECT_EQ(curve.reached(1), 1ms);
  EXPECT_EQ(curve.reached(2500), 2500ms);
}

TEST(ConstantRate, RoundsEachDueTimeAloneSoNothingDrifts) {
  const auto curve = constant(3);
  EXPECT_EQ(curve.reached(1), 333'333'333ns);
  EXPECT_EQ(curve.reached(2), 666'666'667ns);
  EXPECT_EQ(curve.reached(3), 1s);
  EXPECT_EQ(curve.reached(3'000'000'000), 1'000'000'000s);
}

// |due − k × 1e9 ÷ rate| ≤ ½ ns, in whole numbers: both sides times rate. The quotient itself is rounded at 2^-64 of
// its size before it is rounded to whole nanoseconds; `slack` is that.
TEST(ConstantRate, IsTheNearestNanosecondForAMillionMillionRequests) {
  base::Random random{1};
  for (const std::uint64_t rate : {1'000u, 26'900u, 99'991u, 1'000'003u, 5'000'000u}) {
    const auto curve = constant(static_cast<double>(rate));
    for (int i = 0; i < 20'000; ++i) {
      const std::uint64_t k = random.below(1'000'000'000'001);
      const Wide told = Wide{static_cast<std::uint64_t>(curve.reached(static_cast<long double>(k)).count())} * rate;
      const Wide exact = Wide{k} * 1'000'000'000u;
      const Wide slack = exact >> 63;
      ASSERT_TRUE((told > exact ? told - exact : exact - told) <= rate / 2 + slack) << "k " << k << " rate " << rate;
    }
  }
}

TEST(ConstantRate, CountsTheRequestsThatFallDueBeforeAnOffset) {
  const auto curve = constant(1000);
  EXPECT_EQ(curve.due_before(-1ns), 0U);
  EXPECT_EQ(curve.due_before(0ns), 0U);
  EXPECT_EQ(curve.due_before(1ns), 1U);
  EXPECT_EQ(curve.due_before(1ms), 1U);
  EXPECT_EQ(curve.due_before(1'000'001ns), 2U);
  EXPECT_EQ(curve.due_before(3s), 3000U);
}

TEST(ConstantRate, EndsWithItsStretch) {
  const auto curve = constant(1000, 1s);
  EXPECT_EQ(curve.reached(999), 999ms);
  EXPECT_EQ(curve.reached(1000), forever);
  EXPECT_EQ(curve.due_before(forever), 1000U);
  // ⅓ of a request more falls due at the very beginning of the next nanosecond after the end.
  EXPECT_EQ(constant(1'000'000'000.0 / 3, 1ns).due_before(forever), 1U);
}

TEST(ConstantRate, ARequestDueAfterTheClockEndsIsDueAtItsEnd) {
  const auto curve = constant(0.001);
  EXPECT_EQ(curve.reached(1'000'000'000'000), forever);
  EXPECT_EQ(curve.reached(std::numeric_limits<std::uint64_t>::max()), forever);
}

TEST(Ramp, ReachesTheAreaUnderItsLine) {
  // 0 s: 1000/s, 2 s: 3000/s; Λ(t) = 1000 t + 500 t²: 4000 in all, 1500 after 1 s.
  const auto rising = ramp(1000, 3000, 2s);
  EXPECT_EQ(rising.reached(0), 0ns);
  EXPECT_EQ(rising.reached(1500), 1s);
  EXPECT_EQ(rising.reached(625), 500ms);
  EXPECT_EQ(rising.reached(4000), forever);
  EXPECT_EQ(rising.due_before(1s), 1500U);
  EXPECT_EQ(rising.due_before(2s), 4000U);
  // The falling one is its mirror image: 2500 in its first half.
  const auto falling = ramp(3000, 1000, 2s);
  EXPECT_EQ(falling.reached(2500), 1s);
  EXPECT_EQ(falling.due_before(2s), 4000U);
}

TEST(Ramp, ThatHardlyRisesKeepsItsDigits) {
  // The textbook root (−a + √…) ÷ slope would lose all of them.
  const auto nearly = ramp(1000, 1000.0000001, 1'000'000s), constant_one = constant(1000, 1'000'000s);
  for (const std::uint64_t k : {1ULL, 1000ULL, 999'999'999ULL}) {
    const auto at = static_cast<long double>(k);
    EXPECT_LE(constant_one.reached(at) - nearly.reached(at), 50us) << k; // 10^-10 of 10^6 s, by half
    EXPECT_GE(constant_one.reached(at) - nearly.reached(at), 0ns) << k;
  }
}

TEST(Ramp, CountsExactlyInBothDirections) {
  base::Random random{2};
  for (int i = 0; i < 5'000; ++i) {
    const auto curve =
        ramp(1 + random.unit() * 1e5, 1 + random.unit() * 1e5, Nanoseconds{random.between(1, 1LL << 36)});
    const auto all = static_cast<std::uint64_t>(curve.total());
    const auto k = random.below(all + 1);
    const auto due = curve.reached(static_cast<long double>(k));
    if (due == forever) continue;
    ASSERT_LE(curve.due_before(due), k);
    ASSERT_GT(curve.due_before(due + 1ns), k);
  }
}

TEST(Steps, BeginEachWhereTheOneBeforeEnded) {
  const RateCurve curve{parse_steps("1k+4k+2k", 500ms).value()};
  EXPECT_EQ(curve.reached(499), 499ms);
  EXPECT_EQ(curve.reached(500), 500ms);
  EXPECT_EQ(curve.reached(501), 500'250us);
  EXPECT_EQ(curve.reached(2500), 1s);
  EXPECT_EQ(curve.reached(2501), 1'000'500us);
  EXPECT_EQ(curve.reached(3500), forever);
  EXPECT_EQ(static_cast<double>(curve.total()), 3500.0);
}

TEST(RateCurve, NeverFalls) {
  base::Random random{3};
  for (int i = 0; i < 300; ++i) {
    std::vector<Stretch> stretches;
    for (std::uint64_t pieces = 1 + random.below(4); pieces > 0; --pieces)
      stretches.push_back({Rate{1 + random.unit() * (i % 3 ? 1e4 : 3e9)}, Rate{1 + random.unit() * 1e4},
                           Nanoseconds{random.between(1, i % 3 ? 100'000'000 : 100)}});
    const RateCurve curve{stretches};
    Nanoseconds before{};
    for (long double k = 0; k < std::min(curve.total() + 3, 5000.0L); k += i % 2 ? 1 : 0.37L) {
      const auto due = curve.reached(k);
      ASSERT_GE(due, before);
      ASSERT_TRUE(due < length_of(stretches) || due == forever);
      before = due;
    }
  }
}

TEST(RateCurveDeathTest, ARateOf0IsABug) { EXPECT_DEATH(constant(0), "rates above 0"); }
TEST(RateCurveDeathTest, AStretchOf0IsABug) { EXPECT_DEATH(constant(1, 0ns), "a stretch lasts"); }

} // namespace
} // namespace reqbench::schedule
