#include "base/cpus.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <memory>
#include <optional>

namespace reqbench::base {
namespace {

/// The most processors a Linux kernel can be built for; a plain cpu_set_t ends at 1024.
constexpr int processor_limit = 8192;

/// A kernel mask of processor_limit bits.
class Mask {
public:
  Mask() { CPU_ZERO_S(bytes(), get()); }
  static std::size_t bytes() { return CPU_ALLOC_SIZE(processor_limit); }
  cpu_set_t *get() const { return set_.get(); }
  void add(int cpu) { CPU_SET_S(static_cast<std::size_t>(cpu), bytes(), get()); }
  bool holds(int cpu) const { return CPU_ISSET_S(static_cast<std::size_t>(cpu), bytes(), get()); }

private:
  struct Free {
    void operator()(cpu_set_t *set) const { CPU_FREE(set); }
  };
  std::unique_ptr<cpu_set_t, Free> set_{CPU_ALLOC(processor_limit)};
};

std::optional<int> parse_cpu(std::string_view text) {
  int cpu = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), cpu);
  if (code != std::errc{} || end != text.data() + text.size() || cpu < 0 || cpu >= processor_limit) return std::nullopt;
  return cpu;
}

} // namespace

CpuSet allowed_cpus() { return affinity_of(::getpid()); }

Status pin(pid_t thread, const CpuSet &cpus) {
  Mask mask;
  for (const int cpu : cpus) {
    if (cpu < 0 || cpu >= processor_limit)
      return Error{ErrorKind::usage, "pinning a thread to processor " + std::to_string(cpu) +
                                         ": there can be no such processor; use one of " + to_string(allowed_cpus())};
    mask.add(cpu);
  }
  if (::sched_setaffinity(thread, Mask::bytes(), mask.get()) != 0)
    return system_error(ErrorKind::environment, "pinning a thread to processors '" + to_string(cpus) + "'")
        .hint("this process may use " + to_string(allowed_cpus()));
  return {};
}

CpuSet affinity_of(pid_t thread) {
  Mask mask;
  CpuSet cpus;
  if (::sched_getaffinity(thread, Mask::bytes(), mask.get()) != 0) return cpus;
  for (int cpu = 0; cpu < processor_limit; ++cpu) {
    if (mask.holds(cpu)) cpus.push_back(cpu);
  }
  return cpus;
}

std::string to_string(const CpuSet &cpus) {
  std::string text;
  for (std::size_t first = 0; first < cpus.size();) {
    std::size_t last = first;
    while (last + 1 < cpus.size() && cpus[last + 1] == cpus[last] + 1) ++last;
    if (!text.empty()) text += ',';
    text += std::to_string(cpus[first]);
    if (last > first) text += '-' + std::to_string(cpus[last]);
    first = last + 1;
  }
  return text;
}

Result<CpuSet> parse_cpus(std::string_view text) {
  const Error malformed{ErrorKind::usage,
                        "'" + std::string{text} + "' is not a list of processors; write it like 0, 2-5 or 0-2,5"};
  CpuSet cpus;
  for (bool more = true; more;) {
    const auto comma = text.find(',');
    const auto part = text.substr(0, comma);
    const auto dash = part.find('-');
    const auto first = parse_cpu(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_cpu(part.substr(dash + 1));
    if (!first || !last || *last < *first) return malformed;
    for (int cpu = *first; cpu <= *last; ++cpu) cpus.push_back(cpu);
    more = comma != std::string_view::npos;
    if (more) text.remove_prefix(comma + 1);
  }
  std::ranges::sort(cpus);
  cpus.erase(std::ranges::unique(cpus).begin(), cpus.end());
  return cpus;
}

} // namespace reqbench::base
