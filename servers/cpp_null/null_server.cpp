// Threads that each accept and answer; see null_server.hpp.
#include "null_server.hpp"

#include "request_counter.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <vector>

namespace cpp_null {
namespace {

constexpr int backlog = 4096;
constexpr std::size_t most_at_once = 64; // answers in one send

int must(int result, const std::string &what) {
  if (result < 0) throw std::runtime_error(what + ": " + std::strerror(errno));
  return result;
}

int signals_that_stop() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return must(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), "waiting for signals");
}

struct Connection {
  explicit Connection(int socket) : fd(socket) {}
  ~Connection() { ::close(fd); }
  Connection(const Connection &) = delete;
  Connection &operator=(const Connection &) = delete;

  int fd;
  RequestCounter counter;
  std::size_t owed = 0; ///< bytes of answers that the socket did not take yet
};

class Loop {
public:
  Loop(const std::string &answer, int listener, int signals) : listener_(listener), signals_(signals) {
    answer_size_ = answer.size();
    for (std::size_t i = 0; i < most_at_once; ++i) answers_ += answer;
    epoll_ = must(::epoll_create1(EPOLL_CLOEXEC), "epoll");
    add(listener, EPOLLIN | EPOLLEXCLUSIVE); // one thread wakes for a connection
    add(signals, EPOLLIN);                   // all of them wake to stop
  }
  ~Loop() { ::close(epoll_); }
  Loop(const Loop &) = delete;
  Loop &operator=(const Loop &) = delete;

  void run() {
    std::array<epoll_event, 256> events; // NOLINT: filled by epoll_wait
    while (true) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == signals_) return;
        if (fd == listener_) {
          accept();
        } else if (!serve(*connections_.at(fd))) {
          connections_.erase(fd);
        }
      }
    }
  }

private:
  void add(int fd, std::uint32_t what) const {
    epoll_event event{.events = what, .data = {.fd = fd}};
    must(::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
  }

  void accept() {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections_.emplace(fd, std::make_unique<Connection>(fd));
    add(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
  }

  /// False when the client is gone.
  bool serve(Connection &connection) {
    while (true) {
      if (!send(connection)) return false;
      if (connection.owed > 0) return true; // until the socket takes more
      const auto got = ::recv(connection.fd, input_.data(), input_.size(), 0);
      if (got < 0) return errno == EAGAIN;
      if (got == 0) return false;
      connection.owed += connection.counter.take({input_.data(), static_cast<std::size_t>(got)}) * answer_size_;
      // A short read was the last one: the next bytes are an event of their own.
      if (static_cast<std::size_t>(got) < input_.size()) return send(connection);
    }
  }

  bool send(Connection &connection) const {
    while (connection.owed > 0) {
      const std::size_t from = (answer_size_ - connection.owed % answer_size_) % answer_size_;
      const std::size_t size = std::min(connection.owed, answers_.size() - from);
      const auto sent = ::send(connection.fd, answers_.data() + from, size, MSG_NOSIGNAL);
      if (sent < 0) return errno == EAGAIN;
      connection.owed -= static_cast<std::size_t>(sent);
    }
    return true;
  }

  int listener_, signals_, epoll_ = -1;
  std::string answers_; ///< the answer, many times
  std::size_t answer_size_ = 0;
  std::array<char, 64 * 1024> input_{};
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;
};

} // namespace

NullServer::NullServer(std::uint16_t port, std::string answer)
    : answer_(std::move(answer)),
      listener_(must(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "a socket")),
      signals_(signals_that_stop()) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) limit.rlim_cur = limit.rlim_max, ::setrlimit(RLIMIT_NOFILE, &limit);
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const sockaddr_in address{
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
  const std::string what = "cannot serve on port " + std::to_string(port);
  must(::bind(listener_, reinterpret_cast<const sockaddr *>(&address), sizeof address), what);
  must(::listen(listener_, backlog), what);
}

NullServer::~NullServer() {
  ::close(listener_);
  ::close(signals_);
}

std::uint16_t NullServer::port() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  must(::getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &size), "the port");
  return ntohs(address.sin_port);
}

void NullServer::serve(unsigned threads) {
  std::vector<std::unique_ptr<Loop>> loops;
  for (unsigned i = 0; i < threads; ++i) loops.push_back(std::make_unique<Loop>(answer_, listener_, signals_));
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back([&loop = *loops[i]] { loop.run(); });
  loops.front()->run();
}

} // namespace cpp_null
