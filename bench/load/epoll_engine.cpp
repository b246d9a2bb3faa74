// Few system calls a request, because the kernel's entries are the bill: a socket is registered once, edge-triggered,
// for both directions (the kernel tells of room to send only after a send has met EAGAIN); a read stops when it came
// short; bytes that nobody looks at are dropped without being copied.
#include "base/assert.hpp"
#include "connection/socket.hpp"
#include "load/engine.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

namespace reqbench::load {
namespace {

/// Large bodies come in few reads; more than the socket buffer's default never is there at once.
constexpr std::size_t receive_bytes = 256 * 1024;
constexpr std::size_t events_a_turn = 512;
constexpr std::uint32_t watched = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

struct Socket {
  base::Descriptor fd;
  std::uint32_t generation = 0; ///< tells an event of the connection that was closed from one of its successor
  bool connecting = false;
  std::string_view unsent;
  int send_error = 0;                 ///< errno of a rest that could not be sent
  std::size_t shown = 0, skipped = 0; ///< still to come, as skip() said
};

bool drops(const Socket &socket) { return socket.shown == 0 && socket.skipped > 0; }

class EpollEngine final : public Engine {
public:
  EpollEngine(const connection::Endpoint &endpoint, std::size_t slots, base::Descriptor epoll)
      : address_{endpoint.socket_address()}, sockets_(slots), epoll_{std::move(epoll)}, buffer_(receive_bytes) {}

  std::string_view name() const override { return "epoll"; }
  base::Instant now() const override { return base::now(); }
  int connect(std::size_t slot, connection::Source source) override;
  int send(std::size_t slot, std::string_view bytes) override;
  std::size_t unsent(std::size_t slot) const override { return sockets_[slot].unsent.size(); }
  void skip(std::size_t slot, std::size_t shown, std::size_t count) override;
  void close(std::size_t slot) override;
  std::size_t turn(base::Nanoseconds limit, EngineEvents &events) override;

private:
  void take(const epoll_event &event, EngineEvents &events);
  void finish_connect(std::size_t slot, EngineEvents &events);
  void receive(std::size_t slot, std::uint32_t generation, bool to_the_end, EngineEvents &events);
  void tell(std::size_t slot, std::size_t count, bool dropped, bool last, base::Instant stamp, EngineEvents &events);
  std::size_t room_for(const Socket &socket) const;
  int send_rest(Socket &socket);

  sockaddr_in address_;
  std::vector<Socket> sockets_;
  base::Descriptor epoll_;
  std::vector<char> buffer_; ///< one for all sockets: it stays in the cache
  std::array<epoll_event, events_a_turn> ready_{};
};

int EpollEngine::connect(std::size_t slot, connection::Source source) {
  auto &socket = sockets_[slot];
  auto connecting = connection::begin_connect(address_, source);
  if (connecting.error != 0) return connecting.error;
  socket.fd = std::move(connecting.socket);
  socket.connecting = true;
  epoll_event event{.events = watched, .data = {.u64 = std::uint64_t{socket.generation} << 32 | slot}};
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket.fd.get(), &event) == 0) return 0;
  const int error = errno;
  close(slot);
  return error;
}

/// Goes on until EAGAIN, or all is handed over: only EAGAIN makes the kernel tell of room again. errno.
int EpollEngine::send_rest(Socket &socket) {
  while (!socket.unsent.empty()) {
    const auto sent = ::send(socket.fd.get(), socket.unsent.data(), socket.unsent.size(), MSG_NOSIGNAL);
    if (sent >= 0)
      socket.unsent.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno != EINTR)
      return errno == EAGAIN ? 0 : errno;
  }
  return 0;
}

int EpollEngine::send(std::size_t slot, std::string_view bytes) {
  auto &socket = sockets_[slot];
  socket.unsent = bytes;
  const int error = send_rest(socket);
  // A server may answer and close before it has taken the whole request: what it said is read first, and the event of
  // its close is on the way.
  if (error != EPIPE && error != ECONNRESET) return error;
  socket.send_error = error;
  return 0;
}

void EpollEngine::close(std::size_t slot) {
  auto &socket = sockets_[slot];
  const auto next = socket.generation + 1;
  socket = {};
  socket.generation = next;
}

void EpollEngine::skip(std::size_t slot, std::size_t shown, std::size_t count) {
  sockets_[slot].shown = shown;
  sockets_[slot].skipped = count;
}

