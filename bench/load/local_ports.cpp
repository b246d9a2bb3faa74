#include "load/local_ports.hpp"

#include "base/file.hpp"
#include "base/units.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;
using base::Nanoseconds;

/// Linux keeps a port so long, whatever its settings (TCP_TIMEWAIT_LEN in include/net/tcp.h) …
constexpr Nanoseconds time_wait = 60s;
/// … but gives it to a new connection after a second where tcp_tw_reuse allows that, told apart by its time stamps.
constexpr Nanoseconds reuse_after = 1s;
/// The kernel looks for a free port one by one, which gets long when most are taken; so full an address may become.
constexpr double fill = 0.5;
/// More than one thread opens on loopback: connecting, accepting and closing cost the kernel over 20 µs together.
constexpr double most_per_thread_per_s = 50'000;
/// 127.0.0.1 to 127.0.255.255, less the odd one.
constexpr int most_addresses = 65'000;

/// The whole numbers of a file; none when it is not there.
std::vector<int> numbers_in(const char *file) {
  std::istringstream words{base::read_file(file).value_or(std::string{})};
  std::vector<int> numbers;
  for (int number = 0; words >> number;) numbers.push_back(number);
  return numbers;
}

int number_in(const char *file, int otherwise) {
  const auto numbers = numbers_in(file);
  return numbers.empty() ? otherwise : numbers.front();
}

/// "TCP: inuse 8 orphan 0 tw 31 alloc 12 mem 1" of /proc/net/sockstat.
int waiting_ports() {
  std::istringstream words{base::read_file("/proc/net/sockstat").value_or(std::string{})};
  for (std::string word; words >> word;)
    if (int count = 0; word == "tw" && words >> count) return count;
  return 0;
}

/// Connections a second at the busiest; 0 = each is kept.
double opened_per_s(const LoadPlan &plan) {
  const auto &model = plan.model;
  if (model.requests_per_connection == 0) return 0;
  double requests = most_per_thread_per_s * plan.threads;
  if (model.kind == Model::Kind::open) {
    requests = 0;
    for (const auto &stretch : model.stretches)
      requests = std::max({requests, stretch.from.per_second, stretch.to.per_second});
  }
  return requests / model.requests_per_connection;
}

base::Error does_not_fit(const LoadPlan &plan, const LocalPorts &ports, double needed, double available,
                         Nanoseconds length) {
  const auto room = std::max(0.0, available - plan.connections - ports.waiting);
  const auto fits = room / base::to_seconds(std::min(length, ports.kept));
  const bool closed = plan.model.kind == Model::Kind::closed;
  return {base::ErrorKind::usage,
          "this load may need " + base::format_count(needed) + " local ports at once, and there are " +
              base::format_count(available) + "; a port is kept " + base::format_duration(ports.kept) +
              " after its connection was closed" +
              (ports.waiting > 0 ? " (" + std::to_string(ports.waiting) + " are now)" : std::string{}) + ", so for " +
              base::format_duration(length) + " at most " + base::format_count(fits) + " connections per second fit; " +
              (closed ? "bound them by a rate, or ask for more requests per connection"
                      : "ask for a lower rate, or for more requests per connection")};
}

} // namespace

LocalPorts read_local_ports(bool loopback) {
  LocalPorts ports;
  const auto range = numbers_in("/proc/sys/net/ipv4/ip_local_port_range");
  ports.of_an_address = range.size() == 2 ? range[1] - range[0] + 1 : 28'232; // Linux's own
  // 1 = everywhere, 2 = on loopback
  const int reuse = number_in("/proc/sys/net/ipv4/tcp_tw_reuse", 0);
  const bool stamped = number_in("/proc/sys/net/ipv4/tcp_timestamps", 1) != 0;
  ports.kept = stamped && (reuse == 1 || (reuse == 2 && loopback)) ? reuse_after : time_wait;
  // Those of before are free again before a load could notice, where they need not wait out their time.
  ports.waiting = ports.kept == time_wait ? waiting_ports() : 0;
  return ports;
}

base::Result<int> addresses_for(const LoadPlan &plan, const LocalPorts &ports, bool loopback) {
  const auto length = plan.warm_up + plan.measure + plan.drain;
  const double opened = opened_per_s(plan);
  const double closed = opened * base::to_seconds(std::min(length, ports.kept));
  const double needed = plan.connections + ports.waiting + closed;
  if (!loopback) {
    // Ports of other servers' connections do not count; those that wait may be this one's.
    if (opened > 0 && needed > ports.of_an_address)
      return does_not_fit(plan, ports, needed, ports.of_an_address, length);
    return 1;
  }
  const double addresses = std::ceil(needed / (ports.of_an_address * fill));
  if (addresses > most_addresses)
    return does_not_fit(plan, ports, needed, fill * ports.of_an_address * most_addresses, length);
  // The kernel's own choice serves a load that keeps its few connections.
  return std::max(plan.model.source_addresses, static_cast<int>(addresses));
}

} // namespace reqbench::load
