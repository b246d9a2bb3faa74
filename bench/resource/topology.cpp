#include "resource/topology.hpp"

#include "resource/machine.hpp"
#include "resource/proc_text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <map>
#include <optional>
#include <ranges>
#include <set>
#include <utility>

namespace reqbench::resource {
namespace {

namespace fs = std::filesystem;
using base::CpuSet;

std::string_view take_line(std::string_view &text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

bool contains(const CpuSet &cpus, int cpu) { return std::ranges::find(cpus, cpu) != cpus.end(); }

/// A processor of which nothing is told: no other has its core.
Processor alone(int number) { return {.number = number, .core = -1 - number, .node = 0, .speed = 0}; }

std::uint64_t speed_of(const fs::path &folder) {
  for (const auto *file : {"cpu_capacity", "cpufreq/cpuinfo_max_freq"})
    if (const auto speed = parse_number(first_line(folder / file))) return *speed;
  return 0;
}

int node_of(const fs::path &folder) {
  std::error_code ignored;
  for (const auto &entry : fs::directory_iterator{folder, ignored}) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with("node")) continue;
    if (const auto node = parse_number(std::string_view{name}.substr(4))) return static_cast<int>(*node);
  }
  return 0;
}

/// One physical core, as the plan sees it.
struct Core {
  CpuSet cpus;
  int node = 0;
  std::uint64_t speed = 0;
};

/// The server's first.
std::vector<Core> cores_by_rank(const Topology &topology) {
  std::map<int, Core> by_core;
  for (const auto &processor : topology.processors) {
    auto &core = by_core[processor.core];
    core.cpus.push_back(processor.number);
    core.node = processor.node;
    core.speed = std::max(core.speed, processor.speed);
  }
  std::vector<Core> cores;
  for (auto &[number, core] : by_core) cores.push_back(std::move(core));
  std::ranges::sort(cores, [](const Core &a, const Core &b) {
    return std::pair{a.speed, a.cpus.front()} > std::pair{b.speed, b.cpus.front()};
  });
  return cores;
}

/// The best `count` cores of one node, where one has so many and a core besides for the generator; else the best of
/// all. They come first, in their order.
void prefer_one_node(std::vector<Core> &cores, std::size_t count) {
  for (const auto &best : cores) {
    const auto node = best.node;
    const auto in_node = std::ranges::count(cores, node, &Core::node);
    if (static_cast<std::size_t>(in_node) <= count) continue;
    std::ranges::stable_partition(cores, [node](const Core &core) { return core.node == node; });
    return;
  }
}

std::size_t threads_of(const std::vector<Core> &cores, std::size_t first) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < first; ++i) sum += cores[i].cpus.size();
  return sum;
}

/// One thread of each core first, then their siblings: as many of them as are asked for.
CpuSet spread(const std::vector<Core> &cores, std::size_t count) {
  CpuSet chosen;
  for (std::size_t thread = 0; chosen.size() < count; ++thread) {
    const auto before = chosen.size();
    bool any = false;
    for (const auto &core : cores) {
      any = any || thread < core.cpus.size();
      if (thread < core.cpus.size() && chosen.size() < count) chosen.push_back(core.cpus[thread]);
    }
    if (!any || chosen.size() == before) break;
  }
  std::ranges::sort(chosen);
  return chosen;
}

std::optional<std::pair<int, int>> shared_core(const Topology &topology, const CpuSet &a, const CpuSet &b) {
  for (const auto &core : topology.cores())
    for (const int one : core)
      for (const int other : core)
        if (one != other && contains(a, one) && contains(b, other)) return std::pair{one, other};
  return std::nullopt;
}

std::string what_is_amiss(const Topology &topology, const CorePlan &plan) {
  if (const auto both = shared_core(topology, plan.server, plan.generator))
    return "processors " + std::to_string(both->first) + " and " + std::to_string(both->second) +
           " are two threads of one core, and server and generator have one each, so they slow each other down; ask "
           "for fewer --cores, or turn SMT off";
  if (const auto both = shared_core(topology, plan.server, plan.server))
    return "processors " + std::to_string(std::min(both->first, both->second)) + " and " +
           std::to_string(std::max(both->first, both->second)) +
           " are two threads of one core and both the server's, so " + std::to_string(plan.server.size()) +
           " processors are less than as many cores; with fewer --cores each would have a core of its own";
  std::set<int> nodes;
  std::set<std::uint64_t> speeds;
  for (const auto &processor : topology.processors) {
    if (!contains(plan.server, processor.number)) continue;
    nodes.insert(processor.node);
    speeds.insert(processor.speed);
  }
  if (nodes.size() > 1)
    return "the server's processors belong to " + std::to_string(nodes.size()) +
           " memory nodes, so where its memory lies is chance; ask for as many --cores as one node has";
  if (speeds.size() > 1)
    return "the server's processors are not equally fast, so a figure depends on where its threads run; ask for as "
           "many --cores as there are fast ones";
  return {};
}

} // namespace

