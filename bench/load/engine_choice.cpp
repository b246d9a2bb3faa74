#include "load/engine_choice.hpp"

#include "base/assert.hpp"
#include "load/engine.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <vector>

namespace reqbench::load {
namespace {

using base::Nanoseconds;

constexpr auto test_length = std::chrono::milliseconds{200};
constexpr std::size_t most_connections = 64; // each takes four descriptors of this process
/// Larger answers take several of io_uring's buffers, and epoll can drop their bodies uncopied.
constexpr std::size_t large_answer = std::size_t{16} * 1024;
/// io_uring has to be cheaper by more than the noise of so short a test; else what every machine allows is taken.
constexpr double worth_it = 0.97;

/// As long as a small request and a small answer.
const std::string request(64, 'q'), answer(160, 'a');

base::Error failed(std::string_view doing) { return base::system_error(base::ErrorKind::environment, doing); }

Nanoseconds cpu_of_this_thread() { return base::read_clock(CLOCK_THREAD_CPUTIME_ID).value_or(Nanoseconds{0}); }

/// A listening socket on a free loopback port.
base::Result<base::Descriptor> listen_on(connection::Endpoint &endpoint) {
  base::Descriptor listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  auto address = endpoint.socket_address();
  socklen_t size = sizeof address;
  auto *where = reinterpret_cast<sockaddr *>(&address);
  if (!listener || ::bind(listener.get(), where, size) != 0 || ::listen(listener.get(), 1) != 0 ||
      ::getsockname(listener.get(), where, &size) != 0)
    return failed("listening on loopback");
  endpoint.port = ntohs(address.sin_port);
  return listener;
}

/// One engine and, in the same thread, the peers of its connections: they answer when the engine's clock stands still,
/// so only its own side is timed.
class Exchanges final : public EngineEvents {
public:
  base::Status open(EngineKind kind, std::size_t connections);
  /// What the engine's side of one exchange on every connection took, for each.
  base::Result<Nanoseconds> round();

  void on_connected(std::size_t slot, int error, base::Instant) override {
    error_ = error;
    ++happened_;
    if (error == 0) engine_->send(slot, request);
  }
  void on_bytes(std::size_t slot, std::string_view, bool, base::Instant) override {
    ++happened_;
    engine_->send(slot, request);
  }
  void on_skipped(std::size_t, std::size_t, bool, base::Instant) override {}
  void on_closed(std::size_t, int error, base::Instant) override { error_ = error == 0 ? ECONNRESET : error; }

private:
  base::Status answer_all();
  base::Status until(std::size_t wanted, Nanoseconds limit);

  std::unique_ptr<Engine> engine_;
  std::vector<base::Descriptor> peers_;
  std::size_t happened_ = 0;
  int error_ = 0;
};

/// So many events more. On loopback they take microseconds, unless the machine is busy elsewhere.
base::Status Exchanges::until(std::size_t wanted, Nanoseconds limit) {
  const auto deadline = base::now() + std::chrono::milliseconds{500};
  for (happened_ = 0; happened_ < wanted && error_ == 0 && base::now() < deadline;) engine_->turn(limit, *this);
  engine_->turn(Nanoseconds{0}, *this); // hands over what the last events led to
  errno = error_ != 0 ? error_ : ETIMEDOUT;
  if (happened_ < wanted) return failed("exchanging messages over loopback");
  return {};
}

base::Status Exchanges::open(EngineKind kind, std::size_t connections) {
  connection::Endpoint endpoint;
  auto listener = listen_on(endpoint);
  if (!listener) return std::move(listener).error();
  auto engine = make_engine(kind, endpoint, connections);
  if (!engine) return std::move(engine).error();
  engine_ = std::move(*engine);
  for (std::size_t slot = 0; slot < connections; ++slot) {
    errno = engine_->connect(slot, {});
    if (errno != 0) return failed("connecting over loopback");
    if (auto connected = until(1, std::chrono::milliseconds{1}); !connected) return connected;
    peers_.emplace_back(::accept4(listener->get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!peers_.back()) return failed("accepting over loopback");
  }
  return {};
}

base::Status Exchanges::answer_all() {
  char received[256];
  for (const auto &peer : peers_) {
    if (::recv(peer.get(), received, sizeof received, 0) < 0) return failed("receiving over loopback");
    if (::send(peer.get(), answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return failed("sending over loopback");
  }
  return {};
}

base::Result<Nanoseconds> Exchanges::round() {
  if (auto answered = answer_all(); !answered) return std::move(answered).error();
  const auto begin = cpu_of_this_thread();
  if (auto received = until(peers_.size(), Nanoseconds{0}); !received) return std::move(received).error();
  return (cpu_of_this_thread() - begin) / static_cast<std::int64_t>(peers_.size());
}

double median_us(std::vector<Nanoseconds> &costs) {
  const auto middle = costs.begin() + static_cast<std::ptrdiff_t>(costs.size() / 2);
  std::ranges::nth_element(costs, middle);
  return base::to_seconds(*middle) * 1e6;
}

struct Costs {
  double epoll_us = 0, io_uring_us = 0;
};

/// Round about: what disturbs the machine meanwhile disturbs both.
base::Result<Costs> compare(std::size_t connections) {
  Exchanges epoll, io_uring;
  if (auto opened = io_uring.open(EngineKind::io_uring, connections); !opened)
    return std::move(opened).error().while_doing("io_uring cannot be used");
  if (auto opened = epoll.open(EngineKind::epoll, connections); !opened)
    return std::move(opened).error().while_doing("the self-test was not made");
  std::vector<Nanoseconds> of_epoll, of_io_uring;
  const auto end = base::now() + test_length;
  do {
    for (auto [side, costs] : {std::pair{&epoll, &of_epoll}, {&io_uring, &of_io_uring}}) {
      const auto cost = side->round();
      if (!cost) return base::Error{cost.error()}.while_doing("the self-test was not made");
      costs->push_back(*cost);
    }
  } while (base::now() < end);
  return Costs{median_us(of_epoll), median_us(of_io_uring)};
}

} // namespace

EngineChoice choose_engine(std::size_t largest_answer, int connections) {
  if (largest_answer > large_answer) return {EngineKind::epoll, "answers are large, and epoll drops bodies uncopied"};
  const auto tried = std::clamp<std::size_t>(static_cast<std::size_t>(connections), 1, most_connections);
  const auto costs = compare(tried);
  if (!costs) return {EngineKind::epoll, costs.error().message()};
  char reason[160];
  std::snprintf(reason, sizeof reason,
                "in a self-test over %zu connection%s epoll took %.2f µs CPU an exchange, io_uring %.2f µs", tried,
                tried == 1 ? "" : "s", costs->epoll_us, costs->io_uring_us);
  const bool cheaper = costs->io_uring_us <= worth_it * costs->epoll_us;
  return {cheaper ? EngineKind::io_uring : EngineKind::epoll, reason};
}

base::Status engine_usable(EngineKind kind) {
  if (kind == EngineKind::automatic) return {};
  auto engine = make_engine(kind, {}, 1);
  if (!engine) return std::move(engine).error();
  return {};
}

} // namespace reqbench::load
