#include "connection/socket.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace reqbench::connection {
namespace {

/// The port is left to connect(), which knows the peer: a port may be taken once for each, not once for all.
int bind_to(int socket, Source source) {
  const int on = 1;
  if (::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) != 0) return errno;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(source.ipv4);
  return ::bind(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0 ? 0 : errno;
}

} // namespace

bool is_our_side(int error) {
  // EADDRNOTAVAIL from connect(): no local port is left.
  constexpr std::array limits{EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, EACCES, EPERM};
  return std::ranges::find(limits, error) != limits.end();
}

Connecting begin_connect(const sockaddr_in &address, Source source) {
  Connecting result;
  result.socket.reset(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!result.socket) return {.socket = {}, .error = errno};
  const int on = 1;
  // Cannot fail on a TCP socket; without it Nagle's algorithm could hold back the second half of a request.
  (void)::setsockopt(result.socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (source.ipv4 != 0) {
    if (const int error = bind_to(result.socket.get(), source); error != 0) return {.socket = {}, .error = error};
  }
  if (::connect(result.socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0) return result;
  if (errno == EINPROGRESS) return result;
  return {.socket = {}, .error = errno};
}

int pending_error(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

} // namespace reqbench::connection
