// Listening, accepting, stopping; see server.hpp.
#include "server.hpp"

#include <boost/asio/post.hpp>

#include <csignal>
#include <thread>

namespace cpp_common {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int backlog = 4096;
constexpr auto accept_pause = 100ms;      // when the process has no descriptors left, until some are given back
constexpr std::size_t most_refused = 256; // at a time: a refusal takes up to 2 s until the client has read it

} // namespace

Server::Server(std::uint16_t port, unsigned workers, const Limits &limits, MakeService make)
    : limits_(limits),
      workers_([&] {
        std::vector<std::unique_ptr<Worker>> made(workers);
        for (auto &worker : made) worker = std::make_unique<Worker>(limits_, make);
        return made;
      }()),
      acceptor_(workers_.front()->executor()),
      pause_(workers_.front()->executor()),
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
  accept();
  signals_.async_wait([this](error_code, int) { stop(); });
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < workers_.size(); ++i) threads.emplace_back([&worker = *workers_[i]] { worker.run(); });
  workers_.front()->run();
}

void Server::accept() {
  Worker &worker = *workers_[next_];
  next_ = (next_ + 1) % workers_.size();
  acceptor_.async_accept(worker.executor(), [this, &worker](error_code error, Socket socket) {
    if (!acceptor_.is_open()) return;
    if (!error) {
      accepted(std::move(socket), worker);
      return accept();
    }
    pause_.expires_after(accept_pause);
    pause_.async_wait([this](error_code) {
      if (acceptor_.is_open()) accept();
    });
  });
}

void Server::accepted(Socket socket, Worker &worker) {
  if (served_ < limits_.connections) return worker.serve(std::move(socket), served_);
  if (refused_ < most_refused) return worker.refuse(std::move(socket), refused_);
  // Else it is closed without a word.
}

void Server::stop() {
  acceptor_.close();
  pause_.cancel();
  for (const auto &worker : workers_) asio::post(worker->executor(), [&stopped = *worker] { stopped.stop(); });
}

} // namespace cpp_common
