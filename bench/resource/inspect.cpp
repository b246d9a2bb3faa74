// The conditions of a machine that decide what it can measure, one function each; to add one, add it to the table at
// the end.
#include "base/cpu_time.hpp"
#include "base/file.hpp"
#include "base/units.hpp"
#include "resource/cgroup.hpp"
#include "resource/disturbance.hpp"
#include "resource/machine.hpp"
#include "resource/proc_text.hpp"
#include "resource/topology.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <set>
#include <sstream>

namespace reqbench::resource {
namespace {

namespace fs = std::filesystem;
using Row = std::optional<Condition>;

struct Subject {
  const fs::path &root;
  const Host &host;
  const Probes *probes;
  const Topology topology = topology_in(root, host.allowed);

  std::string text(const fs::path &file) const { return base::read_file(root / file).value_or(std::string{}); }
  std::string line(const fs::path &file) const { return first_line(root / file); }
};

Condition fine(std::string id, std::string text) {
  return {std::move(id), Fitness::fine, std::move(text), std::string{}, std::string{}};
}

std::string bytes(std::uint64_t count) { return base::format_bytes(static_cast<double>(count)); }

std::string counted(std::size_t count, std::string one) {
  return std::to_string(count) + " " + std::move(one) + (count == 1 ? "" : "s");
}

Row processors(const Subject &of) {
  const auto &allowed = of.host.allowed;
  if (allowed.empty()) return {};
  const auto cores = of.topology.cores().size();
  const auto text = counted(allowed.size(), "processor") + " in " + counted(cores, "core") + " may be used (" +
                    base::to_string(allowed) + ")";
  if (allowed.size() > 1) return fine("processors", text + "; up to --cores " + std::to_string(allowed.size() - 1));
  return Condition{"processors", Fitness::warning, text,
                   "server and load generator share it, so no figure is the server's own",
                   "give reqbench two processors or more (taskset, container quota, virtual machine size)"};
}

Row siblings(const Subject &of) {
  if (of.host.allowed.size() < 2) return {};
  const auto plan = plan_cores(of.topology, 1);
  if (!plan || plan->note.empty()) {
    const auto threads = of.topology.cores().size() < of.host.allowed.size();
    return fine("siblings", threads ? "some cores have two threads; the server gets a core of its own, and its "
                                      "other thread stays idle"
                                    : "server and generator get cores of their own");
  }
  return Condition{"siblings", Fitness::warning, plan->note.substr(0, plan->note.find(';')),
                   "both look slower than they are, and unevenly so",
                   "allow another core (taskset, cpuset), or turn SMT off"};
}

Row nodes(const Subject &of) {
  std::set<int> numbers;
  for (const auto &processor : of.topology.processors) numbers.insert(processor.node);
  if (numbers.size() < 2) return {};
  return Condition{"nodes", Fitness::note,
                   "the processors belong to " + std::to_string(numbers.size()) + " memory nodes",
                   "a server is kept within one where --cores allows; the generator's traffic may cross",
                   "for absolute figures: numactl --cpunodebind=0 --membind=0 reqbench run …"};
}

Row speeds(const Subject &of) {
  std::set<std::uint64_t> kinds;
  for (const auto &processor : of.topology.processors) kinds.insert(processor.speed);
  if (kinds.size() < 2) return {};
  return Condition{"speeds", Fitness::note, "there are fast and slow processors",
                   "the server gets the fastest; more --cores than there are of them mixes the kinds",
                   "keep --cores within the fast ones"};
}

Row quota(const Subject &of) {
  if (of.host.cpu_quota <= 0) return {};
  return Condition{"quota", Fitness::warning,
                   "a quota allows the time of " + base::format_significant(of.host.cpu_quota, 2) + " of " +
                       counted(of.host.allowed.size(), "processor"),
                   "when it is used up all threads stand still for tens of milliseconds, and runtimes start as many "
                   "threads as they see processors",
                   "give the container whole processors (--cpuset-cpus) in place of a quota (--cpus)"};
}

Row governor(const Subject &of) {
  const auto &host = of.host;
  if (host.governor.empty() && host.cpus_online == 0) return {};
  if (host.governor.empty())
    return Condition{"governor", Fitness::note, "the kernel tells no frequency governor",
                     "the frequency may change unseen, as the host of a virtual machine likes", "set it on the host"};
  if (host.governor == "performance") return fine("governor", "the frequency governor is performance");
  return Condition{"governor", Fitness::warning, "the frequency governor is " + host.governor,
                   "processors run slower under a light load, so latency and CPU per request look worse there",
                   "sudo cpupower frequency-set -g performance"};
}

Row turbo(const Subject &of) {
  if (of.host.turbo != "on") return of.host.turbo.empty() ? Row{} : fine("turbo", "turbo is off");
  return Condition{"turbo", Fitness::note, "turbo is on",
                   "the frequency depends on how many cores are busy and how warm they are",
                   "for figures that repeat: echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost (or 1 to "
                   "intel_pstate/no_turbo)"};
}

Row thermal(const Subject &of) {
  const auto counts = machine_counts_in(of.root, {});
  if (counts.thermal_throttles == 0) return {};
  return Condition{"thermal", Fitness::note,
                   "since boot processors were slowed down " + std::to_string(counts.thermal_throttles) +
                       " times because they were hot",
                   "a long run may drift; a run that sees it says so (finding throttling)",
                   "see to the cooling, or cap the frequency"};
}

Row virtual_machine(const Subject &of) {
  if (of.host.hypervisor.empty()) return {};
  return Condition{"virtual", Fitness::note, "this is a virtual machine (" + of.host.hypervisor + ")",
                   "neighbours on the same hardware add noise, and its processors may be threads of one core",
                   "compare only within one run; for absolute figures use a machine of your own"};
}

Row steal(const Subject &of) {
  constexpr double much = 0.01;
  base::Nanoseconds stolen{}, all{};
  for (const auto &line : base::parse_cpu_times(of.text("proc/stat"), base::ticks_per_second())) {
    stolen += line.steal;
    all += line.busy + line.steal + line.idle;
  }
  if (all.count() == 0) return {};
  const double share = base::to_seconds(stolen) / base::to_seconds(all);
  const auto text = "since boot the hypervisor took " + base::format_significant(share * 100, 2) +
                    " % of the processors' time for others";
  if (share <= much) return of.host.hypervisor.empty() ? Row{} : fine("steal", text);
  return Condition{"steal", Fitness::warning, text, "intervals are wider here, and a run may not reach its precision",
                   "measure at another time or on another machine"};
}

Row load_average(const Subject &of) {
  const auto line = of.line("proc/loadavg");
  if (line.empty()) return {};
  const double load = std::strtod(line.c_str(), nullptr);
  const auto text = "the load average of the last minute is " + base::format_significant(load, 2) + " on " +
                    counted(static_cast<std::size_t>(of.host.cpus_online), "processor");
  if (load <= 0.5 * of.host.cpus_online) return fine("load", text);
  return Condition{"load", Fitness::warning, text, "other programs are measured with the servers",
                   "stop them, or wait a minute after heavy work"};
}

Row memory(const Subject &of) {
  constexpr std::uint64_t little = 1024UL * 1024 * 1024;
  const auto available = number_of(of.text("proc/meminfo"), "MemAvailable");
  const auto limit = cgroup_in(of.root).memory_bytes;
  if (!available && !limit) return {};
  const auto usable = std::min(available.value_or(~0ULL), limit.value_or(~0ULL));
  const auto text = bytes(usable) + " of memory may be used";
  if (usable >= little) return fine("memory", text);
  return Condition{"memory", Fitness::warning, text + (limit && *limit == usable ? " (the container's limit)" : ""),
                   "a server with several processes may be ended by the kernel or swapped",
                   "free some, or raise the limit; ask for fewer --connections"};
}

Row swap(const Subject &of) {
  constexpr std::uint64_t little = 64 * 1024 * 1024; // long-idle pages that no one will miss
  const auto meminfo = of.text("proc/meminfo");
  const auto total = number_of(meminfo, "SwapTotal").value_or(0), free = number_of(meminfo, "SwapFree").value_or(0);
  if (total < free + little) return {};
  return Condition{"swap", Fitness::note, bytes(total - free) + " of memory are swapped out",
                   "a server that gets such pages back waits for the disk",
                   "free memory, then swapoff -a && swapon -a"};
}

Row memory_readings(const Subject &of) {
  if (!fs::exists(of.root / "proc/self")) return {};
  if (!of.text("proc/self/smaps_rollup").empty())
    return fine("memory_readings", "the kernel tells PSS and anonymous memory of a process");
  return Condition{"memory_readings", Fitness::warning, "the kernel does not tell a process's PSS (smaps_rollup)",
                   "the tables of memory stay empty", "use Linux 4.14 or later with CONFIG_PROC_PAGE_MONITOR"};
}

Row descriptors(const Subject &of) {
  constexpr std::uint64_t least = 128, common = 1024; // one a connection, in generator and server, and some beside
  const auto limit = of.host.descriptor_limit;
  if (limit == 0) return {};
  constexpr std::uint64_t boundless = 1ULL << 40;
  const auto text = limit > boundless ? std::string{"a process may open any number of files"}
                                      : "a process may open " + std::to_string(limit) + " files";
  if (limit >= common)
    return fine("descriptors",
                text + (limit > boundless ? "" : ": some " + std::to_string(limit - 64) + " connections in a load"));
  return Condition{"descriptors", limit < least ? Fitness::impossible : Fitness::warning, text,
                   limit < least ? "not even 64 connections and what a run opens beside them"
                                 : "loads above " + std::to_string(limit - 64) + " connections are refused",
                   "raise the hard limit: ulimit -Hn 65536, or LimitNOFILE of the service"};
}

Row ports(const Subject &of) {
  constexpr std::uint64_t few = 10'000;
  std::istringstream range{of.line("proc/sys/net/ipv4/ip_local_port_range")};
  std::uint64_t low = 0, high = 0;
  if (!(range >> low >> high) || high < low) return {};
  const auto count = high - low + 1;
  std::istringstream words{of.text("proc/net/sockstat")};
  std::uint64_t waiting = 0;
  for (std::string word; words >> word;)
    if (word == "tw") words >> waiting;
  const auto text = std::to_string(count) + " local ports (" + std::to_string(low) + "-" + std::to_string(high) +
                    "), " + std::to_string(waiting) + " in TIME_WAIT";
  if (count >= few && waiting * 2 < count) return fine("ports", text);
  return Condition{"ports", Fitness::note, text,
                   "a load that opens a connection a request uses them up sooner; it then takes more addresses of "
                   "127.0.0.0/8",
                   count < few ? "sudo sysctl net.ipv4.ip_local_port_range=\"10240 65535\"" : "wait a minute"};
}

Row backlog(const Subject &of) {
  constexpr std::uint64_t asked = 4096; // by servers/README.md, "The contract"
  const auto most = parse_number(of.line("proc/sys/net/core/somaxconn"));
  if (!most) return {};
  const auto text = "a listening socket's queue holds " + std::to_string(*most) + " connections (somaxconn)";
  if (*most >= asked) return fine("backlog", text);
  return Condition{"backlog", *most < 512 ? Fitness::warning : Fitness::note, text,
                   "more connections at once are dropped and tried again after a second",
                   "sudo sysctl net.core.somaxconn=4096"};
}

Row io_uring(const Subject &of) {
  if (of.probes == nullptr) return {};
  if (of.probes->io_uring_refused.empty()) return fine("io_uring", "the kernel lets this process use io_uring");
  const auto setting = of.line("proc/sys/kernel/io_uring_disabled");
  return Condition{"io_uring", Fitness::note, "io_uring cannot be used: " + of.probes->io_uring_refused,
                   "--engine io_uring is refused; epoll, the default, measures the same",
                   setting.empty() || setting == "0"
                       ? "none is needed (a container's seccomp profile, or a kernel before 5.1, forbids it)"
                       : "none is needed; sudo sysctl kernel.io_uring_disabled=0 allows it"};
}

Row clock_reading(const Subject &of) {
  const auto &source = of.host.clock_source;
  if (of.probes == nullptr) return {};
  const auto cost = of.probes->clock_cost, step = of.probes->clock_step;
  constexpr base::Nanoseconds slow{250}, coarse{std::chrono::microseconds{1}}, useless{std::chrono::milliseconds{1}};
  const auto text = (source.empty() ? std::string{"a look at the clock"} : "clock source " + source + ": a look") +
                    " takes " + base::format_duration(cost) + ", its steps are " + base::format_duration(step);
  if (cost <= slow && step <= coarse) return fine("clock", text);
  return Condition{
      "clock", step >= useless ? Fitness::impossible : Fitness::warning, text,
      "the generator looks two times a request or more: it is slower for it, and short latencies are blurred",
      "boot with clocksource=tsc if the processor has a stable one (dmesg | grep clocksource)"};
}

Row timer_lateness(const Subject &of) {
  if (of.probes == nullptr) return {};
  constexpr base::Nanoseconds much = std::chrono::microseconds{200};
  const auto text = "a short sleep ends " + base::format_duration(of.probes->oversleep) + " late";
  if (of.probes->oversleep <= much) return fine("timer", text);
  return Condition{"timer", Fitness::note, text,
                   "the generator keeps a rate by spinning before each request is due, and takes more CPU for it",
                   "stop what else runs; a kernel with high-resolution timers (CONFIG_HIGH_RES_TIMERS) is needed"};
}

constexpr std::array rows = {processors,   siblings, nodes,    speeds,          quota,
                             governor,     turbo,    thermal,  virtual_machine, steal,
                             load_average, memory,   swap,     memory_readings, descriptors,
                             ports,        backlog,  io_uring, clock_reading,   timer_lateness};

} // namespace

std::string_view to_string(Fitness fitness) {
  constexpr std::array<std::string_view, 4> words{"fine", "note", "warning", "impossible"};
  return words[static_cast<std::size_t>(fitness)];
}

std::vector<Condition> inspect_in(const fs::path &root, const Host &host, const Probes *probes) {
  const Subject subject{root, host, probes};
  std::vector<Condition> all;
  for (const auto row : rows)
    if (auto condition = row(subject)) all.push_back(std::move(*condition));
  return all;
}

std::vector<Condition> inspect(const Host &host, const Probes &probes) { return inspect_in("/", host, &probes); }

std::vector<Condition> warnings_of(const Host &host) {
  auto all = inspect_in("/", host, nullptr);
  std::erase_if(all, [](const Condition &condition) { return condition.fitness < Fitness::warning; });
  return all;
}

} // namespace reqbench::resource
