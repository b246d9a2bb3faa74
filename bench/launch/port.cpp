#include "launch/port.hpp"

#include "base/descriptor.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

namespace reqbench::launch {

base::Result<std::uint16_t> free_port(int port) {
  using base::ErrorKind;
  if (port < 0 || port > 65535)
    return base::Error{ErrorKind::usage, "there is no port " + std::to_string(port) + "; name one of 1 to 65535"};
  const base::Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  // Connections of an earlier server in TIME_WAIT do not hinder the next one; a listening server still does.
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(socket.get(), reinterpret_cast<sockaddr *>(&address), size) != 0 ||
      ::getsockname(socket.get(), reinterpret_cast<sockaddr *>(&address), &size) != 0)
    return base::system_error(ErrorKind::environment, "taking port " + std::to_string(port) + " for a server")
        .hint("free it, or leave --port out and the server picks one");
  return ntohs(address.sin_port);
}

} // namespace reqbench::launch
