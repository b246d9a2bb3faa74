#include "schedule/schedule.hpp"

#include "base/random.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace reqbench::schedule {
namespace {

using base::Nanoseconds;
using base::Rate;

__extension__ using Wide = unsigned __int128;

TEST(Constant, spaces_requests_evenly_from_the_start) {
  const Constant schedule{Rate{1000}};
  EXPECT_EQ(schedule.due(0), Nanoseconds{0});
  EXPECT_EQ(schedule.due(1), Nanoseconds{1'000'000});
  EXPECT_EQ(schedule.due(2500), Nanoseconds{2'500'000'000});
}

TEST(Constant, rounds_each_due_time_alone_so_nothing_drifts) {
  const Constant schedule{Rate{3}};
  EXPECT_EQ(schedule.due(1), Nanoseconds{333'333'333});
  EXPECT_EQ(schedule.due(2), Nanoseconds{666'666'667});
  EXPECT_EQ(schedule.due(3), Nanoseconds{1'000'000'000});
  EXPECT_EQ(schedule.due(3'000'000'000), Nanoseconds{1'000'000'000'000'000'000});
}

// |due − k × 1e9 ÷ rate| ≤ ½ ns, in whole numbers: both sides times rate. The quotient itself is rounded at 2^-64 of
// its size before it is rounded to whole nanoseconds; `slack` is that.
TEST(Constant, is_the_nearest_nanosecond_for_a_million_million_requests) {
  base::Random random{1};
  for (const std::uint64_t rate : {1'000u, 26'900u, 99'991u, 1'000'003u, 5'000'000u}) {
    const Constant schedule{Rate{static_cast<double>(rate)}};
    for (int i = 0; i < 20'000; ++i) {
      const std::uint64_t k = random.below(1'000'000'000'001);
      const Wide told = Wide{static_cast<std::uint64_t>(schedule.due(k).count())} * rate;
      const Wide exact = Wide{k} * 1'000'000'000u;
      const Wide slack = exact >> 63;
      ASSERT_TRUE((told > exact ? told - exact : exact - told) <= rate / 2 + slack) << "k " << k << " rate " << rate;
    }
  }
}

TEST(Constant, counts_the_requests_that_fall_due_before_an_offset) {
  const Constant schedule{Rate{1000}};
  EXPECT_EQ(schedule.due_before(Nanoseconds{-1}), 0u);
  EXPECT_EQ(schedule.due_before(Nanoseconds{0}), 0u);
  EXPECT_EQ(schedule.due_before(Nanoseconds{1}), 1u);
  EXPECT_EQ(schedule.due_before(Nanoseconds{1'000'000}), 1u);
  EXPECT_EQ(schedule.due_before(Nanoseconds{1'000'001}), 2u);
  EXPECT_EQ(schedule.due_before(std::chrono::seconds{3}), 3000u);
}

TEST(Constant, due_and_due_before_agree_for_every_request) {
  base::Random random{2};
  for (int i = 0; i < 100'000; ++i) {
    const Constant schedule{Rate{0.01 + random.unit() * (i % 2 ? 100.0 : 5e6)}};
    const std::uint64_t k = random.below(i % 3 ? 100'000 : 1'000'000'000'001);
    const Nanoseconds due = schedule.due(k);
    if (due == Nanoseconds::max()) continue;
    ASSERT_EQ(schedule.due_before(due), k);
    ASSERT_EQ(schedule.due_before(due + Nanoseconds{1}), k + 1);
  }
}

TEST(Constant, never_falls_even_where_several_requests_share_a_nanosecond) {
  const Constant schedule{Rate{3e9}};
  for (std::uint64_t k = 0; k < 1000; ++k) {
    ASSERT_LE(schedule.due(k), schedule.due(k + 1));
    ASSERT_LE(schedule.due_before(schedule.due(k)), k);
    ASSERT_GT(schedule.due_before(schedule.due(k) + Nanoseconds{1}), k);
  }
}

TEST(Constant, any_split_over_workers_gives_the_exact_total) {
  base::Random random{3};
  for (int i = 0; i < 1000; ++i) {
    const Constant schedule{Rate{1 + random.unit() * 1e5}};
    const Nanoseconds length{random.between(1, 1'000'000'000)};
    const std::uint64_t workers = 1 + random.below(64);
    std::uint64_t total = 0;
    for (std::uint64_t worker = 0; worker < workers; ++worker)
      for (std::uint64_t k = worker; schedule.due(k) < length; k += workers) ++total;
    ASSERT_EQ(total, schedule.due_before(length));
  }
}

TEST(Constant, a_request_due_after_the_clock_ends_is_due_at_its_end) {
  const Constant schedule{Rate{0.001}};
  EXPECT_EQ(schedule.due(1'000'000'000'000), Nanoseconds::max());
  EXPECT_EQ(schedule.due(std::numeric_limits<std::uint64_t>::max()), Nanoseconds::max());
}

TEST(ConstantDeathTest, a_rate_of_0_is_a_bug) { EXPECT_DEATH(Constant{Rate{0}}, "a rate above 0"); }

} // namespace
} // namespace reqbench::schedule
