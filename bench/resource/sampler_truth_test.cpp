// The sampler against memory and CPU time of a known size.
#include "resource/sampler.hpp"

#include "base/units.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <vector>

namespace reqbench::resource {
namespace {

using namespace std::chrono_literals;

TEST(SamplerTruth, SeesMemoryThatIsTouchedBetweenItsReadings) {
  constexpr std::size_t size = 64UL * 1024 * 1024;
  Sampler sampler{{::getpid()}};
  std::this_thread::sleep_for(150ms);
  std::vector<char> memory(size, 1);
  std::this_thread::sleep_for(150ms);
  const auto sampled = sampler.stop();
  EXPECT_EQ(memory[size / 2], 1);
  ASSERT_GE(sampled.points.size(), 3u);
  EXPECT_GE(sampled.points.back().rss_bytes, sampled.points.front().rss_bytes + size * 9 / 10);
  for (std::size_t i = 1; i < sampled.points.size(); ++i) {
    EXPECT_GT(sampled.points[i].at, sampled.points[i - 1].at);
    EXPECT_GE(sampled.points[i].cpu, sampled.points[i - 1].cpu);
  }
}

TEST(SamplerTruth, TakesLittleOfAProcessor) {
  const auto begin = base::now();
  Sampler sampler{{::getpid()}};
  std::this_thread::sleep_for(1s);
  const auto sampled = sampler.stop();
  EXPECT_GT(sampled.cpu, 0ns);
  EXPECT_LE(base::to_seconds(sampled.cpu), 0.01 * base::to_seconds(base::now() - begin)) << "1 % of a processor";
}

TEST(SamplerTruth, AProcessThatEndedCountsAsNothing) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  Sampler sampler{{child}};
  const auto sampled = sampler.stop();
  ASSERT_FALSE(sampled.points.empty());
  EXPECT_EQ(sampled.points.back().rss_bytes, 0u);
}

} // namespace
} // namespace reqbench::resource