std::size_t EpollEngine::turn(base::Nanoseconds limit, EngineEvents &events) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(limit);
  const timespec wait{.tv_sec = seconds.count(), .tv_nsec = (limit - seconds).count()};
  const int count = ::epoll_pwait2(epoll_.get(), ready_.data(), static_cast<int>(ready_.size()), &wait, nullptr);
  if (count < 0) {
    REQBENCH_ASSERT(errno == EINTR, "epoll_pwait2 failed on a descriptor of ours");
    return 0;
  }
  for (int i = 0; i < count; ++i) take(ready_[static_cast<std::size_t>(i)], events);
  return static_cast<std::size_t>(count);
}

void EpollEngine::take(const epoll_event &event, EngineEvents &events) {
  const auto slot = static_cast<std::size_t>(event.data.u64 & 0xffffffff);
  const auto generation = static_cast<std::uint32_t>(event.data.u64 >> 32);
  auto &socket = sockets_[slot];
  if (socket.generation != generation) return;
  if (socket.connecting) {
    finish_connect(slot, events);
    if (socket.generation != generation) return;
  } else if (!socket.unsent.empty()) {
    socket.send_error = send_rest(socket);
    if (socket.send_error != 0) return receive(slot, generation, true, events);
  }
  const bool ends = (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  if (ends || (event.events & EPOLLIN) != 0) receive(slot, generation, ends, events);
}

void EpollEngine::finish_connect(std::size_t slot, EngineEvents &events) {
  auto &socket = sockets_[slot];
  socket.connecting = false;
  events.on_connected(slot, connection::pending_error(socket.fd.get()), now());
}

/// What is dropped is asked for with one byte more than the answer has, so that a short read says what it says
/// elsewhere: nothing stands behind it.
std::size_t EpollEngine::room_for(const Socket &socket) const {
  if (drops(socket)) return std::min(socket.skipped + 1, buffer_.size());
  return socket.shown > 0 ? std::min(socket.shown, buffer_.size()) : buffer_.size();
}

/// Of `to_the_end` an end stands behind the last byte; else a read that came short was the last.
void EpollEngine::receive(std::size_t slot, std::uint32_t generation, bool to_the_end, EngineEvents &events) {
  auto &socket = sockets_[slot];
  while (socket.generation == generation) {
    const auto room = room_for(socket);
    const bool dropped = drops(socket);
    const auto got = ::recv(socket.fd.get(), buffer_.data(), room, dropped ? MSG_TRUNC : 0);
    const int error = got < 0 ? errno : 0;
    const auto stamp = now();
    if (got > 0) {
      const auto bytes = static_cast<std::size_t>(got);
      const bool all = bytes < room;
      tell(slot, bytes, dropped, all && to_the_end, stamp, events);
      if (all && !to_the_end) return;
    } else if (error == EAGAIN) {
      return;
    } else if (error != EINTR) {
      return events.on_closed(slot, error != 0 ? error : socket.send_error, stamp);
    }
  }
}

/// The next answer's skip() may come from within the event, so this one's is settled before it.
void EpollEngine::tell(std::size_t slot, std::size_t count, bool dropped, bool last, base::Instant stamp,
                       EngineEvents &events) {
  auto &socket = sockets_[slot];
  auto &expected = dropped ? socket.skipped : socket.shown;
  expected -= std::min(expected, count);
  if (dropped)
    events.on_skipped(slot, count, last, stamp);
  else
    events.on_bytes(slot, {buffer_.data(), count}, last, stamp);
}

} // namespace

base::Result<std::unique_ptr<Engine>> make_epoll_engine(const connection::Endpoint &endpoint, std::size_t slots) {
  base::Descriptor epoll{::epoll_create1(EPOLL_CLOEXEC)};
  if (!epoll) return base::system_error(base::ErrorKind::environment, "creating an epoll instance");
  // Waits shorter than a millisecond came with Linux 5.11; a sandbox may forbid them.
  const timespec no_wait{};
  epoll_event event;
  if (::epoll_pwait2(epoll.get(), &event, 1, &no_wait, nullptr) < 0)
    return base::system_error(base::ErrorKind::environment, "waiting with nanoseconds (epoll_pwait2)")
        .hint("this needs Linux 5.11 or newer, and a sandbox that allows it");
  return std::unique_ptr<Engine>{std::make_unique<EpollEngine>(endpoint, slots, std::move(epoll))};
}

} // namespace reqbench::load
