#include "verify/garbage.hpp"

#include "base/units.hpp"
#include "connection/exchange.hpp"
#include "resource/process_tree.hpp"
#include "verify/evidence.hpp"

#include <algorithm>
#include <optional>

namespace reqbench::verify {
namespace {

constexpr base::Nanoseconds garbage_patience = std::chrono::seconds{5};
constexpr int requests_of_a_round = 1000, most_rounds = 8;

/// One connection after the other, as the server keeps them.
class GarbageSender {
public:
  GarbageSender(const launch::RunningServer &server, const base::StopFlag &stop, Flood &flood)
      : server_{server}, stop_{stop}, flood_{flood} {}
  /// False when something must not be.
  bool ask(const workload::Case &wanted);

private:
  bool is_wrong(std::string what, const std::string &request) {
    flood_.wrong = std::move(what);
    flood_.asked = shown(request);
    return false;
  }

  const launch::RunningServer &server_;
  const base::StopFlag &stop_;
  Flood &flood_;
  std::optional<connection::Exchange> line_;
};

bool GarbageSender::ask(const workload::Case &wanted) {
  const auto request = workload::render(wanted, server_.endpoint().host_field());
  if (!line_) {
    auto opened = connection::Exchange::open(server_.endpoint(), garbage_patience, &stop_);
    if (!opened) return is_wrong(opened.error().message(), request);
    line_.emplace(*std::move(opened));
  }
  const auto begun = base::now();
  // What a server thinks of a request is in its answer, even when it stopped reading half-way.
  (void)line_->send(request);
  const auto received = line_->receive();
  if (!received || !received->keep_alive) line_.reset();
  if (!received && base::now() - begun >= garbage_patience) return is_wrong(received.error().message(), request);
  if (!received) {
    ++flood_.closed;
    return true;
  }
  ++flood_.answers[received->answer.status];
  return received->answer.status < 500 || is_wrong("status " + std::to_string(received->answer.status), request);
}

/// A worker that was started again is a crash as well.
bool all_live(const std::vector<pid_t> &before, const std::vector<pid_t> &now) {
  return std::ranges::all_of(before, [&](pid_t process) { return std::ranges::find(now, process) != now.end(); });
}

/// The first thousand is not judged: in it a server may give back what the checks before had made it take, which would
/// hide as much of a leak.
bool has_grown(const Flood &flood) {
  const auto &memory = flood.memory_anonymous_bytes;
  return memory.size() < 3 || memory.back() > memory[memory.size() - 2] + flat_growth_bytes;
}

} // namespace

workload::Case garbage_request(base::Random &random, int number, std::span<const std::string> paths) {
  constexpr std::uint64_t longest_path = 60, longest_body = 300;
  workload::Case wanted;
  wanted.method = number % 4 < 2 ? "POST" : "GET";
  wanted.target = number % 2 == 0 && !paths.empty() ? paths[random.below(paths.size())] + "?" : "/";
  const int last = number % 8 < 6 ? '~' : 255;
  for (auto left = random.below(longest_path); left > 0; --left)
    wanted.target += static_cast<char>(random.between('!', last));
  if (wanted.method == "POST") {
    wanted.fields = {{"Content-Type", "application/json"}};
    for (auto left = random.below(longest_body); left > 0; --left) wanted.body += static_cast<char>(random.below(256));
  }
  return wanted;
}

std::vector<std::string> paths_of(std::span<const workload::Workload> workloads) {
  std::vector<std::string> paths;
  for (const auto &workload : workloads)
    for (const auto &route : workload.routes()) paths.push_back(route.path);
  return paths;
}

int Flood::requests() const {
  int all = closed;
  for (const auto &[status, count] : answers) all += count;
  return all;
}

std::string Flood::to_sentence() const {
  std::string parts;
  for (const auto &[status, count] : answers)
    parts += (parts.empty() ? "" : ", ") + std::to_string(status) + " × " + std::to_string(count);
  if (closed > 0) parts += (parts.empty() ? "" : ", ") + std::string{"closed × "} + std::to_string(closed);
  std::string memory;
  for (const auto bytes : memory_anonymous_bytes)
    memory += (memory.empty() ? "; memory " : " → ") + base::format_bytes(static_cast<double>(bytes));
  return std::to_string(requests()) + " requests: " + parts + memory;
}

Flood flood_with_garbage(const launch::RunningServer &server, std::span<const std::string> paths, std::uint64_t seed,
                         const base::StopFlag &stop) {
  Flood flood;
  auto random = base::Random::stream(seed, "verify/garbage_flood");
  resource::ProcessTree tree{server.root(), server.guardian()};
  const auto look = [&] {
    tree.refresh();
    const auto memory = tree.memory();
    if (memory)
      flood.memory_anonymous_bytes.push_back(memory->anonymous);
    else
      flood.wrong = "its memory could not be read: " + memory.error().message();
    return memory.has_value();
  };
  if (!look()) return flood;
  const auto processes = tree.processes();
  GarbageSender sender{server, stop, flood};
  for (int round = 0; round == 0 || (round < most_rounds && has_grown(flood)); ++round) {
    for (int i = 0; i < requests_of_a_round && !stop.requested(); ++i)
      if (!sender.ask(garbage_request(random, i, paths))) return flood;
    if (stop.requested() || !look()) return flood;
    if (!all_live(processes, tree.processes())) {
      flood.wrong = "a process of the server ended";
      return flood;
    }
  }
  if (has_grown(flood)) flood.wrong = "memory still grows: " + flood.to_sentence();
  return flood;
}

} // namespace reqbench::verify
