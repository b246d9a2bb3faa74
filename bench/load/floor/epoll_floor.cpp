// The floor of the epoll engine: sockets registered once, edge-triggered; receive, look at the status, send.
#include "load/floor/floor.hpp"

#include <sys/epoll.h>

#include <array>

using namespace reqbench::load::floor;

int main(int argc, char **argv) {
  const auto words = words_of(argc, argv);
  const auto answer_size = size_of_an_answer(words);
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<Connection> connections(static_cast<std::size_t>(words.connections));
  const auto ask = [&](Connection &connection) {
    connection.missing = answer_size;
    if (::send(connection.fd, words.request.data(), words.request.size(), MSG_NOSIGNAL) < 0) give_up("sending");
  };
  for (auto &connection : connections) {
    connection.fd = connect_to(words.port);
    epoll_event event{.events = EPOLLIN | EPOLLET, .data = {.ptr = &connection}};
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, connection.fd, &event) != 0) give_up("registering");
  }
  for (auto &connection : connections) ask(connection);

  static std::array<char, 256 * 1024> buffer;
  static std::array<epoll_event, 512> ready;
  std::uint64_t requests = 0, failed = 0;
  const auto end = std::chrono::steady_clock::now() + words.length;
  while (std::chrono::steady_clock::now() < end) {
    const int count = ::epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), 100);
    for (int i = 0; i < count; ++i) {
      auto &connection = *static_cast<Connection *>(ready[static_cast<std::size_t>(i)].data.ptr);
      // A read that came short was the last one; a large answer comes in several events.
      const auto got = ::recv(connection.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (got <= 0) give_up("receiving");
      if (!take(connection, buffer.data(), static_cast<std::size_t>(got), answer_size, failed)) continue;
      ++requests;
      ask(connection);
    }
  }
  return tell(requests, failed);
}
