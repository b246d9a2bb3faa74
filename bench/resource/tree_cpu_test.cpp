#include "resource/tree_cpu.hpp"

#include <gtest/gtest.h>

namespace reqbench::resource {
namespace {

using std::chrono::milliseconds;

Cpu user(int ms) { return {milliseconds{ms}, milliseconds{ms}, {}}; }

ProcessCpu process(pid_t number, pid_t parent, int used_ms, int waited_for_ms = 0) {
  return {.process = number, .parent = parent, .started = 7, .own = user(used_ms), .waited_for = user(waited_for_ms)};
}

TreeCpu reading(std::vector<ProcessCpu> processes, int reaper_ms = 0) {
  return {.processes = std::move(processes), .waited_for_by_reaper = user(reaper_ms)};
}

TEST(TreeCpu, WhoIsThereAtBothReadingsCountsWithWhatItUsedBetween) {
  const auto used = consumed(reading({process(10, 1, 100), process(11, 10, 50)}),
                             reading({process(10, 1, 130), process(11, 10, 55)}));
  EXPECT_EQ(used.cpu.total, milliseconds{35});
  EXPECT_EQ(used.cpu.user, milliseconds{35});
  EXPECT_TRUE(used.whole);
  EXPECT_FALSE(used.may_hide);
}

TEST(TreeCpu, WithoutAFirstReadingAllCounts) {
  EXPECT_EQ(consumed({}, reading({process(10, 1, 100, 40)}, 2)).cpu.total, milliseconds{142});
}

TEST(TreeCpu, WhoCameBetweenCountsWhole) {
  const auto used = consumed(reading({process(10, 1, 100)}),
                             reading({process(10, 1, 101), process(11, 10, 300), process(12, 10, 9)}));
  EXPECT_EQ(used.cpu.total, milliseconds{310});
  EXPECT_TRUE(used.whole);
}

TEST(TreeCpu, WhoEndedIsInheritedByTheOneThatWaited) {
  // 11 had used 50 and ended with 80; 12 came and went between the readings with 30.
  const auto used =
      consumed(reading({process(10, 1, 100), process(11, 10, 50)}), reading({process(10, 1, 105, 80 + 30)}));
  EXPECT_EQ(used.cpu.total, milliseconds{5 + 30 + 30});
  EXPECT_TRUE(used.whole);
}

TEST(TreeCpu, WhoOutlivedItsParentIsInheritedByTheReaper) {
  const auto used =
      consumed(reading({process(10, 1, 5), process(11, 10, 50, 20)}, 3), reading({process(10, 1, 5)}, 93));
  EXPECT_EQ(used.cpu.total, milliseconds{90 - 50 - 20});
  EXPECT_TRUE(used.whole);
}

TEST(TreeCpu, WhoEndedAndIsInheritedByNobodyLeavesAHole) {
  EXPECT_FALSE(consumed(reading({process(10, 1, 100), process(11, 10, 50)}), reading({process(10, 1, 900)})).whole);
  EXPECT_TRUE(consumed(reading({process(10, 1, 100), process(11, 10, 19)}), reading({process(10, 1, 900)})).whole)
      << "less than the two ticks that an inheritance may lack";
}

TEST(TreeCpu, AParentThatDropsItsChildrenLeavesAHoleHoweverLittleTheyHadUsed) {
  auto parent = process(10, 1, 100);
  parent.drops_children = true;
  const auto ended = consumed(reading({parent, process(11, 10, 1)}), reading({parent}));
  EXPECT_FALSE(ended.whole);
  const auto stayed = consumed(reading({parent, process(11, 10, 1)}), reading({parent, process(11, 10, 8)}));
  EXPECT_TRUE(stayed.whole);
  EXPECT_TRUE(stayed.may_hide) << "others may have come and gone";
  EXPECT_EQ(stayed.cpu.total, milliseconds{7});
}

TEST(TreeCpu, ANumberThatWasGivenAgainIsAnotherProcess) {
  auto later = process(11, 10, 4);
  later.started = 8;
  const auto used =
      consumed(reading({process(10, 1, 1), process(11, 10, 50)}), reading({process(10, 1, 1, 60), later}));
  EXPECT_EQ(used.cpu.total, milliseconds{60 - 50 + 4});
  EXPECT_TRUE(used.whole);
}

} // namespace
} // namespace reqbench::resource
