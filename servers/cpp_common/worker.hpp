// One thread's share of the server: an io_context, the connections that live on it, and one tick a second that renews
// the Date field and closes what has overrun its time limit.
#pragma once

#include "connection_base.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <string>

namespace cpp_common {

class Worker {
public:
  Worker(const Limits &limits, MakeService make);
  ~Worker();

  Executor executor() { return context_.get_executor(); }
  /// Serves until stop() was called and the last connection has gone. Call from one thread.
  void run();
  /// Take over an accepted socket of this worker's executor, to serve it or to say that there are too many. It is
  /// counted until it is gone. From any thread.
  void serve(Socket socket, Count &count);
  void refuse(Socket socket, Count &count);
  /// Closes idle connections, lets the others finish what is in flight, but not longer than the limit. On the
  /// worker's own thread.
  void stop();

  // For its connections, on the worker's own thread.
  const Limits &limits() const { return limits_; }
  TimePoint now() const { return now_; } ///< as of the last tick
  std::string_view date() const { return date_; }
  std::uint64_t ticks() const { return ticks_; } ///< another number, perhaps another date
  bool stopping() const { return stopping_; }
  void release(Connection &connection); ///< destroys it

private:
  using Connections = boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>>;
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

  Connection &adopt(Socket socket, Count &count);
  void tick();

  const Limits &limits_;
  boost::asio::io_context context_{1};
  const std::unique_ptr<Service> service_;
  Timer timer_{context_};
  Connections connections_;
  TimePoint now_;
  std::string date_;
  std::uint64_t ticks_ = 0;
  bool stopping_ = false;
  TimePoint stop_deadline_;
};

} // namespace cpp_common
