#include "base/cpu_time.hpp"

#include "base/file.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace reqbench::base {
namespace {

constexpr std::uint64_t most_processors = 8192; ///< the largest NR_CPUS there is

/// Takes what stands before the separator off the front.
std::string_view take(std::string_view &text, char separator) {
  const auto end = static_cast<std::size_t>(std::ranges::find(text, separator) - text.begin());
  const auto word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

std::optional<std::uint64_t> number(std::string_view word) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (word.empty() || error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

} // namespace

Nanoseconds from_ticks(std::uint64_t ticks, std::uint64_t per_second) {
  return Nanoseconds{static_cast<std::int64_t>(ticks * (1'000'000'000 / per_second))};
}

std::uint64_t ticks_per_second() { return static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK)); }

std::vector<CpuTime> parse_cpu_times(std::string_view stat, std::uint64_t per_second) {
  // proc(5): user nice system idle iowait irq softirq steal; guest time is part of user already.
  enum Column : std::size_t { user, nice, system, idle, iowait, irq, softirq, steal, columns };
  std::vector<CpuTime> times;
  while (!stat.empty()) {
    auto line = take(stat, '\n');
    const auto name = take(line, ' ');
    if (!name.starts_with("cpu")) continue;
    const auto cpu = number(name.substr(3)); // "cpu" alone is their sum
    std::array<Nanoseconds, columns> time{};
    std::size_t read = 0;
    for (; read < columns && !line.empty(); ++read) {
      const auto ticks = number(take(line, ' '));
      if (!ticks) break;
      time[read] = from_ticks(*ticks, per_second);
    }
    if (!cpu || *cpu >= most_processors || read < columns) continue;
    if (times.size() <= *cpu) times.resize(*cpu + 1);
    times[*cpu] = {time[user] + time[nice] + time[system] + time[irq] + time[softirq], time[steal],
                   time[idle] + time[iowait]};
  }
  return times;
}

std::vector<CpuTime> read_cpu_times() {
  return parse_cpu_times(read_file("/proc/stat").value_or(std::string{}), ticks_per_second());
}

CpuTime spent(const std::vector<CpuTime> &begin, const std::vector<CpuTime> &end, const CpuSet &cpus) {
  CpuTime sum;
  for (const int cpu : cpus) {
    const auto index = static_cast<std::size_t>(cpu);
    if (index >= begin.size() || index >= end.size()) continue; // it was off at one of them
    sum.busy += end[index].busy - begin[index].busy;
    sum.steal += end[index].steal - begin[index].steal;
    sum.idle += end[index].idle - begin[index].idle;
  }
  return sum;
}

} // namespace reqbench::base
