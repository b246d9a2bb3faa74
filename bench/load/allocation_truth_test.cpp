// Counts every operator new of the load's thread between the edges of the measure window. Alone in its file, because it
// replaces the allocator of its program.
#include "load/load_test_bench.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

thread_local bool counting = false;
std::atomic<std::uint64_t> allocations{0};

} // namespace

// Not inlined, or the compiler sees free() end what new began and warns.
[[gnu::noinline]] void *operator new(std::size_t size) {
  if (counting) allocations.fetch_add(1, std::memory_order_relaxed);
  if (void *memory = std::malloc(size == 0 ? 1 : size)) return memory;
  std::abort();
}
[[gnu::noinline]] void operator delete(void *memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;

ON_EACH_ENGINE(HotPath);

TEST_P(HotPath, AllocatesNothingInTheMeasureWindow) {
  const connection::TestPeer peer{connection::always(connection::answer("hello"))};
  for (const bool open : {false, true}) {
    auto plan = short_plan(4, 300ms);
    plan.warm_up = 50ms;
    if (open) plan.model.rate = base::Rate{1000};
    const auto shots = hello_shots();
    const base::StopFlag stop;
    allocations = 0;
    // The observer runs on the worker's own thread, so the flag is the worker's.
    const auto recording = run_load(peer.endpoint(), shots, plan, stop,
                                    [](Phase phase, base::Instant) { counting = phase == Phase::measure; });
    ASSERT_TRUE(recording);
    EXPECT_GT(recording->ledger.ok(), 50U);
    EXPECT_EQ(allocations, 0U) << (open ? "open" : "closed");
  }
}

TEST(AllocationCounter, Counts) {
  counting = true;
  allocations = 0;
  delete new int{1};
  counting = false;
  EXPECT_EQ(allocations, 1U);
}

} // namespace
} // namespace reqbench::load
