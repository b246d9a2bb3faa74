// What every connection has, however it reads and writes: the worker it lives on, its time limits, a place in a count.
// Worker and Server know no more of it.
#pragma once

#include "answers.hpp"
#include "patience.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list_hook.hpp>

#include <atomic>
#include <memory>

namespace cpp_common {

// The concrete executor instead of any_io_executor: no type erasure around every operation.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

class Worker;

/// How many connections there are of a kind, on all workers.
using Count = std::atomic<std::size_t>;

class Connection : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
  Connection(Worker &worker, Count &count);
  virtual ~Connection() { --count_; }

  /// Serves until the end, then calls Worker::release.
  virtual void serve() = 0;
  /// Says this, reads nothing, and ends as serve does.
  virtual void refuse(const Refusal &refusal) = 0;

  void end_if_overdue(TimePoint now);
  void end_if_idle();

protected:
  /// Stops reading and writing, so that whatever is under way comes to its end, and with it the connection.
  virtual void end() = 0;

  Worker &worker_;
  Patience patience_;

private:
  Count &count_;
};

/// How a server talks to its clients: makes the connections of one worker and holds what they share.
class Service {
public:
  virtual ~Service() = default;
  /// The socket is non-blocking, and sends at once what it is given (TCP_NODELAY).
  virtual std::unique_ptr<Connection> connect(Socket socket, Count &count) = 0;
};
using MakeService = std::unique_ptr<Service> (*)(Worker &);

} // namespace cpp_common
