// Checks of the machine and of what ran on it: shared processors, slowed ones, clocks, other programs.
#include "statistics/check_functions.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reqbench::statistics {
namespace {

using base::Nanoseconds;
using result::LoadRecord;
using result::Run;

constexpr double foreign_share = 0.05;   ///< of a window on one side's processors; below, ticks of 10 ms blur it
constexpr double steal_share = 0.01;     ///< of a window on the server's and the generator's processors
constexpr double held_back_share = 0.01; ///< of a window
constexpr std::uint64_t much_swapped = std::uint64_t{1024} * 1024;
constexpr Nanoseconds slept = std::chrono::milliseconds{1};
constexpr std::uint64_t own_descriptors = 64; ///< what a process opens beside its connections
constexpr double nearly_all = 0.9;

/// Clocks that are read without a call of the kernel.
constexpr std::array<std::string_view, 6> fast_clocks{
    "tsc", "kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page", "xen", "riscv_clocksource"};

double of_processors(double part_s, Nanoseconds window, std::size_t processors) {
  const double available_s = base::to_seconds(window) * static_cast<double>(std::max<std::size_t>(1, processors));
  return available_s > 0 ? part_s / available_s : 0;
}

using Share = std::function<double(const LoadRecord &)>;

double share_hit(std::size_t hits, std::size_t all) { return static_cast<double>(hits) / static_cast<double>(all); }

/// One observation for each cell with launches in which a share of the window on some processors exceeds `limit`.
Observations beyond(const Run &run, const Summary &summary, const Share &share, double limit, const std::string &what) {
  return each_cell(run, summary, [&](const Cell &, const auto &launches) -> std::optional<Observation> {
    std::size_t hits = 0;
    double most = 0;
    for (const auto &launch : launches) {
      const double part = share(*launch.load);
      hits += part > limit ? 1 : 0;
      most = std::max(most, part);
    }
    if (hits == 0) return std::nullopt;
    return Observation{.grade = Grade::warning,
                       .text = what + " in " + launches_hit(hits, launches.size()) + ", up to " + percent(most) +
                               " of the window",
                       .size = most,
                       .launches = share_hit(hits, launches.size())};
  });
}

void append(Observations &all, Observations more) {
  for (auto &one : more) all.push_back(std::move(one));
}

double size_of(Nanoseconds time) { return base::to_seconds(time); }
double size_of(std::uint64_t count) { return static_cast<double>(count); }
double size_of(int count) { return count; }

/// One observation for each cell in which `sum` of what its loads saw is not nothing: "… in 2 of 3 launches".
template <class Amount>
Observations seen_in_cells(const Run &run, const Summary &summary, Amount least,
                           const std::function<Amount(const resource::Disturbance &)> &amount,
                           const std::function<std::string(Amount)> &words) {
  return each_cell(run, summary, [&](const Cell &, const auto &launches) -> std::optional<Observation> {
    std::size_t hits = 0;
    Amount most{};
    for (const auto &launch : launches) {
      if (!launch.load->machine) continue;
      const auto seen = amount(*launch.load->machine);
      hits += seen >= least ? 1 : 0;
      most = std::max(most, seen);
    }
    if (hits == 0) return std::nullopt;
    return Observation{.grade = Grade::warning,
                       .text = "in " + launches_hit(hits, launches.size()) + " " + words(most),
                       .size = size_of(most),
                       .launches = share_hit(hits, launches.size())};
  });
}

bool contains(const base::CpuSet &cpus, int cpu) { return std::ranges::find(cpus, cpu) != cpus.end(); }

std::string clock_words(const Run &run) {
  const auto &source = run.record.host.clock_source;
  if (source.empty() || std::ranges::find(fast_clocks, source) != fast_clocks.end()) return {};
  return "the kernel's clock source is `" + source +
         "`: each look at the clock is a call of the kernel, of a "
         "microsecond or more";
}

std::uint64_t most_connections(const Run &run) {
  int most = 0;
  for (const auto &load : run.record.loads) most = std::max(most, load.connections);
  return static_cast<std::uint64_t>(most);
}

} // namespace

Observations foreign_cpu(const Run &run, const Summary &summary) {
  const auto on_server = [&](const LoadRecord &load) {
    return of_processors(base::to_seconds(load.foreign_cpu), load.server_window, run.record.server_cpus.size());
  };
  const auto on_generator = [&](const LoadRecord &load) {
    return load.machine ? of_processors(base::to_seconds(load.machine->generator_foreign_cpu), load.server_window,
                                        run.record.generator_cpus.size())
                        : 0;
  };
  auto all = beyond(run, summary, on_server, foreign_share, "other programs used the server's processors");
  append(all, beyond(run, summary, on_generator, foreign_share, "other programs used the generator's processors"));
  return all;
}

/// Of both sides together, or of the generator's alone: its own reading is all there is where no server was watched.
Observations stolen_cpu(const Run &run, const Summary &summary) {
  const auto both = run.record.server_cpus.size() + run.record.generator_cpus.size();
  const auto share = [&](const LoadRecord &load) {
    const auto &usage = load.recording.generator;
    return std::max(of_processors(base::to_seconds(load.steal), load.server_window, both),
                    of_processors(usage.steal_s, load.recording.measured, static_cast<std::size_t>(usage.processors)));
  };
  return beyond(run, summary, share, steal_share, "the hypervisor took processor time");
}

