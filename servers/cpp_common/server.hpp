// The listener, the workers and a graceful end. One acceptor hands the connections over to the workers in turn: with
// few connections that spreads them evenly, which SO_REUSEPORT's hash does not, and a port that is taken stays an
// error.
#pragma once

#include "worker.hpp"

#include <boost/asio/signal_set.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace cpp_common {

using MakeWorker = std::function<std::unique_ptr<Worker>(const Limits &)>;

class Server {
public:
  /// Takes the port on 127.0.0.1. Throws boost::system::system_error when it cannot.
  Server(std::uint16_t port, unsigned workers, const Limits &limits, const MakeWorker &make_worker);

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  /// Answers until SIGTERM or SIGINT; returns when all workers are done.
  void serve();
  /// The same as a signal; from any thread.
  void stop();

private:
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;
  using Signals = boost::asio::basic_signal_set<Executor>;

  void listen(std::uint16_t port);
  Task<void> accept();
  Task<void> stop_on_signal();
  void stop_workers();
  bool is_full() const;

  std::size_t most_connections_;
  std::vector<std::unique_ptr<Worker>> workers_; ///< the first one also accepts
  Acceptor acceptor_;
  Signals signals_;
};

} // namespace cpp_common
