// The kernel's sockets and one epoll a thread, edge-triggered, so that an answer costs one receive and one send.
#pragma once

#include <cstdint>
#include <string>

namespace cpp_null {

class NullServer {
public:
  /// Takes the port on 127.0.0.1. Throws with a sentence when it cannot.
  NullServer(std::uint16_t port, std::string answer);
  ~NullServer();
  NullServer(const NullServer &) = delete;
  NullServer &operator=(const NullServer &) = delete;

  std::uint16_t port() const;
  /// Until SIGTERM or SIGINT.
  void serve(unsigned threads);

private:
  std::string answer_;
  int listener_;
  int signals_;
};

} // namespace cpp_null