Observations shared_core(const Run &run, const Summary &) {
  const auto &server = run.record.server_cpus, &generator = run.record.generator_cpus;
  for (const int cpu : server)
    if (contains(generator, cpu))
      return {{Grade::warning, "server and generator share processor " + std::to_string(cpu)}};
  for (const auto &core : run.record.host.cores)
    for (const int one : core)
      for (const int other : core)
        if (contains(server, one) && contains(generator, other))
          return {{Grade::warning, "processor " + std::to_string(one) + " of the server and " + std::to_string(other) +
                                       " of the generator are two threads of one core"}};
  return {};
}

Observations slowed_processors(const Run &run, const Summary &summary) {
  auto all = seen_in_cells<std::uint64_t>(
      run, summary, 1, [](const auto &machine) { return machine.thermal_throttles; },
      [](std::uint64_t most) {
        return "processors were slowed down because they were hot, up to " + std::to_string(most) + " times in a load";
      });
  append(all, beyond(
                  run, summary,
                  [](const LoadRecord &load) {
                    return load.machine
                               ? of_processors(base::to_seconds(load.machine->held_back), load.server_window, 1)
                               : 0;
                  },
                  held_back_share, "the container's CPU quota was used up and threads were held back"));
  return all;
}

Observations swapped_memory(const Run &run, const Summary &summary) {
  return seen_in_cells<std::uint64_t>(
      run, summary, much_swapped, [](const auto &machine) { return machine.swapped_bytes; },
      [](std::uint64_t most) {
        return "memory was swapped, up to " + base::format_bytes(static_cast<double>(most)) + " in a load";
      });
}

Observations clock_trouble(const Run &run, const Summary &summary) {
  Observations all;
  if (auto slow = clock_words(run); !slow.empty()) all.push_back({Grade::warning, std::move(slow)});
  append(all, seen_in_cells<Nanoseconds>(
                  run, summary, slept, [](const auto &machine) { return machine.suspended; },
                  [](Nanoseconds most) { return "the machine slept, up to " + base::format_duration(most); }));
  append(all, seen_in_cells<int>(
                  run, summary, 1, [](const auto &machine) { return machine.clock_source_changed ? 1 : 0; },
                  [](int) { return std::string{"the kernel gave up its clock source and took another"}; }));
  auto jumps = seen_in_cells<Nanoseconds>(
      run, summary, base::least_clock_jump, [](const auto &machine) { return std::chrono::abs(machine.clock_jump); },
      [](Nanoseconds most) {
        return "the wall clock jumped, up to " + base::format_duration(most) +
               "; no measured time is taken from it, but dates are";
      });
  for (auto &jump : jumps) jump.grade = Grade::note;
  append(all, std::move(jumps));
  return all;
}

Observations changing_frequency(const Run &run, const Summary &) {
  const auto &host = run.record.host;
  if (host.governor.empty() || host.governor == "performance") return {};
  return {{Grade::note, "the frequency governor is `" + host.governor + "`" +
                            (host.turbo == "on" ? ", and turbo is on" : "") +
                            ": processors run slower under a light load than under a heavy one"}};
}

Observations few_descriptors(const Run &run, const Summary &summary) {
  const auto limit = run.record.host.descriptor_limit;
  if (limit == 0) return {};
  Observations all;
  if (const auto most = most_connections(run); most + own_descriptors > limit)
    all.push_back({Grade::warning, "a load asks for " + std::to_string(most) +
                                       " connections, and a process may open only " + std::to_string(limit) +
                                       " files"});
  append(all, each_cell(run, summary, [&](const Cell &, const auto &launches) -> std::optional<Observation> {
           int most = 0;
           for (const auto &launch : launches) {
             const auto &counters = launch.load->counters;
             if (counters.processes > 0) most = std::max(most, counters.descriptors / counters.processes);
           }
           if (static_cast<double>(most) < nearly_all * static_cast<double>(limit)) return std::nullopt;
           return Observation{Grade::warning,
                              "a process of the server held " + std::to_string(most) + " of the " +
                                  std::to_string(limit) + " files it may open",
                              static_cast<double>(most)};
         }));
  return all;
}

Observations full_listen_queue(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [](const Cell &, const auto &launches) -> std::optional<Observation> {
    std::size_t hits = 0;
    std::uint64_t most = 0;
    for (const auto &launch : launches) {
      const auto &queue = launch.load->listen_queue;
      if (!queue || queue->overflows == 0) continue;
      ++hits;
      most = std::max(most, queue->overflows);
    }
    if (hits == 0) return std::nullopt;
    return Observation{Grade::warning,
                       "in " + launches_hit(hits, launches.size()) +
                           " the queue of a listening socket was full, for up to " + std::to_string(most) +
                           " connections in a load",
                       static_cast<double>(most)};
  });
}

} // namespace reqbench::statistics
