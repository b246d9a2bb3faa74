// One row a flag; see arguments.hpp.
#include "arguments.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace cpp_common {
namespace {

struct Flag {
  std::string_view name;
  std::uint64_t least;
  std::uint64_t most;
  void (*set)(Arguments &, std::uint64_t);
};

constexpr std::uint64_t largest_size = 1 << 30;
constexpr std::uint64_t longest_s = 24 * 60 * 60;

constexpr std::array flags{
    Flag{"--port", 0, 65535, [](Arguments &to, std::uint64_t n) { to.port = static_cast<std::uint16_t>(n); }},
    Flag{"--workers", 1, 1024, [](Arguments &to, std::uint64_t n) { to.workers = static_cast<std::uint16_t>(n); }},
    Flag{"--request-line-bytes", 32, largest_size,
         [](Arguments &to, std::uint64_t n) { to.limits.request_line_bytes = n; }},
    Flag{"--header-bytes", 32, largest_size, [](Arguments &to, std::uint64_t n) { to.limits.header_bytes = n; }},
    Flag{"--fields", 1, largest_size, [](Arguments &to, std::uint64_t n) { to.limits.fields = n; }},
    Flag{"--chunk-extension-bytes", 0, largest_size,
         [](Arguments &to, std::uint64_t n) { to.limits.chunk_extension_bytes = n; }},
    Flag{"--body-bytes", 0, largest_size, [](Arguments &to, std::uint64_t n) { to.limits.body_bytes = n; }},
    Flag{"--header-time-s", 1, longest_s, [](Arguments &to, std::uint64_t n) { to.limits.header_time = Seconds(n); }},
    Flag{"--progress-time-s", 1, longest_s,
         [](Arguments &to, std::uint64_t n) { to.limits.progress_time = Seconds(n); }},
    Flag{"--progress-bytes", 1, largest_size, [](Arguments &to, std::uint64_t n) { to.limits.progress_bytes = n; }},
    Flag{"--idle-time-s", 1, longest_s, [](Arguments &to, std::uint64_t n) { to.limits.idle_time = Seconds(n); }},
    Flag{"--connections", 1, largest_size, [](Arguments &to, std::uint64_t n) { to.limits.connections = n; }},
};

std::uint64_t whole(const Flag &flag, std::string_view text) {
  std::uint64_t number = 0;
  const char *const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || number < flag.least || number > flag.most) {
    throw Usage(std::string(flag.name) + " must be " + std::to_string(flag.least) + " to " + std::to_string(flag.most) +
                ", got '" + std::string(text) + "'");
  }
  return number;
}

std::string known_names() {
  std::string names = "--version";
  for (const Flag &flag : flags) (names += ", ") += flag.name;
  return names;
}

} // namespace

Arguments parse_arguments(std::span<const char *const> words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view name = words[i];
    if (name == "--version") {
      arguments.version = true;
      continue;
    }
    const auto *const flag = std::ranges::find(flags, name, &Flag::name);
    if (flag == flags.end()) throw Usage("unexpected argument '" + std::string(name) + "'; known are " + known_names());
    flag->set(arguments, whole(*flag, ++i < words.size() ? words[i] : ""));
  }
  return arguments;
}

} // namespace cpp_common
