// What both bare clients share: words in, connections, the size of an answer, the account at the end. They are the
// floor under the generator's cost: they wait, receive, look at the status and send again, and keep nothing. Each runs
// on one thread against one address until its time is up and prints {"requests", "cpu_us", "failed"}.
#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::load::floor {

inline constexpr std::string_view right_status = "HTTP/1.1 200";

struct Words {
  std::uint16_t port;
  int connections;
  std::chrono::seconds length;
  std::string request;
};

[[noreturn]] inline void give_up(const char *what) {
  std::perror(what);
  std::exit(1);
}

/// The bytes of a request that stands in a file.
inline std::string request_of(const char *file) {
  std::string request;
  std::FILE *const opened = std::fopen(file, "rb");
  if (opened == nullptr) give_up(file);
  for (int byte = std::fgetc(opened); byte != EOF; byte = std::fgetc(opened)) request += static_cast<char>(byte);
  std::fclose(opened);
  return request;
}

/// PORT CONNECTIONS SECONDS [PATH | @FILE]
inline Words words_of(int argc, char **argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: %s PORT CONNECTIONS SECONDS [PATH | @FILE with a request]\n", argv[0]);
    std::exit(2);
  }
  const std::string path = argc > 4 ? argv[4] : "/";
  const std::string request = path.starts_with('@')
                                  ? request_of(path.c_str() + 1)
                                  : "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + argv[1] + "\r\n\r\n";
  return {static_cast<std::uint16_t>(std::atoi(argv[1])), std::atoi(argv[2]), std::chrono::seconds{std::atoi(argv[3])},
          request};
}

inline int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  if (fd < 0 || ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
      ::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
    give_up("connecting");
  return fd;
}

/// One answer, read to its end: its Content-Length says where that is. All others are taken to be as long.
inline std::size_t size_of_an_answer(const Words &words) {
  const int fd = connect_to(words.port);
  if (::send(fd, words.request.data(), words.request.size(), MSG_NOSIGNAL) < 0) give_up("sending");
  std::string came;
  std::size_t size = 0;
  while (size == 0 || came.size() < size) {
    char some[65536];
    const auto got = ::recv(fd, some, sizeof some, 0);
    if (got <= 0) give_up("receiving the first answer");
    came.append(some, static_cast<std::size_t>(got));
    const auto end = came.find("\r\n\r\n"), length = came.find("Content-Length: ");
    if (end == came.npos) continue;
    if (length == came.npos || length > end || !came.starts_with(right_status)) {
      std::fprintf(stderr, "the first answer is not a plain 200\n");
      std::exit(1);
    }
    size = end + 4 + std::strtoull(came.c_str() + length + std::strlen("Content-Length: "), nullptr, 10);
  }
  ::close(fd);
  return size;
}

/// The only state of a connection: how much of its answer is still to come.
struct Connection {
  int fd = -1;
  std::size_t missing = 0;
};

/// Takes bytes of an answer; true when it is whole. A status that is not the right one is counted.
inline bool take(Connection &connection, const char *bytes, std::size_t count, std::size_t answer_size,
                 std::uint64_t &failed) {
  if (connection.missing == answer_size &&
      (count < right_status.size() || std::memcmp(bytes, right_status.data(), right_status.size()) != 0))
    ++failed;
  connection.missing -= count < connection.missing ? count : connection.missing;
  return connection.missing == 0;
}

inline int tell(std::uint64_t requests, std::uint64_t failed) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval &time) { return time.tv_sec * 1'000'000 + time.tv_usec; };
  std::printf("{\"requests\": %llu, \"cpu_us\": %lld, \"failed\": %llu}\n", static_cast<unsigned long long>(requests),
              static_cast<long long>(us(usage.ru_utime) + us(usage.ru_stime)), static_cast<unsigned long long>(failed));
  return failed == 0 ? 0 : 1;
}

} // namespace reqbench::load::floor
