// The listener, the workers and a graceful end. One acceptor hands the connections over to the workers in turn: with
// few connections that spreads them evenly, which SO_REUSEPORT's hash does not, and a port that is taken stays an
// error.
#pragma once

#include "worker.hpp"

#include <boost/asio/signal_set.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace cpp_common {

class Server {
public:
  /// Takes the port on 127.0.0.1. Throws boost::system::system_error when it cannot.
  Server(std::uint16_t port, unsigned workers, const Limits &limits, MakeService make);

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  /// Answers until SIGTERM or SIGINT; returns when all workers are done.
  void serve();

private:
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;
  using Signals = boost::asio::basic_signal_set<Executor>;
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

  void listen(std::uint16_t port);
  void accept();
  void accepted(Socket socket, Worker &worker);
  void stop();

  const Limits limits_;
  Count served_ = 0;
  Count refused_ = 0;
  std::vector<std::unique_ptr<Worker>> workers_; ///< the first one also accepts
  std::size_t next_ = 0;
  Acceptor acceptor_;
  Timer pause_;
  Signals signals_;
};

} // namespace cpp_common
