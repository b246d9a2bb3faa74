// One thread's share of a server: an io_context, the connections that live on it, and one tick a second that renews the
// Date field and closes what stands still. A timer for every read would cost more than the read. How a connection is
// served is what the servers differ in: each derives its own worker.
#pragma once

#include "network.hpp"
#include "watched.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <atomic>
#include <memory>
#include <string>

namespace cpp_common {

class Worker {
public:
  explicit Worker(const Limits &limits);
  virtual ~Worker() = default;
  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;

  Executor executor() { return context_.get_executor(); }
  /// Serves until stop() was called and the last connection has gone. Call from one thread.
  void run();
  /// Takes over an accepted socket of this worker's executor. From any thread.
  void adopt(Socket socket);
  /// Answers 503 instead, whatever was asked. From any thread.
  void turn_away(Socket socket);
  /// Closes idle connections, lets the others finish what is in flight, but not longer than the stop limit. On the
  /// worker's own thread.
  void stop();
  std::size_t connections() const { return open_; } ///< adopted ones, from any thread

  // For its connections, on the worker's own thread.
  const Limits &limits() const { return limits_; }
  const std::string &date() const { return date_; } ///< as of the last tick
  bool stopping() const { return stopping_; }
  void watch(Watched &connection) { connections_.push_back(connection); }
  void gone() { --open_; } ///< an adopted connection ends
  /// Sends what is left, tells the client that this was all, and reads a while what it still sends: a close with bytes
  /// unread would reset the connection and could destroy the answer before the client has read it.
  void see_off(Socket socket, std::string last_words);

private:
  using Connections = boost::intrusive::list<Watched, boost::intrusive::constant_time_size<false>>;
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

  /// Begins to serve it; the connection has itself watched, and tells when it is gone.
  virtual void open(Socket socket) = 0;
  /// The date has changed.
  virtual void renew() {}

  Task<void> tick();
  static Task<void> leave(Worker &worker, Socket socket, std::string last_words);

  const Limits limits_;
  std::atomic<std::size_t> open_ = 0; ///< before the context: the connections in it tell when they are gone
  Connections connections_;           ///< likewise: they unlink themselves
  boost::asio::io_context context_{1};
  Timer timer_{context_};
  std::string date_;
  std::size_t partings_ = 0;
  bool stopping_ = false;
  TimePoint stop_deadline_;
};

} // namespace cpp_common
