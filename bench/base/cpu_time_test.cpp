#include "base/cpu_time.hpp"

#include <gtest/gtest.h>

namespace reqbench::base {
namespace {

using std::chrono::milliseconds;

TEST(CpuTime, TicksBecomeTimeByTheTicksOfThisKernel) {
  EXPECT_EQ(from_ticks(3, 100), milliseconds{30});
  EXPECT_EQ(from_ticks(1, 1000), milliseconds{1});
  EXPECT_EQ(from_ticks(0, 100), milliseconds{0});
  EXPECT_GT(ticks_per_second(), 0u);
}

TEST(CpuTime, IsAddedUpByWhatItWasFor) {
  const auto times = parse_cpu_times("cpu  4907 0 4350 229720 503 0 114 13 0 0\n"
                                     "cpu0 1 2 4 100 200 8 16 32 64 128\n"
                                     "cpu2 2040 0 1617 116071 22 0 17 2 0 0\n"
                                     "intr 1 2 3\nctxt 5\ncpuset 1 2 3 4 5 6 7 8 9\n",
                                     100);
  ASSERT_EQ(times.size(), 3u) << "one a processor number, also the one that is off";
  EXPECT_EQ(times[0].busy, milliseconds{(1 + 2 + 4 + 8 + 16) * 10}) << "guest time is part of user already";
  EXPECT_EQ(times[0].idle, milliseconds{300 * 10});
  EXPECT_EQ(times[0].steal, milliseconds{32 * 10});
  EXPECT_EQ(times[1].busy + times[1].idle + times[1].steal, milliseconds{0});
  EXPECT_EQ(times[2].busy, milliseconds{(2040 + 1617 + 17) * 10});
}

TEST(CpuTime, TextWithoutProcessorsGivesNone) {
  for (const auto *text : {"", "\n\n", "cpu0 1 2 3", "cpux 1 2 3 4 5 6 7 8 9", "cpu99999999999 1 2 3 4 5 6 7 8 9"})
    EXPECT_TRUE(parse_cpu_times(text, 100).empty()) << text;
}

TEST(CpuTime, BetweenTwoReadingsIsThatOfTheProcessorsAskedFor) {
  const std::vector<CpuTime> begin{{milliseconds{10}, milliseconds{1}, milliseconds{100}},
                                   {milliseconds{20}, milliseconds{2}, milliseconds{200}},
                                   {milliseconds{30}, milliseconds{3}, milliseconds{300}}};
  auto end = begin;
  for (std::size_t i = 0; i < end.size(); ++i) end[i].steal += milliseconds{10 << i};
  end[2].busy += milliseconds{7};
  end[2].idle += milliseconds{8};
  EXPECT_EQ(spent(begin, end, {1}).steal, milliseconds{20});
  EXPECT_EQ(spent(begin, end, {0, 2}).steal, milliseconds{50});
  EXPECT_EQ(spent(begin, end, {0, 2}).busy, milliseconds{7});
  EXPECT_EQ(spent(begin, end, {0, 2}).idle, milliseconds{8});
  EXPECT_EQ(spent(begin, end, {}).steal, milliseconds{0});
  EXPECT_EQ(spent(begin, end, {9}).steal, milliseconds{0}) << "a processor that is off";
}

TEST(CpuTime, EveryAllowedProcessorHasSome) {
  const auto times = read_cpu_times();
  for (const int cpu : allowed_cpus()) {
    ASSERT_LT(static_cast<std::size_t>(cpu), times.size());
    const auto &time = times[static_cast<std::size_t>(cpu)];
    EXPECT_GT((time.busy + time.idle).count(), 0) << cpu;
  }
}

} // namespace
} // namespace reqbench::base
