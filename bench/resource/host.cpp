#include "resource/host.hpp"

#include "base/file.hpp"
#include "base/random.hpp"
#include "resource/cgroup.hpp"
#include "resource/machine.hpp"
#include "resource/proc_text.hpp"
#include "resource/topology.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <array>
#include <cstdio>
#include <cstring>
#include <limits>
#include <sstream>

namespace reqbench::resource {
namespace {

namespace fs = std::filesystem;

constexpr auto no_limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

/// How hypervisors sign at CPUID leaf 0x40000000.
struct Signature {
  std::string_view vendor, name;
};
constexpr std::array signatures = {
    Signature{"KVMKVMKVM", "kvm"},      Signature{"Microsoft Hv", "hyperv"}, Signature{"VMwareVMware", "vmware"},
    Signature{"XenVMMXenVMM", "xen"},   Signature{"TCGTCGTCGTCG", "qemu"},   Signature{"VBoxVBoxVBox", "virtualbox"},
    Signature{"bhyve bhyve ", "bhyve"},
};

std::string name_of(std::string_view vendor) {
  for (const auto &signature : signatures)
    if (signature.vendor == vendor) return std::string{signature.name};
  return vendor.empty() ? std::string{} : std::string{"unnamed"};
}

/// "Max open files  1024  4096  files" of /proc/self/limits: the hard limit, which servers start with.
std::uint64_t descriptor_limit(const std::string &limits) {
  constexpr std::string_view name = "Max open files";
  const auto line = limits.find(name);
  if (line == limits.npos) return 0;
  std::istringstream words{limits.substr(line + name.size())};
  std::string soft, hard;
  words >> soft >> hard;
  return hard == "unlimited" ? no_limit : parse_number(hard).value_or(0);
}

/// "Cpus_allowed_list:	0-1" of /proc/self/status.
base::CpuSet allowed_in(const fs::path &root) {
  const auto status = base::read_file(root / "proc/self/status").value_or(std::string{});
  return base::parse_cpus(words_of(status, "Cpus_allowed_list", ':')).value_or(base::CpuSet{});
}

/// Intel's driver has a switch of its own.
std::string turbo_in(const fs::path &processors) {
  const auto no_turbo = first_line(processors / "intel_pstate/no_turbo"),
             boost = first_line(processors / "cpufreq/boost");
  if (no_turbo.empty() && boost.empty()) return {};
  return no_turbo == "0" || (no_turbo.empty() && boost == "1") ? "on" : "off";
}

/// Only what a reboot, an update or a setting leaves as it is. Memory in whole GiB: what the kernel keeps for itself
/// differs from version to version.
std::string fingerprint_of(const Host &host) {
  constexpr double gib = 1024.0 * 1024 * 1024;
  const auto memory_gib = static_cast<std::uint64_t>(static_cast<double>(host.memory_bytes) / gib + 0.5);
  const auto text = host.cpu_model + '\n' + std::to_string(host.cpus_online) + '\n' + std::to_string(memory_gib) +
                    '\n' + host.hypervisor + '\n' + (host.smt ? "smt" : "");
  return base::hexadecimal(base::stable_hash(text));
}

} // namespace

std::string first_line(const fs::path &file) {
  const auto text = base::read_file(file).value_or(std::string{});
  return text.substr(0, text.find('\n'));
}

std::string hypervisor_vendor() {
#if defined(__x86_64__)
  constexpr unsigned hypervisor_bit = 1U << 31; // of ECX at leaf 1
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & hypervisor_bit) == 0) return {};
  __cpuid(0x40000000, a, b, c, d);
  std::array<unsigned, 3> registers = {b, c, d};
  char vendor[sizeof registers + 1] = {};
  std::memcpy(vendor, registers.data(), sizeof registers);
  return vendor;
#else
  return {};
#endif
}

Host host_from(const fs::path &root, std::string_view vendor) {
  Host host;
  const auto cpuinfo = base::read_file(root / "proc/cpuinfo").value_or(std::string{});
  const auto release = base::read_file(root / "etc/os-release").value_or(std::string{});
  const auto meminfo = base::read_file(root / "proc/meminfo").value_or(std::string{});
  const auto processors = root / "sys/devices/system/cpu";
  host.cpu_model = words_of(cpuinfo, "model name", ':');
  if (host.cpu_model.empty()) host.cpu_model = words_of(cpuinfo, "CPU part", ':'); // ARM
  const auto online = base::parse_cpus(first_line(processors / "online"));
  host.cpus_online = online ? static_cast<int>(online->size()) : 0;
  host.memory_bytes = number_of(meminfo, "MemTotal").value_or(0);
  host.kernel = first_line(root / "proc/sys/kernel/osrelease");
  host.os = words_of(release, "PRETTY_NAME", '=');
  host.governor = first_line(processors / "cpu0/cpufreq/scaling_governor");
  host.hypervisor = vendor.empty() ? first_line(root / "sys/hypervisor/type") : name_of(vendor);
  host.smt = first_line(processors / "smt/active") == "1";
  host.turbo = turbo_in(processors);
  host.clock_source = first_line(root / "sys/devices/system/clocksource/clocksource0/current_clocksource");
  host.allowed = allowed_in(root);
  host.cores = topology_in(root, host.allowed).cores();
  host.cpu_quota = cgroup_in(root).processors.value_or(0);
  host.descriptor_limit = descriptor_limit(base::read_file(root / "proc/self/limits").value_or(std::string{}));
  host.fingerprint = fingerprint_of(host);
  return host;
}

Host read_host() { return host_from("/", hypervisor_vendor()); }

std::vector<std::string> cores_as_text(const Host &host) {
  std::vector<std::string> texts;
  for (const auto &core : host.cores) texts.push_back(base::to_string(core));
  return texts;
}

base::Json to_json(const Host &host) {
  return {{"cpu_model", host.cpu_model},
          {"cpus_online", host.cpus_online},
          {"cpus_allowed", base::to_string(host.allowed)},
          {"memory_bytes", host.memory_bytes},
          {"kernel", host.kernel},
          {"os", host.os},
          {"governor", host.governor},
          {"hypervisor", host.hypervisor},
          {"smt", host.smt},
          {"turbo", host.turbo},
          {"clock_source", host.clock_source},
          {"cores", cores_as_text(host)},
          {"cpu_quota", host.cpu_quota},
          {"descriptor_limit", host.descriptor_limit},
          {"fingerprint", host.fingerprint}};
}

} // namespace reqbench::resource
