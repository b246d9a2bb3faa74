#include "launch/descendants.hpp"

#include "base/file.hpp"

#include <charconv>
#include <filesystem>

namespace reqbench::launch {
namespace {

pid_t number_in(std::string_view text) {
  pid_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  return code == std::errc{} && end == text.data() + text.size() ? number : 0;
}

} // namespace

pid_t parent_in(std::string_view stat) {
  // "<pid> (<name>) <state> <parent> …"
  const auto name_end = stat.rfind(')');
  if (name_end == stat.npos || stat.size() < name_end + 5) return 0;
  const auto parent = stat.substr(name_end + 4);
  return number_in(parent.substr(0, parent.find(' ')));
}

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
    const pid_t pid = number_in(entry->path().filename().string());
    if (pid == 0) continue;
    const auto stat = base::read_file(entry->path() / "stat");
    if (stat) parent_of.emplace(pid, parent_in(*stat)); // else it vanished meanwhile
  }
  return descendants_in(parent_of, root);
}

} // namespace reqbench::launch
