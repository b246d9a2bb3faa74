#include "run/watch.hpp"

#include <algorithm>
#include <utility>

namespace reqbench::run {
namespace {

using base::Nanoseconds;

bool share_processors(const base::CpuSet &a, const base::CpuSet &b) {
  return std::ranges::any_of(a, [&](int cpu) { return std::ranges::find(b, cpu) != b.end(); });
}

/// Where the load's first phase began, which the windows count from.
base::Instant origin_of(const sample::Recording &recording, base::Instant measure_begin) {
  const auto first = std::ranges::find(recording.windows, true, &sample::Window::measured);
  return first == recording.windows.end() ? measure_begin : measure_begin - first->begin;
}

} // namespace

Edge read_edge(resource::ProcessTree &tree) {
  return {tree.cpu(), base::read_cpu_times(), base::read_clock(CLOCK_PROCESS_CPUTIME_ID).value_or(Nanoseconds{0})};
}

Foreign foreign_cpu(const Edge &begin, const Edge &end, Nanoseconds server_cpu, const base::CpuSet &server,
                    const base::CpuSet &generator) {
  const Nanoseconds none{0};
  const auto ours = end.generator - begin.generator;
  const auto on_server = base::spent(begin.processors, end.processors, server).busy;
  if (share_processors(server, generator)) return {std::max(none, on_server - server_cpu - ours), none};
  const auto on_generator = base::spent(begin.processors, end.processors, generator).busy;
  return {std::max(none, on_server - server_cpu), std::max(none, on_generator - ours)};
}

Watch::Watch(const resource::ProcessTree &tree, base::CpuSet server_cpus)
    : server_cpus_{std::move(server_cpus)},
      before_{resource::read_machine_counts(server_cpus_)},
      sampler_{tree.processes()} {}

void Watch::book(result::LoadRecord &load, base::Instant measure_begin, base::Instant measure_end) {
  auto machine = resource::between(before_, resource::read_machine_counts(server_cpus_));
  if (load.machine) machine.generator_foreign_cpu = load.machine->generator_foreign_cpu;
  load.machine = std::move(machine);
  const auto sampled = sampler_.stop();
  load.memory = memory_in_window(sampled, measure_begin, measure_end);
  const auto origin = origin_of(load.recording, measure_begin);
  for (const auto &point : sampled.points)
    if (point.at >= origin) load.use.push_back({point.at - origin, point.rss_bytes, point.cpu});
}

std::optional<result::MemoryInWindow> memory_in_window(const resource::Sampled &sampled, base::Instant begin,
                                                       base::Instant end) {
  std::vector<resource::UsePoint> inside;
  std::ranges::copy_if(sampled.points, std::back_inserter(inside),
                       [&](const auto &point) { return point.at >= begin && point.at <= end && point.rss_bytes > 0; });
  if (inside.size() < 3) return std::nullopt;
  const auto middle = begin + (end - begin) / 2;
  const auto nearest = std::ranges::min_element(
      inside, {}, [&](const resource::UsePoint &point) { return std::chrono::abs(point.at - middle); });
  return result::MemoryInWindow{inside.front().rss_bytes, nearest->rss_bytes, inside.back().rss_bytes, sampled.cpu};
}

} // namespace reqbench::run
