// What the kernel writes under /proc and /sys, read as pure functions of text, so that every odd process name and every
// missing line can be tested from a string.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reqbench::resource {

/// The whole text as a number; nothing when it is none.
std::optional<std::uint64_t> parse_number(std::string_view text);

/// The part of /proc/<pid>/stat that we use.
struct ProcessStat {
  pid_t parent = 0;
  std::uint64_t user_ticks = 0, system_ticks = 0;
  std::uint64_t waited_user_ticks = 0, waited_system_ticks = 0; ///< of ended children that were waited for
  std::uint64_t started = 0;                                    ///< ticks since boot
};
/// A process name may hold anything, also ") R 1".
std::optional<ProcessStat> parse_stat(std::string_view text);

/// Whether status ("SigIgn: 0000000000011000") says that SIGCHLD is ignored.
bool ignores_children(std::string_view status);

/// The number after "<key>:" at the start of a line ("VmHWM:  1640 kB"); "kB" are 1024 bytes each. For status,
/// smaps_rollup and meminfo.
std::optional<std::uint64_t> number_of(std::string_view text, std::string_view key);

/// The words after the first "<key><blanks><separator>" at the start of a line, without blanks and quotes around them.
/// For cpuinfo (':') and os-release ('='). Empty when there is no such line.
std::string words_of(std::string_view text, std::string_view key, char separator);

} // namespace reqbench::resource
