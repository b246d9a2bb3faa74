// For truth: a server on loopback that answers when its script says and logs what it really did, so that what a load
// reports can be held against stamps of the same clock. One thread; it looks on with open eyes before an answer is due,
// or its own timer would pass for the generator's error.
#pragma once

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "base/cpus.hpp"
#include "connection/test_peer.hpp"

#include <sys/epoll.h>
#include <sys/prctl.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <queue>
#include <string>
#include <thread>
#include <vector>

namespace reqbench::load {

class ScriptedServer {
public:
  /// One request as the server saw it, in the order in which it read them.
  struct Deed {
    int connection = 0;
    base::Instant received, answered;
  };
  /// When request `number` (0, 1, … as they are read) is answered. While the script does not return, the server is
  /// frozen.
  using Script = std::function<base::Instant(std::uint64_t number, base::Instant received)>;

  explicit ScriptedServer(Script script, base::CpuSet cpus = {})
      : script_{std::move(script)}, cpus_{std::move(cpus)}, listener_{connection::bind_loopback(endpoint_.port)} {
    REQBENCH_ASSERT(::listen(listener_.get(), 1024) == 0, "a test needs a listening socket");
    watch(listener_.get());
    thread_ = std::thread{[this] { serve(); }};
  }
  ~ScriptedServer() { stop(); }
  ScriptedServer(const ScriptedServer &) = delete;
  ScriptedServer &operator=(const ScriptedServer &) = delete;

  const connection::Endpoint &endpoint() const { return endpoint_; }
  /// Ends the server and tells what it did; what was not answered has no stamp.
  std::vector<Deed> stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    return deeds_;
  }

private:
  struct Due {
    base::Instant when;
    std::uint64_t number;
    bool operator>(const Due &other) const { return when > other.when; }
  };

  void watch(int fd) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    REQBENCH_ASSERT(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0, "a test needs epoll");
  }
  void serve() {
    ::prctl(PR_SET_TIMERSLACK, 1UL);
    if (!cpus_.empty()) (void)base::pin(0, cpus_);
    while (!stopping_) {
      answer_what_is_due(base::now());
      constexpr base::Nanoseconds longest = std::chrono::milliseconds{5}, look_on = std::chrono::microseconds{100};
      const auto until_due = due_.empty() ? longest : due_.top().when - base::now() - look_on;
      const timespec wait{.tv_sec = 0, .tv_nsec = std::clamp(until_due, base::Nanoseconds{0}, longest).count()};
      epoll_event ready[64];
      const int count = ::epoll_pwait2(epoll_.get(), ready, 64, &wait, nullptr);
      for (int i = 0; i < count; ++i) take(ready[i].data.fd);
    }
  }
  void answer_what_is_due(base::Instant now) {
    static const auto bytes = connection::answer("hello");
    for (; !due_.empty() && due_.top().when <= now; due_.pop(), now = base::now()) {
      auto &deed = deeds_[due_.top().number];
      deed.answered = now;
      (void)::send(deed.connection, bytes.data(), bytes.size(), MSG_NOSIGNAL); // the other side may be gone
    }
  }
  void take(int fd) {
    if (fd == listener_.get()) {
      const int accepted = ::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC);
      open_[accepted].first.reset(accepted);
      return watch(accepted);
    }
    auto &[socket, came] = open_[fd];
    char some[4096];
    const auto got = ::recv(fd, some, sizeof some, 0);
    // Its number stays taken until the end, or a deed's connection could be mistaken for another's.
    if (got <= 0) return (void)::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
    came.append(some, static_cast<std::size_t>(got));
    for (std::size_t end; (end = came.find("\r\n\r\n")) != came.npos; came.erase(0, end + 4)) {
      const auto now = base::now();
      deeds_.push_back({.connection = fd, .received = now, .answered = {}});
      due_.push({script_(deeds_.size() - 1, now), deeds_.size() - 1});
    }
  }

  Script script_;
  base::CpuSet cpus_;
  connection::Endpoint endpoint_;
  base::Descriptor listener_;
  base::Descriptor epoll_{::epoll_create1(EPOLL_CLOEXEC)};
  std::map<int, std::pair<base::Descriptor, std::string>> open_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::vector<Deed> deeds_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

} // namespace reqbench::load
