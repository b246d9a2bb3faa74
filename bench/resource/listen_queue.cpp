#include "resource/listen_queue.hpp"

#include "base/file.hpp"
#include "resource/proc_text.hpp"

#include <map>
#include <sstream>
#include <string>

namespace reqbench::resource {

std::optional<ListenCounts> parse_listen_counts(std::string_view netstat) {
  constexpr std::string_view group = "TcpExt:";
  std::istringstream lines{std::string{netstat}};
  std::string names, numbers;
  while (std::getline(lines, names))
    if (names.starts_with(group) && std::getline(lines, numbers) && numbers.starts_with(group)) break;
  std::istringstream name_words{names}, number_words{numbers};
  std::map<std::string, std::uint64_t> counts;
  for (std::string name, number; name_words >> name && number_words >> number;)
    if (const auto count = parse_number(number)) counts[name] = *count;
  const auto overflows = counts.find("ListenOverflows"), drops = counts.find("ListenDrops");
  if (overflows == counts.end() || drops == counts.end()) return std::nullopt;
  return ListenCounts{overflows->second, drops->second};
}

std::optional<ListenCounts> read_listen_counts() {
  return parse_listen_counts(base::read_file("/proc/net/netstat").value_or(std::string{}));
}

} // namespace reqbench::resource
