#include "schedule/schedule.hpp"

#include <benchmark/benchmark.h>

#include <array>

namespace reqbench::schedule {
namespace {

using namespace std::chrono_literals;

constexpr base::Rate usual{26'900.5};
constexpr std::array constant{Stretch{usual, usual, 1'000'000h}};
constexpr std::array ramp{Stretch{usual, base::Rate{30'000}, 1'000'000h}};
constexpr std::array steps{Stretch{usual, usual, 1ms}, Stretch{usual, usual, 1ms}, Stretch{usual, usual, 1'000'000h}};

/// What the hot loop asks once a request.
void next(benchmark::State &state, std::span<const Stretch> stretches, Arrivals arrivals, Turns turns) {
  Schedule schedule{stretches, arrivals, 1, turns};
  for (auto _ : state) benchmark::DoNotOptimize(schedule.next());
}
BENCHMARK_CAPTURE(next, constant, constant, Arrivals::constant, Turns{});
BENCHMARK_CAPTURE(next, ramp, ramp, Arrivals::constant, Turns{});
BENCHMARK_CAPTURE(next, last_of_three_steps, steps, Arrivals::constant, Turns{});
BENCHMARK_CAPTURE(next, poisson, constant, Arrivals::poisson, Turns{});
BENCHMARK_CAPTURE(next, poisson_of_four_workers, constant, Arrivals::poisson, (Turns{0, 4}));

void due_before(benchmark::State &state) {
  const RateCurve curve{constant};
  base::Nanoseconds offset{};
  for (auto _ : state) benchmark::DoNotOptimize(curve.due_before(offset += 12'345ns));
}
BENCHMARK(due_before);

} // namespace
} // namespace reqbench::schedule
