#include "resource/cgroup.hpp"

#include "base/file.hpp"
#include "resource/machine.hpp"
#include "resource/proc_text.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::resource {
namespace {

namespace fs = std::filesystem;

/// More than any machine has: version 1 writes "no limit" so.
constexpr std::uint64_t no_limit = std::uint64_t{1} << 60;

/// The group's folder and all above it, the controller's own folder last. A container sees its group as the root.
std::vector<fs::path> folders_up(const fs::path &controller, const std::string &group) {
  std::vector<fs::path> folders;
  for (auto part = fs::path{group}.relative_path(); !part.empty(); part = part.parent_path())
    folders.push_back(controller / part);
  folders.push_back(controller);
  return folders;
}

/// The group of a controller in /proc/self/cgroup, "4:memory:/a/b"; of version 2 the controller is empty.
std::optional<std::string> group_of(const std::string &text, std::string_view controller) {
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (first == line.npos || second == line.npos) continue;
    std::istringstream names{line.substr(first + 1, second - first - 1)};
    std::string name;
    bool is_it = controller.empty() && second == first + 1;
    while (std::getline(names, name, ',')) is_it = is_it || (!controller.empty() && name == controller);
    if (is_it) return line.substr(second + 1);
  }
  return std::nullopt;
}

template <class T> void lower(std::optional<T> &limit, T value) { limit = limit ? std::min(*limit, value) : value; }

void add_quota(Cgroup &group, std::string_view quota, std::string_view period) {
  const auto used = parse_number(quota), each = parse_number(period);
  if (used && each && *each > 0) lower(group.processors, static_cast<double>(*used) / static_cast<double>(*each));
}

void add_memory(Cgroup &group, std::string_view text) {
  if (const auto bytes = parse_number(text); bytes && *bytes < no_limit) lower(group.memory_bytes, *bytes);
}

/// "throttled_usec 17" (version 2) or "throttled_time 17000" (version 1, ns).
std::optional<base::Nanoseconds> held_back(const fs::path &folder) {
  std::istringstream lines{base::read_file(folder / "cpu.stat").value_or(std::string{})};
  std::string key, value;
  while (lines >> key >> value) {
    const auto number = parse_number(value);
    if (!number) continue;
    if (key == "throttled_usec") return std::chrono::microseconds{static_cast<std::int64_t>(*number)};
    if (key == "throttled_time") return base::Nanoseconds{static_cast<std::int64_t>(*number)};
  }
  return std::nullopt;
}

void read_group(Cgroup &group, const fs::path &folder) {
  const auto limit = first_line(folder / "cpu.max");
  if (const auto blank = limit.find(' '); blank != limit.npos)
    add_quota(group, std::string_view{limit}.substr(0, blank), std::string_view{limit}.substr(blank + 1));
  add_quota(group, first_line(folder / "cpu.cfs_quota_us"), first_line(folder / "cpu.cfs_period_us"));
  add_memory(group, first_line(folder / "memory.max"));
  add_memory(group, first_line(folder / "memory.limit_in_bytes"));
  if (!group.held_back) group.held_back = held_back(folder);
}

} // namespace

Cgroup cgroup_in(const fs::path &root) {
  const auto own = base::read_file(root / "proc/self/cgroup").value_or(std::string{});
  const auto all = root / "sys/fs/cgroup";
  Cgroup group;
  if (const auto unified = group_of(own, ""))
    for (const auto &folder : folders_up(all, *unified)) read_group(group, folder);
  for (const auto *controller : {"cpu", "memory"})
    if (const auto old = group_of(own, controller))
      for (const auto &folder : folders_up(all / controller, *old)) read_group(group, folder);
  return group;
}

} // namespace reqbench::resource
