// The conditions of a machine that stand against a trustworthy measurement.
#include "base/cpu_time.hpp"
#include "base/file.hpp"
#include "base/units.hpp"
#include "resource/machine.hpp"
#include "resource/proc_text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

namespace reqbench::resource {
namespace {

namespace fs = std::filesystem;
using Found = std::optional<Condition>;

Found one_core(const fs::path &, const Host &host) {
  if (host.allowed.size() != 1) return {};
  return Condition{"one_core", true, "only one processor may be used, so server and load generator share it",
                   "give reqbench two processors or more (taskset, container quota, virtual machine size)"};
}

Found descriptors(const fs::path &, const Host &host) {
  // The generator and a server each hold one per connection: 512 connections and some files of their own.
  constexpr std::uint64_t enough = 1024;
  if (host.descriptor_limit >= enough) return {};
  return Condition{"descriptors", true,
                   "a process may open " + std::to_string(host.descriptor_limit) + " files at most, fewer than the " +
                       std::to_string(enough) + " that a common load takes",
                   "raise the hard limit: ulimit -Hn 65536, or LimitNOFILE of the service"};
}

Found governor(const fs::path &, const Host &host) {
  if (host.governor.empty() || host.governor == "performance") return {};
  return Condition{"governor", false,
                   "the frequency governor is '" + host.governor + "', so processors change their speed with the load",
                   "cpupower frequency-set -g performance"};
}

Found virtual_machine(const fs::path &, const Host &host) {
  if (host.hypervisor.empty()) return {};
  return Condition{"virtual", false,
                   "this is a virtual machine (" + host.hypervisor + "); neighbours on the same hardware add noise",
                   "compare only within one run; for absolute numbers use a machine of your own"};
}

Found steal(const fs::path &root, const Host &) {
  constexpr double much = 0.01;
  base::Nanoseconds stolen{}, all{};
  const auto stat = base::read_file(root / "proc/stat").value_or(std::string{});
  for (const auto &line : base::parse_cpu_times(stat, base::ticks_per_second())) {
    stolen += line.steal;
    all += line.busy + line.steal + line.idle;
  }
  const double share = all.count() == 0 ? 0 : base::to_seconds(stolen) / base::to_seconds(all);
  if (share <= much) return {};
  return Condition{"steal", false,
                   "the hypervisor took " + base::format_significant(share * 100, 2) +
                       " % of the processors' time for others since boot",
                   "measure at another time or on another machine; intervals will be wider here"};
}

/// The server gets the highest processor that is allowed, the generator all others.
Found siblings(const fs::path &root, const Host &host) {
  if (host.allowed.size() < 2) return {};
  const int server = host.allowed.back();
  const auto file =
      root / "sys/devices/system/cpu" / ("cpu" + std::to_string(server)) / "topology/thread_siblings_list";
  const auto same_core = base::parse_cpus(first_line(file));
  if (!same_core) return {};
  const auto shared = std::ranges::find_if(
      *same_core, [&](int cpu) { return cpu != server && std::ranges::find(host.allowed, cpu) != host.allowed.end(); });
  if (shared == same_core->end()) return {};
  return Condition{"siblings", false,
                   "processors " + std::to_string(*shared) + " and " + std::to_string(server) +
                       " are two threads of one core, so server and generator slow each other down",
                   "run under taskset with one thread of each core, or turn SMT off"};
}

Found load_average(const fs::path &root, const Host &host) {
  const double load = std::strtod(first_line(root / "proc/loadavg").c_str(), nullptr);
  if (load <= 0.5 * host.cpus_online) return {};
  return Condition{"load", false,
                   "the load average is " + base::format_significant(load, 2) + " on " +
                       std::to_string(host.cpus_online) + " processors: other programs are running",
                   "stop them, or wait a minute after heavy work"};
}

Found swap(const fs::path &root, const Host &) {
  constexpr std::uint64_t little = 64 * 1024 * 1024; // long-idle pages that no one will miss
  const auto meminfo = base::read_file(root / "proc/meminfo").value_or(std::string{});
  const auto total = number_of(meminfo, "SwapTotal").value_or(0), free = number_of(meminfo, "SwapFree").value_or(0);
  if (total < free + little) return {};
  return Condition{"swap", false, base::format_bytes(static_cast<double>(total - free)) + " of memory are swapped out",
                   "free memory, then swapoff -a && swapon -a"};
}

constexpr std::array checks = {one_core, descriptors, governor, virtual_machine, steal, siblings, load_average, swap};

} // namespace

std::vector<Condition> inspect_in(const fs::path &root, const Host &host) {
  std::vector<Condition> found;
  for (const auto check : checks)
    if (auto condition = check(root, host)) found.push_back(std::move(*condition));
  return found;
}

std::vector<Condition> inspect(const Host &host) { return inspect_in("/", host); }

} // namespace reqbench::resource
