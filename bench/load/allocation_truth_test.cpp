// Counts every operator new of the load's thread between the edges of the measure window. Alone in its file, because it
// replaces the allocator of its program.
#include "load/load_test_bench.hpp"
#include "load/worker.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

thread_local bool counting = false;
std::atomic<std::uint64_t> allocations{0}, allocated_bytes{0};

} // namespace

// Not inlined, or the compiler sees free() end what new began and warns.
[[gnu::noinline]] void *operator new(std::size_t size) {
  if (counting) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    allocated_bytes.fetch_add(size, std::memory_order_relaxed);
  }
  if (void *memory = std::malloc(size == 0 ? 1 : size)) return memory;
  std::abort();
}
[[gnu::noinline]] void operator delete(void *memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;

ON_EACH_ENGINE(HotPath);

std::vector<Model> models(base::Nanoseconds measure) {
  Model ramp = open_at(base::Rate{500}, measure), churn, held;
  ramp.stretches.front().to = base::Rate{1500};
  churn.requests_per_connection = 2;
  held.kind = Model::Kind::held;
  held.heartbeat = 4ms;
  return {{},
          open_at(base::Rate{1000}, measure),
          open_at(base::Rate{1000}, measure, schedule::Arrivals::poisson),
          ramp,
          churn,
          held};
}

TEST_P(HotPath, AllocatesNothingInTheMeasureWindow) {
  const connection::TestPeer peer{connection::always(connection::answer("hello"))};
  for (std::size_t model = 0; model < models({}).size(); ++model) {
    auto plan = short_plan(4, 300ms);
    plan.warm_up = 50ms;
    plan.model = models(plan.measure)[model];
    auto shots = hello_shots();
    shots.push_back(shots.front()); // drawn by weight
    const base::StopFlag stop;
    allocations = 0;
    // The observer runs on the worker's own thread, so the flag is the worker's.
    const auto recording = run_load(peer.endpoint(), shots, plan, stop,
                                    [](Phase phase, base::Instant) { counting = phase == Phase::measure; });
    ASSERT_TRUE(recording);
    EXPECT_GT(recording->ledger.ok(), 50U) << model;
    EXPECT_EQ(allocations, 0U) << model;
  }
}

/// What a worker and its engine ask for when they are made for so many connections.
std::uint64_t memory_for(std::size_t connections) {
  const connection::Endpoint endpoint;
  const auto plan = short_plan(static_cast<int>(connections), 1s);
  const auto shots = hello_shots();
  Edges edges;
  allocated_bytes = 0;
  counting = true;
  {
    const auto engine = make_epoll_engine(endpoint, connections);
    const Worker worker{{plan, shots, 0, connections}, **engine, edges, nullptr};
  }
  counting = false;
  return allocated_bytes;
}

TEST(Memory, OfAHeldConnectionIsFarLessThan4KiB) {
  const auto each = (memory_for(10'000) - memory_for(1)) / 9'999;
  EXPECT_GT(each, 0U);
  EXPECT_LE(each, 512U); // nothing is kept of an answer, and the parser is made when first needed
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
