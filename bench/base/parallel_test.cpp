#include "base/parallel.hpp"

#include "base/cpus.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <stdexcept>
#include <string>
#include <vector>

namespace reqbench::base {
namespace {

TEST(InParallel, DoesEachThingOnce) {
  for (const std::size_t count : {0u, 1u, 2u, 1000u}) {
    std::vector<std::atomic<int>> calls(count);
    in_parallel(count, [&](std::size_t i) { ++calls.at(i); });
    for (const auto &each : calls) EXPECT_EQ(each, 1) << count;
  }
}

TEST(InParallel, AsManyAtATimeAsThereAreProcessors) {
  const auto processors = allowed_cpus().size();
  std::barrier meet{static_cast<std::ptrdiff_t>(processors)}; // nobody leaves before all are there
  in_parallel(processors, [&](std::size_t) { meet.arrive_and_wait(); });
}

TEST(InParallel, WhatIsThrownIsThrownOnWhenAllHaveEnded) {
  std::atomic<int> inside{0};
  const auto work = [&](std::size_t i) {
    ++inside;
    const bool bad = i == 3;
    --inside;
    if (bad) throw std::runtime_error{"the third"};
  };
  try {
    in_parallel(std::size_t{1} << 50, work); // it would take years if the rest began
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error &error) {
    EXPECT_EQ(error.what(), std::string{"the third"});
  }
  EXPECT_EQ(inside, 0);
}

} // namespace
} // namespace reqbench::base
