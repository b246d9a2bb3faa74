#include "resource/proc_text.hpp"

#include "base/trimmed.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <vector>

namespace reqbench::resource {
namespace {

using base::trimmed;

/// Takes the part before the separator off the front.
std::string_view take(std::string_view &text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  while (!text.empty())
    if (const auto word = take(text, ' '); !word.empty()) found.push_back(word);
  return found;
}

/// What follows "<key><blanks><separator>" on the first line that begins so.
std::optional<std::string_view> rest_of_line(std::string_view text, std::string_view key, char separator) {
  while (!text.empty()) {
    auto line = take(text, '\n');
    if (!line.starts_with(key)) continue;
    line = trimmed(line.substr(key.size()));
    if (line.starts_with(separator)) return trimmed(line.substr(1));
  }
  return {};
}

} // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || code != std::errc{} || end != text.data() + text.size()) return {};
  return number;
}

std::optional<ProcessStat> parse_stat(std::string_view text) {
  // proc(5): "<pid> (<name>) <state> <ppid> …", so that field 3 is the first after the name.
  enum Field : std::size_t { first = 3, ppid = 4, utime = 14, stime = 15, cutime = 16, cstime = 17, starttime = 22 };
  const auto name_end = text.rfind(')');
  if (name_end == text.npos) return {};
  const auto fields = words(text.substr(name_end + 1));
  if (fields.size() <= starttime - first) return {};
  const auto number = [&](Field field) { return parse_number(fields[field - first]); };
  const auto parent = number(ppid), started = number(starttime);
  const auto user = number(utime), system = number(stime), waited_user = number(cutime), waited_system = number(cstime);
  if (!parent || !started || !user || !system || !waited_user || !waited_system) return {};
  return ProcessStat{static_cast<pid_t>(*parent), *user, *system, *waited_user, *waited_system, *started};
}

bool ignores_children(std::string_view status) {
  const auto mask = words_of(status, "SigIgn", ':');
  std::uint64_t ignored = 0;
  std::from_chars(mask.data(), mask.data() + mask.size(), ignored, 16);
  return (ignored >> (SIGCHLD - 1) & 1) != 0;
}

std::optional<std::uint64_t> number_of(std::string_view text, std::string_view key) {
  const auto rest = rest_of_line(text, key, ':');
  if (!rest) return {};
  const bool kilobytes = rest->ends_with(" kB");
  const auto number = parse_number(trimmed(rest->substr(0, rest->size() - (kilobytes ? 3 : 0))));
  if (!number) return {};
  return kilobytes ? *number * 1024 : *number;
}

std::string words_of(std::string_view text, std::string_view key, char separator) {
  auto rest = rest_of_line(text, key, separator).value_or("");
  if (rest.size() >= 2 && rest.front() == '"' && rest.back() == '"') rest = rest.substr(1, rest.size() - 2);
  return std::string{rest};
}

} // namespace reqbench::resource
