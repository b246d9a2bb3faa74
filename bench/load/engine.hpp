// The seam between the worker, which keeps the schedule and the books, and the way bytes travel: epoll or io_uring. An
// engine owns the sockets of one worker, numbered by slot; it decides nothing and counts nothing. Both engines tell the
// same story of the same peer: every test of a load on sockets runs on each.
//
// A send is stamped by the worker just before send(). epoll hands the bytes over within the call. io_uring gathers up
// to `sends_at_once` of them for one system call, so there the stamp lies before the true moment by at most the time in
// which so many sends are gathered and made: a latency may be told too long by that, never too short.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "connection/endpoint.hpp"
#include "connection/socket.hpp"
#include "load/engine_kind.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace reqbench::load {

/// What an engine tells its worker, from within turn() only. `now` was read when the event was reaped; `last` = the
/// engine already knows that the peer closed behind these bytes.
class EngineEvents {
public:
  virtual ~EngineEvents() = default;
  /// A connect is decided; errno, 0 = established.
  virtual void on_connected(std::size_t slot, int error, base::Instant now) = 0;
  /// The bytes are valid during the call.
  virtual void on_bytes(std::size_t slot, std::string_view bytes, bool last, base::Instant now) = 0;
  /// So many bytes came and were dropped, as skip() allowed; more than it allowed when others stood behind them.
  virtual void on_skipped(std::size_t slot, std::size_t count, bool last, base::Instant now) = 0;
  /// The peer closed in order (0) or the connection failed (errno). The worker closes the slot.
  virtual void on_closed(std::size_t slot, int error, base::Instant now) = 0;
};

class Engine {
public:
  virtual ~Engine() = default;
  virtual std::string_view name() const = 0;
  virtual base::Instant now() const = 0;
  /// Begins to connect a slot that is closed; errno when it failed at once, else on_connected() follows.
  virtual int connect(std::size_t slot, connection::Source source) = 0;
  /// Hands the bytes over, now or within this turn; those the kernel does not take then follow later, so they must stay
  /// as long as the engine. errno when the connection is known to be lost; else on_closed() may tell.
  virtual int send(std::size_t slot, std::string_view bytes) = 0;
  /// How many bytes of the last send the kernel has not taken yet.
  virtual std::size_t unsent(std::size_t slot) const = 0;
  /// Of the bytes that come next on this slot, `shown` are needed and `count` behind them are not: these are told by
  /// on_skipped(), or shown all the same. Takes the place of what was said before.
  virtual void skip(std::size_t slot, std::size_t shown, std::size_t count) = 0;
  /// No event of this connection follows, not even of this turn.
  virtual void close(std::size_t slot) = 0;
  /// Waits until something happens, at most `limit` (0 = only looks), and tells what did. How many events there were.
  virtual std::size_t turn(base::Nanoseconds limit, EngineEvents &events) = 0;
};

/// So many sends an engine gathers at most before it hands them over. 8, 32 and 64 cost the same CPU a request (at 64
/// and at 512 connections), so the fewest are taken: none waits for more than seven others.
inline constexpr std::size_t sends_at_once = 8;

/// For the thread that calls, and only for it. Errors: kind environment.
base::Result<std::unique_ptr<Engine>> make_engine(EngineKind kind, const connection::Endpoint &endpoint,
                                                  std::size_t slots);
base::Result<std::unique_ptr<Engine>> make_epoll_engine(const connection::Endpoint &endpoint, std::size_t slots);
base::Result<std::unique_ptr<Engine>> make_uring_engine(const connection::Endpoint &endpoint, std::size_t slots);

} // namespace reqbench::load
