#include "load/reopen_queue.hpp"
#include "load/waiting_list.hpp"

#include <gtest/gtest.h>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;

base::Instant at(base::Nanoseconds offset) { return base::Instant{1h + offset}; }

TEST(WaitingList, GivesTheLongestWaitingFirst) {
  WaitingList list{4};
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.oldest(), base::Instant::max());
  for (const std::size_t slot : {2U, 0U, 3U}) list.add(slot, at(slot * 1ms));
  EXPECT_EQ(list.first(), 2U);
  EXPECT_EQ(list.oldest(), at(2ms));
  list.remove(2);
  EXPECT_EQ(list.first(), 0U);
}

TEST(WaitingList, LetsAnyOneLeave) {
  WaitingList list{3};
  for (const std::size_t slot : {0U, 1U, 2U}) list.add(slot, at(0ms));
  list.remove(1);
  list.remove(0);
  EXPECT_EQ(list.first(), 2U);
  list.add(0, at(1ms));
  list.remove(2);
  EXPECT_EQ(list.first(), 0U);
  list.remove(0);
  EXPECT_TRUE(list.empty());
}

TEST(ReopenQueue, GivesTheEarliestFirst) {
  ReopenQueue queue{3};
  EXPECT_EQ(queue.next(), base::Instant::max());
  queue.add(0, at(3ms));
  queue.add(1, at(1ms));
  queue.add(2, at(2ms));
  EXPECT_EQ(queue.next(), at(1ms));
  EXPECT_EQ(queue.take(), 1U);
  EXPECT_EQ(queue.take(), 2U);
  EXPECT_EQ(queue.take(), 0U);
  EXPECT_EQ(queue.next(), base::Instant::max());
}

TEST(ReopenQueue, PausesDoubleFromOneMillisecondToATenthOfASecond) {
  const base::Nanoseconds expected[]{0ms, 1ms, 2ms, 4ms, 8ms, 16ms, 32ms, 64ms, 100ms, 100ms};
  for (int failures = 0; failures < 10; ++failures) EXPECT_EQ(pause_after(failures), expected[failures]) << failures;
  EXPECT_EQ(pause_after(1'000'000), 100ms);
}

} // namespace
} // namespace reqbench::load
