#include "schedule/schedule.hpp"

#include <benchmark/benchmark.h>

namespace reqbench::schedule {
namespace {

/// What the hot loop asks once a request.
void due(benchmark::State &state) {
  const Constant schedule{base::Rate{26'900.5}};
  std::uint64_t index = 0;
  for (auto _ : state) benchmark::DoNotOptimize(schedule.due(++index));
}
BENCHMARK(due);

void due_before(benchmark::State &state) {
  const Constant schedule{base::Rate{26'900.5}};
  base::Nanoseconds offset{};
  for (auto _ : state) benchmark::DoNotOptimize(schedule.due_before(offset += base::Nanoseconds{12'345}));
}
BENCHMARK(due_before);

} // namespace
} // namespace reqbench::schedule
