// Listening, accepting, stopping; see server.hpp.
#include "server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <csignal>
#include <thread>

namespace cpp_beast {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

constexpr int backlog = 4096;
constexpr auto accept_pause = 100ms; // when the process has no descriptors left, until some are given back

std::vector<std::unique_ptr<Worker>> make_workers(unsigned count) {
  std::vector<std::unique_ptr<Worker>> workers(count);
  for (auto &worker : workers) worker = std::make_unique<Worker>();
  return workers;
}

} // namespace

Server::Server(std::uint16_t port, unsigned workers)
    : workers_(make_workers(workers)),
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

Task<void> Server::accept() {
  asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor> pause(acceptor_.get_executor());
  for (std::size_t next = 0; acceptor_.is_open(); next = (next + 1) % workers_.size()) {
    Worker &worker = *workers_[next];
    auto [error, socket] = co_await acceptor_.async_accept(worker.executor(), completion);
    if (!error) {
      worker.adopt(std::move(socket));
    } else if (acceptor_.is_open()) {
      pause.expires_after(accept_pause);
      co_await pause.async_wait(completion);
    }
  }
}

Task<void> Server::stop_on_signal() {
  co_await signals_.async_wait(completion);
  acceptor_.close();
  for (const auto &worker : workers_) asio::post(worker->executor(), [&stopped = *worker] { stopped.stop(); });
}

} // namespace cpp_beast
