#include "resource/descendants.hpp"

#include "base/file.hpp"
#include "resource/proc_text.hpp"

#include <filesystem>

namespace reqbench::resource {

std::vector<pid_t> descendants_in(const std::map<pid_t, pid_t> &parent_of, pid_t root) {
  std::multimap<pid_t, pid_t> children_of;
  for (const auto &[child, parent] : parent_of) children_of.emplace(parent, child);
  std::vector<pid_t> found;
  const auto take_children = [&](pid_t parent) {
    const auto [begin, end] = children_of.equal_range(parent);
    for (auto child = begin; child != end; ++child) found.push_back(child->second);
    children_of.erase(begin, end); // a torn reading of /proc may hold a circle
  };
  take_children(root);
  for (std::size_t i = 0; i < found.size(); ++i) take_children(found[i]);
  return found;
}

std::vector<pid_t> descendants(pid_t root) {
  std::map<pid_t, pid_t> parent_of;
  std::error_code code;
  for (std::filesystem::directory_iterator entry{"/proc", code}, end; !code && entry != end; entry.increment(code)) {
    const auto pid = parse_number(entry->path().filename().string());
    if (!pid) continue;
    const auto text = base::read_file(entry->path() / "stat");
    const auto stat = text ? parse_stat(*text) : std::nullopt; // nothing when it vanished meanwhile
    if (stat) parent_of.emplace(static_cast<pid_t>(*pid), stat->parent);
  }
  return descendants_in(parent_of, root);
}

} // namespace reqbench::resource