Topology::Topology(const CpuSet &allowed) {
  for (const int cpu : allowed) processors.push_back(alone(cpu));
}

Topology::Topology(std::vector<Processor> list) : processors{std::move(list)} {
  std::ranges::sort(processors, {}, &Processor::number);
}

CpuSet Topology::allowed() const {
  CpuSet cpus;
  for (const auto &processor : processors) cpus.push_back(processor.number);
  return cpus;
}

std::vector<CpuSet> Topology::cores() const {
  std::map<int, CpuSet> by_core;
  for (const auto &processor : processors) by_core[processor.core].push_back(processor.number);
  std::vector<CpuSet> cores;
  for (auto &[number, cpus] : by_core) cores.push_back(std::move(cpus));
  std::ranges::sort(cores);
  return cores;
}

Topology parse_topology(std::string_view text, const CpuSet &allowed) {
  std::map<int, Processor> told;
  while (!text.empty()) {
    auto line = take_line(text, '\n');
    if (line.empty() || line.front() == '#') continue;
    std::array<std::string, 5> words;
    for (auto &word : words) word = take_line(line, ',');
    const auto number = parse_number(words[0]), core = parse_number(words[1]);
    if (!number || !core) continue;
    const auto cpu = static_cast<int>(*number);
    told[cpu] = {.number = cpu,
                 .core = static_cast<int>(*core),
                 .node = static_cast<int>(parse_number(words[3]).value_or(0)),
                 .speed = static_cast<std::uint64_t>(std::strtod(words[4].c_str(), nullptr))};
  }
  std::vector<Processor> processors;
  for (const int cpu : allowed) processors.push_back(told.contains(cpu) ? told[cpu] : alone(cpu));
  return Topology{std::move(processors)};
}

Topology topology_in(const fs::path &root, const CpuSet &allowed) {
  std::vector<Processor> processors;
  for (const int cpu : allowed) {
    const auto folder = root / "sys/devices/system/cpu" / ("cpu" + std::to_string(cpu));
    const auto siblings = base::parse_cpus(first_line(folder / "topology/thread_siblings_list"));
    auto processor = alone(cpu);
    if (siblings) processor.core = siblings->front(); // the same for all of a core, and of no other core
    processor.node = node_of(folder);
    processor.speed = speed_of(folder);
    processors.push_back(processor);
  }
  return Topology{std::move(processors)};
}

Topology read_topology() { return topology_in("/", base::allowed_cpus()); }

base::Result<CorePlan> plan_cores(const Topology &topology, int count) {
  const auto allowed = topology.allowed();
  if (allowed.size() == 1 && count == 1)
    return CorePlan{allowed, allowed,
                    "one processor only: server and generator share it, so no figure here is the server's own; use a "
                    "machine with at least 2 processors"};
  const auto wanted = static_cast<std::size_t>(count);
  if (wanted + 1 > allowed.size())
    return base::Error{base::ErrorKind::usage, "--cores " + std::to_string(count) +
                                                   " leaves no processor for the generator: this process may use " +
                                                   std::to_string(allowed.size()) + " (" + base::to_string(allowed) +
                                                   ")"};
  auto cores = cores_by_rank(topology);
  prefer_one_node(cores, wanted);
  // As many cores as it has processors; where there are not so many, all but the generator's with all their threads,
  // the generator's then a small one; and that one too only when nothing else is left.
  std::size_t used = std::min(wanted, cores.size() - 1);
  if (threads_of(cores, cores.size() - 1) < wanted) {
    const auto smallest =
        std::ranges::min_element(cores | std::views::reverse, {}, [](const Core &core) { return core.cpus.size(); });
    std::rotate(std::prev(smallest.base()), smallest.base(), cores.end());
  }
  while (used < cores.size() && threads_of(cores, used) < wanted) ++used;
  const std::vector<Core> chosen(cores.begin(), cores.begin() + static_cast<std::ptrdiff_t>(used));
  CorePlan plan;
  plan.server = spread(chosen, wanted);
  const bool shares = used == cores.size(); // then a thread of the server's core is all that there is
  for (std::size_t i = shares ? 0 : used; i < cores.size(); ++i)
    for (const int cpu : cores[i].cpus)
      if (!contains(plan.server, cpu)) plan.generator.push_back(cpu);
  std::ranges::sort(plan.generator);
  plan.note = what_is_amiss(topology, plan);
  return plan;
}

} // namespace reqbench::resource
