#include "connection/socket.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace reqbench::connection {

bool is_our_side(int error) {
  // EADDRNOTAVAIL from connect(): no local port is left.
  constexpr std::array limits{EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, EACCES, EPERM};
  return std::ranges::find(limits, error) != limits.end();
}

Connecting begin_connect(const sockaddr_in &address) {
  Connecting result;
  result.socket.reset(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!result.socket) return {.socket = {}, .error = errno, .our_side = true};
  const int on = 1;
  // Cannot fail on a TCP socket; without it Nagle's algorithm could hold back the second half of a request.
  (void)::setsockopt(result.socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(result.socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0) return result;
  if (errno == EINPROGRESS) return result;
  return {.socket = {}, .error = errno, .our_side = is_our_side(errno)};
}

int pending_error(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

} // namespace reqbench::connection
