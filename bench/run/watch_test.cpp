#include "run/watch.hpp"

#include <gtest/gtest.h>

namespace reqbench::run {
namespace {

using base::Nanoseconds;
using std::chrono::milliseconds;

Edge edge(int server_busy_ms, int generator_busy_ms, int own_ms) {
  return {.tree = {},
          .processors = {{.busy = milliseconds{generator_busy_ms}, .steal = {}, .idle = {}},
                         {.busy = milliseconds{server_busy_ms}, .steal = {}, .idle = {}}},
          .generator = milliseconds{own_ms}};
}

TEST(ForeignCpu, IsWhatNeitherSideUsedOfItsProcessors) {
  const auto foreign = foreign_cpu(edge(100, 200, 50), edge(1100, 900, 550), milliseconds{940}, {1}, {0});
  EXPECT_EQ(foreign.server, milliseconds{60});
  EXPECT_EQ(foreign.generator, milliseconds{200});
}

TEST(ForeignCpu, IsNeverNegative) {
  const auto foreign = foreign_cpu(edge(0, 0, 0), edge(100, 100, 109), milliseconds{105}, {1}, {0});
  EXPECT_EQ(foreign.server, Nanoseconds{0});
  EXPECT_EQ(foreign.generator, Nanoseconds{0});
}

TEST(ForeignCpu, OfASharedProcessorIsNeitherTheServersNorTheGenerators) {
  const auto foreign = foreign_cpu(edge(0, 0, 0), edge(1000, 0, 300), milliseconds{600}, {1}, {1});
  EXPECT_EQ(foreign.server, milliseconds{100});
  EXPECT_EQ(foreign.generator, Nanoseconds{0});
}

resource::Sampled sampled(std::vector<std::uint64_t> rss) {
  resource::Sampled all;
  for (std::size_t i = 0; i < rss.size(); ++i) all.points.push_back({base::Instant{milliseconds{100} * i}, rss[i], {}});
  all.cpu = milliseconds{2};
  return all;
}

TEST(MemoryInWindow, IsItsFirstItsMiddleAndItsLastReading) {
  const auto memory = memory_in_window(sampled({1, 2, 3, 4, 5, 6, 7, 8}), base::Instant{milliseconds{100}},
                                       base::Instant{milliseconds{599}});
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->begin_bytes, 2u);
  EXPECT_EQ(memory->middle_bytes, 4u);
  EXPECT_EQ(memory->end_bytes, 6u);
  EXPECT_EQ(memory->sampler_cpu, milliseconds{2});
}

TEST(MemoryInWindow, IsNotToldFromTooFewReadingsOrOfAServerThatIsGone) {
  const base::Instant begin{milliseconds{100}}, end{milliseconds{350}};
  EXPECT_TRUE(memory_in_window(sampled({1, 2, 3, 4}), begin, end));
  EXPECT_FALSE(memory_in_window(sampled({1, 2, 3}), begin, end));
  EXPECT_FALSE(memory_in_window(sampled({1, 2, 0, 4}), begin, end));
}

} // namespace
} // namespace reqbench::run
