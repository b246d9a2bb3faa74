// Listening, accepting, stopping; see server.hpp.
#include "server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <numeric>
#include <thread>

namespace cpp_common {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

constexpr int backlog = 4096;
constexpr auto accept_pause = 100ms;          // when the process has no descriptors left, until some are given back
constexpr std::size_t other_descriptors = 64; // the program's own, and connections that are told 503

/// Takes all descriptors that the system grants, and gives how many connections they are enough for.
std::size_t descriptors_for_connections() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return SIZE_MAX;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_max > 2 * other_descriptors ? limit.rlim_max - other_descriptors : other_descriptors;
}

std::vector<std::unique_ptr<Worker>> make_workers(unsigned count, const Limits &limits, const MakeWorker &make_worker) {
  std::vector<std::unique_ptr<Worker>> workers(count);
  for (auto &worker : workers) worker = make_worker(limits);
  return workers;
}

} // namespace

Server::Server(std::uint16_t port, unsigned workers, const Limits &limits, const MakeWorker &make_worker)
    : most_connections_(std::min(limits.connections, descriptors_for_connections())),
      workers_(make_workers(workers, limits, make_worker)),
      acceptor_(workers_.front()->executor()),
      signals_(workers_.front()->executor(), SIGTERM, SIGINT) {
  listen(port);
}

void Server::listen(std::uint16_t port) {
  acceptor_.open(tcp::v4());
  acceptor_.set_option(tcp::acceptor::reuse_address(true));
  acceptor_.bind({asio::ip::address_v4::loopback(), port});
  acceptor_.listen(backlog);
}

void Server::serve() {
  const Executor executor = workers_.front()->executor();
  asio::co_spawn(executor, accept(), asio::detached);
  asio::co_spawn(executor, stop_on_signal(), asio::detached);
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < workers_.size(); ++i) threads.emplace_back([&worker = *workers_[i]] { worker.run(); });
  workers_.front()->run();
}

void Server::stop() {
  asio::post(workers_.front()->executor(), [this] { stop_workers(); });
}

bool Server::is_full() const {
  const auto add = [](std::size_t sum, const auto &worker) { return sum + worker->connections(); };
  return std::accumulate(workers_.begin(), workers_.end(), std::size_t{0}, add) >= most_connections_;
}

Task<void> Server::accept() {
  asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor> pause(acceptor_.get_executor());
  for (std::size_t next = 0; acceptor_.is_open(); next = (next + 1) % workers_.size()) {
    Worker &worker = *workers_[next];
    auto [error, socket] = co_await acceptor_.async_accept(worker.executor(), completion);
    if (!error && is_full()) {
      worker.turn_away(std::move(socket));
    } else if (!error) {
      worker.adopt(std::move(socket));
    } else if (acceptor_.is_open()) {
      pause.expires_after(accept_pause);
      co_await pause.async_wait(completion);
    }
  }
}

Task<void> Server::stop_on_signal() {
  co_await signals_.async_wait(completion);
  if (acceptor_.is_open()) stop_workers();
}

void Server::stop_workers() {
  acceptor_.close();
  signals_.cancel();
  for (const auto &worker : workers_) asio::post(worker->executor(), [&stopped = *worker] { stopped.stop(); });
}

} // namespace cpp_common
