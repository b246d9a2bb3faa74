// The seam between the worker, which keeps the schedule and the books, and the way bytes travel (epoll; io_uring
// later). An engine owns the sockets of one worker, numbered by slot; it decides nothing and counts nothing.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "connection/endpoint.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace reqbench::load {

/// What an engine tells its worker, from within turn() only. `now` was read when the event was reaped.
class EngineEvents {
public:
  virtual ~EngineEvents() = default;
  /// A connect is decided; errno, 0 = established.
  virtual void on_connected(std::size_t slot, int error, base::Instant now) = 0;
  /// The bytes are valid during the call. `last` = the engine already knows that this connection carries no further
  /// request: the peer closed behind them, or they answer a request of which a part has not been sent.
  virtual void on_bytes(std::size_t slot, std::string_view bytes, bool last, base::Instant now) = 0;
  /// The peer closed in order (0) or the connection failed (errno). The worker closes the slot.
  virtual void on_closed(std::size_t slot, int error, base::Instant now) = 0;
};

class Engine {
public:
  virtual ~Engine() = default;
  virtual std::string_view name() const = 0;
  virtual base::Instant now() const = 0;
  /// Begins to connect a slot that is closed; errno when it failed at once, else on_connected() follows.
  virtual int connect(std::size_t slot) = 0;
  /// Hands the bytes over; those the kernel does not take now follow later, so they must stay until the answer. errno
  /// when the connection is lost.
  virtual int send(std::size_t slot, std::string_view bytes) = 0;
  /// No event of this connection follows, not even of this turn.
  virtual void close(std::size_t slot) = 0;
  /// Waits until something happens, at most `limit` (0 = only looks), and tells what did. How many sockets spoke.
  virtual std::size_t turn(base::Nanoseconds limit, EngineEvents &events) = 0;
};

/// Errors: kind environment.
base::Result<std::unique_ptr<Engine>> make_epoll_engine(const connection::Endpoint &endpoint, std::size_t slots);

} // namespace reqbench::load
