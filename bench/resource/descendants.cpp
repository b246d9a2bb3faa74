#include "resource/descendants.hpp"

#include "base/file.hpp"
#include "resource/proc_text.hpp"

#include <filesystem>
#include <set>

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
  update_parents(parent_of);
  return descendants_in(parent_of, root);
}

void update_parents(std::map<pid_t, pid_t> &parent_of) {
  std::set<pid_t> there;
  std::error_code code;
  for (std::filesystem::directory_iterator entry{"/proc", code}, end; !code && entry != end; entry.increment(code))
    if (const auto process = parse_number(entry->path().filename().string()))
      there.insert(static_cast<pid_t>(*process));
  std::erase_if(parent_of, [&](const auto &pair) {
    const auto [process, parent] = pair;
    return !there.contains(process) || (parent != 0 && !there.contains(parent)); // 0: outside of this PID namespace
  });
  for (const pid_t process : there) {
    if (parent_of.contains(process)) continue;
    const auto text = base::read_file("/proc/" + std::to_string(process) + "/stat");
    const auto stat = text ? parse_stat(*text) : std::nullopt; // nothing when it vanished meanwhile
    if (stat) parent_of.emplace(process, stat->parent);
  }
}

} // namespace reqbench::resource
