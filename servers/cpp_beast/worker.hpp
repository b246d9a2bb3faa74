// One thread's share of the server: an io_context, the connections that live on it, and one tick a second that renews
// the Date field and closes what has overrun its time limit. A timer for every read would cost more than the read.
#pragma once

#include "connection.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <string>

namespace cpp_beast {

class Worker {
public:
  Worker();

  Executor executor() { return context_.get_executor(); }
  /// Serves until stop() was called and the last connection has gone. Call from one thread.
  void run();
  /// Takes over an accepted socket of this worker's executor. From any thread.
  void adopt(Socket socket);
  /// Closes idle connections, lets the others finish what is in flight, but not longer than the stop limit. On the
  /// worker's own thread.
  void stop();

  // For its connections, on the worker's own thread.
  TimePoint now() const { return now_; } ///< as of the last tick
  std::string_view date() const { return date_; }
  bool stopping() const { return stopping_; }

private:
  using Connections = boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>>;
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

  Task<void> tick();
  Task<void> serve(Socket socket);

  Connections connections_; ///< before the context: what still waits in it unlinks itself when it is destroyed
  boost::asio::io_context context_{1};
  Timer timer_{context_};
  TimePoint now_;
  std::string date_;
  bool stopping_ = false;
  TimePoint stop_deadline_;
};

} // namespace cpp_beast
