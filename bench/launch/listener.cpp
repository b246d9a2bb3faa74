#include "launch/listener.hpp"

#include "base/file.hpp"
#include "resource/descendants.hpp"
#include "resource/proc_text.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>

namespace reqbench::launch {
namespace {

namespace fs = std::filesystem;

/// An address as the kernel prints it: words of 32 bits in this machine's byte order, then the port.
std::string printed(std::string_view words_before, std::uint32_t address, std::uint16_t port) {
  char text[16];
  std::snprintf(text, sizeof text, "%08X:%04X", htonl(address), static_cast<unsigned>(port));
  return std::string{words_before} + text;
}

/// The sockets of a table whose local address ends so and that are in this state.
std::vector<std::uint64_t> sockets_at(std::string_view table, std::string_view address_end, std::string_view wanted) {
  // proc_pid_net(5): "sl local_address rem_address st tx:rx tr:tm->when retrnsmt uid timeout inode …".
  std::vector<std::uint64_t> inodes;
  std::istringstream lines{std::string{table}};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string number, local, remote, state, queues, timer, retransmits, user, timeout, inode;
    words >> number >> local >> remote >> state >> queues >> timer >> retransmits >> user >> timeout >> inode;
    if (!local.ends_with(address_end) || state != wanted) continue;
    if (const auto parsed = resource::parse_number(inode); parsed && *parsed != 0) inodes.push_back(*parsed);
  }
  return inodes;
}

std::vector<std::uint64_t> listeners_at(std::string_view table, const std::string &address) {
  constexpr std::string_view listen = "0A";
  return sockets_at(table, address, listen);
}

/// The sockets of a process; false when its descriptors may not be read.
bool add_sockets(pid_t process, std::set<std::uint64_t> &inodes) {
  std::error_code code;
  const auto folder = fs::path{"/proc"} / std::to_string(process) / "fd";
  for (fs::directory_iterator entry{folder, code}, end; !code && entry != end; entry.increment(code)) {
    std::error_code vanished;
    const auto target = fs::read_symlink(entry->path(), vanished).string(); // "socket:[1234]"
    constexpr std::string_view begin = "socket:[";
    if (!target.starts_with(begin)) continue;
    const auto inode = resource::parse_number(target.substr(begin.size(), target.size() - begin.size() - 1));
    if (inode) inodes.insert(*inode);
  }
  return code != std::errc::permission_denied;
}

} // namespace

std::vector<std::uint64_t> listeners(std::string_view tcp, std::string_view tcp6, std::uint16_t port) {
  const std::string zeros(8, '0');
  const auto mapped = zeros + zeros + printed("", 0xffff, 0).substr(0, 8); // ::ffff:0:0/96
  const std::array<std::pair<std::string_view, std::string>, 4> best_first{
      {{tcp, printed("", INADDR_LOOPBACK, port)},
       {tcp6, printed(mapped, INADDR_LOOPBACK, port)},
       {tcp, printed("", INADDR_ANY, port)},
       {tcp6, printed(zeros + zeros + zeros, INADDR_ANY, port)}}};
  for (const auto &[table, address] : best_first)
    if (auto found = listeners_at(table, address); !found.empty()) return found;
  return {};
}

std::vector<std::uint64_t> accepted(std::string_view tcp, std::string_view tcp6, std::uint16_t port) {
  constexpr std::string_view established = "01";
  const auto address_end = printed("", 0, port).substr(8); // ":1F90"
  auto found = sockets_at(tcp, address_end, established);
  const auto more = sockets_at(tcp6, address_end, established);
  found.insert(found.end(), more.begin(), more.end());
  return found;
}

std::vector<pid_t> serving_below(pid_t guardian, std::uint16_t port) {
  const auto connections = accepted(base::read_file("/proc/net/tcp").value_or(std::string{}),
                                    base::read_file("/proc/net/tcp6").value_or(std::string{}), port);
  std::vector<pid_t> serving;
  for (const pid_t process : resource::descendants(guardian)) {
    std::set<std::uint64_t> own;
    add_sockets(process, own);
    if (std::ranges::any_of(connections, [&](auto inode) { return own.contains(inode); })) serving.push_back(process);
  }
  return serving;
}

base::Status served_below(pid_t guardian, std::uint16_t port) {
  const auto tcp = base::read_file("/proc/net/tcp").value_or(std::string{});
  const auto tcp6 = base::read_file("/proc/net/tcp6").value_or(std::string{});
  std::set<std::uint64_t> ours;
  bool all_readable = true;
  for (const pid_t process : resource::descendants(guardian)) all_readable = add_sockets(process, ours) && all_readable;
  for (const auto inode : listeners(tcp, tcp6, port)) {
    if (ours.contains(inode) || !all_readable) continue;
    return base::Error{base::ErrorKind::server, "port " + std::to_string(port) +
                                                    " is served by a process that reqbench did not start; a server "
                                                    "must stay below the process that its command starts"};
  }
  return {};
}

} // namespace reqbench::launch
