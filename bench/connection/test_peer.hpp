// For tests: a server on loopback that follows a script, one thread a connection, so that every way of answering badly
// can be acted out exactly. Waits are cut short when the peer is destroyed; nothing of it outlives the test.
#pragma once

#include "base/assert.hpp"
#include "base/descriptor.hpp"
#include "connection/endpoint.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace reqbench::connection {

/// A socket bound to a free loopback port; without listen() the kernel refuses whoever connects to it.
inline base::Descriptor bind_loopback(std::uint16_t &port) {
  base::Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQBENCH_ASSERT(::bind(socket.get(), reinterpret_cast<sockaddr *>(&address), size) == 0, "a test needs a port");
  ::getsockname(socket.get(), reinterpret_cast<sockaddr *>(&address), &size);
  port = ntohs(address.sin_port);
  return socket;
}

class TestPeer {
public:
  /// One connection, as the script sees it.
  class Talk {
  public:
    Talk(TestPeer &peer, int fd, int number) : peer_{peer}, fd_{fd}, number_{number} {}

    int number() const { return number_; } ///< 0 = the first connection
    /// Reads up to the blank line of a request (bodies are not looked at); false when the other side is gone.
    bool read_request() {
      std::size_t end;
      while ((end = came_.find("\r\n\r\n")) == came_.npos) {
        char some[65536];
        const auto got = ::recv(fd_, some, sizeof some, 0);
        if (got <= 0) return false;
        came_.append(some, static_cast<std::size_t>(got));
      }
      last_request_ = came_.substr(0, end + 4);
      came_.erase(0, end + 4);
      return true;
    }
    const std::string &last_request() const { return last_request_; }
    /// IPv4, in the host's byte order.
    std::uint32_t peer_address() const {
      sockaddr_in address{};
      socklen_t size = sizeof address;
      ::getpeername(fd_, reinterpret_cast<sockaddr *>(&address), &size);
      return ntohl(address.sin_addr.s_addr);
    }
    bool send(std::string_view bytes) const {
      return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }
    void wait(std::chrono::nanoseconds time) const { peer_.wait(time); }
    /// Says that the script is at its end: it shall read no further request.
    void end() { ended_ = true; }
    bool ended() const { return ended_; }
    void reset() const {
      const linger at_once{.l_onoff = 1, .l_linger = 0};
      ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }

  private:
    TestPeer &peer_;
    int fd_;
    int number_;
    bool ended_ = false;
    std::string came_, last_request_;
  };
  /// The connection closes when the script returns.
  using Script = std::function<void(Talk &)>;

  explicit TestPeer(Script script) : script_{std::move(script)}, listener_{bind_loopback(endpoint_.port)} {
    ::listen(listener_.get(), 128);
    acceptor_ = std::thread{[this] { accept(); }};
  }
  ~TestPeer() {
    {
      const std::lock_guard lock{mutex_};
      stopping_ = true;
      for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    stop_.notify_all();
    ::shutdown(listener_.get(), SHUT_RDWR);
    acceptor_.join();
    for (auto &talk : talks_) talk.join();
  }
  TestPeer(const TestPeer &) = delete;
  TestPeer &operator=(const TestPeer &) = delete;

  const Endpoint &endpoint() const { return endpoint_; }

private:
  void accept() {
    for (int number = 0;; ++number) {
      const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      const std::lock_guard lock{mutex_};
      if (stopping_) {
        ::close(fd);
        return;
      }
      open_.push_back(fd);
      talks_.emplace_back([this, fd, number] { talk(fd, number); });
    }
  }
  void talk(int fd, int number) {
    Talk talk{*this, fd, number};
    script_(talk);
    const std::lock_guard lock{mutex_};
    std::erase(open_, fd);
    ::close(fd);
  }
  void wait(std::chrono::nanoseconds time) {
    std::unique_lock lock{mutex_};
    stop_.wait_for(lock, time, [this] { return stopping_; });
  }

  Script script_;
  Endpoint endpoint_;
  base::Descriptor listener_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::vector<int> open_;
  std::vector<std::thread> talks_;
  std::thread acceptor_;
};

/// A whole right answer.
inline std::string answer(std::string_view body, std::string_view fields = {}, std::string_view status = "200 OK") {
  return "HTTP/1.1 " + std::string{status} + "\r\nDate: Mon, 23 Nov 2026 06:00:00 GMT\r\n" + std::string{fields} +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

/// Answers every request with the same bytes.
inline TestPeer::Script always(std::string bytes) {
  return [bytes = std::move(bytes)](TestPeer::Talk &talk) {
    while (talk.read_request() && talk.send(bytes)) {
    }
  };
}

} // namespace reqbench::connection
