#include "sample/recorder.hpp"

#include "base/random.hpp"

#include <benchmark/benchmark.h>

#include <cmath>

namespace reqbench::sample {
namespace {

/// Latencies between 50 µs and 5 ms, as a load meets them: bucket and branch are not the same each time.
std::array<base::Nanoseconds, 4096> latencies() {
  std::array<base::Nanoseconds, 4096> drawn;
  base::Random random{1};
  for (auto &latency : drawn)
    latency = base::Nanoseconds{static_cast<std::int64_t>(50e3 * std::exp(random.unit() * std::log(100.0)))};
  return drawn;
}

void histogram_record(benchmark::State &state) {
  const auto values = latencies();
  Histogram histogram;
  std::size_t i = 0;
  for (auto _ : state) histogram.record(values[i++ % values.size()]);
  benchmark::DoNotOptimize(histogram.count());
}
BENCHMARK(histogram_record);

void histogram_p99(benchmark::State &state) {
  Histogram histogram;
  for (const auto value : latencies()) histogram.record(value);
  for (auto _ : state) benchmark::DoNotOptimize(histogram.quantile(0.99));
}
BENCHMARK(histogram_p99);

void histogram_merge(benchmark::State &state) {
  Histogram sum, part;
  for (const auto value : latencies()) part.record(value);
  for (auto _ : state) sum.merge(part);
  benchmark::DoNotOptimize(sum.count());
}
BENCHMARK(histogram_merge);

/// What closing a window costs beside its percentiles, and getting it back when workers are added up.
void tape_append_and_add(benchmark::State &state) {
  Histogram window{Precision::one_percent}, sum{Precision::one_percent};
  for (const auto value : latencies()) window.record(value);
  for (auto _ : state) {
    HistogramTape tape{1};
    tape.append(window);
    tape.add_to(sum, 0);
  }
  benchmark::DoNotOptimize(sum.count());
}
BENCHMARK(tape_append_and_add);

/// All that is noted of one measured right answer, the windows that pass included: 30 000 answers a second.
void recorder_request(benchmark::State &state) {
  const auto values = latencies();
  base::Instant now{std::chrono::hours{1}};
  Recorder recorder{std::chrono::milliseconds{125}, 1000};
  recorder.begin_phase(Phase::measure, now);
  std::size_t i = 0;
  for (auto _ : state) {
    now += std::chrono::nanoseconds{33'333};
    Sample sample = recorder.plan(now);
    sample.sent = now;
    sample.first_byte = now + values[i % values.size()];
    recorder.end(sample, Outcome::ok, now + values[i++ % values.size()]);
  }
  recorder.begin_phase(Phase::done, now);
  benchmark::DoNotOptimize(std::move(recorder).take().ledger.ok());
}
BENCHMARK(recorder_request);

} // namespace
} // namespace reqbench::sample
