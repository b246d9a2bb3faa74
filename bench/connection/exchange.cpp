#include "connection/exchange.hpp"

#include "base/units.hpp"
#include "connection/response_reader.hpp"
#include "connection/socket.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <span>

namespace reqbench::connection {
namespace {

constexpr std::size_t receive_bytes = 16 * 1024;
constexpr std::size_t shown_bytes = 120;
constexpr base::Nanoseconds already_there = std::chrono::milliseconds{10};

std::string place(const Endpoint &endpoint) { return endpoint.address + ":" + std::to_string(endpoint.port); }

base::Error server_error(std::string message) { return {base::ErrorKind::server, std::move(message)}; }

std::string printable(std::string_view bytes) {
  std::string text = "'";
  for (const char c : bytes.substr(0, shown_bytes)) {
    if (c == '\r' || c == '\n')
      text += c == '\r' ? "\\r" : "\\n";
    else
      text += static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f ? '.' : c;
  }
  return text + "'" + (bytes.size() > shown_bytes ? "… (" + std::to_string(bytes.size()) + " bytes)" : "");
}

/// False when the deadline passed first, or someone wants to stop.
bool wait_for(int socket, short events, base::Instant deadline, const base::StopFlag *stop) {
  constexpr base::Nanoseconds longest_deafness = std::chrono::milliseconds{50};
  pollfd waiting{socket, events, 0};
  while (stop == nullptr || !stop->requested()) {
    auto left = deadline - base::now();
    if (left <= base::Nanoseconds{0}) return false;
    if (stop != nullptr) left = std::min(left, longest_deafness);
    const timespec limit{.tv_sec = std::chrono::floor<std::chrono::seconds>(left).count(),
                         .tv_nsec = (left % std::chrono::seconds{1}).count()};
    const int ready = ::ppoll(&waiting, 1, &limit, nullptr);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true; // the call that follows tells the reason
  }
  return false;
}

base::Error interrupted() { return {base::ErrorKind::interrupted, "interrupted while an answer was waited for"}; }

/// What one look at the socket gave.
struct Incoming {
  enum class Kind { bytes, closed, reset, nothing } kind;
  std::string_view bytes;
};

Incoming receive_some(int socket, std::span<char> into, base::Instant deadline, const base::StopFlag *stop) {
  while (wait_for(socket, POLLIN, deadline, stop)) {
    const auto got = ::recv(socket, into.data(), into.size(), 0);
    if (got > 0) return {Incoming::Kind::bytes, {into.data(), static_cast<std::size_t>(got)}};
    if (got == 0) return {Incoming::Kind::closed, {}};
    if (errno != EAGAIN && errno != EINTR) return {Incoming::Kind::reset, {}};
  }
  return {Incoming::Kind::nothing, {}};
}

base::Error silence(Incoming::Kind kind, const std::string &raw, base::Nanoseconds timeout) {
  const std::string after = raw.empty() ? "" : " after " + printable(raw);
  if (kind == Incoming::Kind::nothing)
    return server_error((raw.empty() ? "no answer within " : "no whole answer within ") +
                        base::format_duration(timeout) + after);
  const bool reset = kind == Incoming::Kind::reset;
  return server_error(std::string{reset ? "the connection was reset" : "the connection was closed"} +
                      (raw.empty() ? " without an answer" : " in the middle of the answer,") + after);
}

} // namespace

base::Result<Exchange> Exchange::open(const Endpoint &endpoint, base::Nanoseconds timeout, const base::StopFlag *stop) {
  const auto doing = "connecting to " + place(endpoint);
  auto connecting = begin_connect(endpoint.socket_address());
  Exchange exchange;
  exchange.timeout_ = timeout;
  exchange.stop_ = stop;
  exchange.socket_ = std::move(connecting.socket);
  int error = connecting.error;
  if (error == 0) {
    if (!wait_for(exchange.socket_.get(), POLLOUT, base::now() + timeout, stop))
      return exchange.stopped() ? interrupted()
                                : server_error(doing + ": no connection within " + base::format_duration(timeout));
    error = pending_error(exchange.socket_.get());
  }
  if (error == 0) return exchange;
  errno = error;
  return base::system_error(is_our_side(error) ? base::ErrorKind::environment : base::ErrorKind::server, doing);
}

base::Status Exchange::send(std::string_view bytes) {
  const auto deadline = base::now() + timeout_;
  while (!bytes.empty()) {
    const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      if (!wait_for(socket_.get(), POLLOUT, deadline, stop_))
        return stopped()
                   ? interrupted()
                   : server_error("the server did not take the request within " + base::format_duration(timeout_));
    } else if (errno != EINTR) {
      return base::system_error(base::ErrorKind::server, "sending the request");
    }
  }
  return {};
}

base::Result<Received> Exchange::receive(bool head) { return receive_until(base::now() + timeout_, head); }

base::Result<Received> Exchange::receive_until(base::Instant deadline, bool head) {
  ResponseReader reader;
  reader.begin(head);
  Received received;
  char buffer[receive_bytes];
  while (true) {
    const auto taken = reader.read(pending_);
    received.raw.append(pending_, 0, taken);
    if (reader.state() == ResponseReader::State::malformed || reader.state() == ResponseReader::State::oversized)
      return server_error("not a valid HTTP answer (" + reader.problem() +
                          "): " + printable(received.raw + pending_.substr(taken)));
    pending_.erase(0, taken);
    if (reader.state() == ResponseReader::State::complete) break;
    const auto incoming = receive_some(socket_.get(), buffer, deadline, stop_);
    if (incoming.kind == Incoming::Kind::bytes) {
      pending_ = incoming.bytes;
    } else if (incoming.kind != Incoming::Kind::closed || reader.end_of_stream() != ResponseReader::State::complete) {
      return stopped() ? interrupted() : silence(incoming.kind, received.raw, timeout_);
    } else {
      break;
    }
  }
  received.answer = reader.answer();
  received.keep_alive = reader.keep_alive();
  return received;
}

base::Result<Received> Exchange::ask(std::string_view bytes, bool head) {
  const auto sent = send(bytes);
  if (sent) return receive(head);
  // A server may refuse a request before it has read all of it: an answer that is there counts, not our broken send.
  auto received = receive_until(base::now() + already_there, head);
  if (!received) return sent.error();
  return received;
}

base::Result<bool> Exchange::told_to_continue() {
  constexpr std::string_view interim = "HTTP/1.1 100", head_end = "\r\n\r\n";
  const auto deadline = base::now() + timeout_;
  char buffer[receive_bytes];
  for (;;) {
    const auto compared = std::min(pending_.size(), interim.size());
    if (pending_.compare(0, compared, interim, 0, compared) != 0) return false;
    if (const auto end = pending_.find(head_end); end != pending_.npos) {
      pending_.erase(0, end + head_end.size());
      return true;
    }
    const auto incoming = receive_some(socket_.get(), buffer, deadline, stop_);
    if (incoming.kind != Incoming::Kind::bytes)
      return stopped() ? interrupted() : silence(incoming.kind, pending_, timeout_);
    pending_ += incoming.bytes;
  }
}

base::Result<bool> Exchange::closed_by_peer() {
  if (!pending_.empty()) return server_error("bytes came that no request asked for: " + printable(pending_));
  char buffer[receive_bytes];
  const auto incoming = receive_some(socket_.get(), buffer, base::now() + timeout_, stop_);
  if (incoming.kind != Incoming::Kind::bytes) return incoming.kind != Incoming::Kind::nothing;
  pending_ = incoming.bytes;
  return server_error("bytes came that no request asked for: " + printable(pending_));
}

} // namespace reqbench::connection
