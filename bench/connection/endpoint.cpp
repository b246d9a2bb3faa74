#include "connection/endpoint.hpp"

#include <arpa/inet.h>
#include <netdb.h>

#include <charconv>
#include <cstring>
#include <memory>

namespace reqbench::connection {
namespace {

base::Error bad_url(std::string_view url, std::string_view why) {
  return {base::ErrorKind::usage,
          "URL '" + std::string{url} + "': " + std::string{why} + "; write it like http://127.0.0.1:8080/path"};
}

/// The IPv4 address of a name, or nothing.
std::string resolve(const std::string &name) {
  addrinfo wanted{};
  wanted.ai_family = AF_INET;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo *found = nullptr;
  if (::getaddrinfo(name.c_str(), nullptr, &wanted, &found) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner{found, &::freeaddrinfo};
  sockaddr_in address{};
  std::memcpy(&address, found->ai_addr, sizeof address);
  char text[INET_ADDRSTRLEN];
  return ::inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
}

bool has_blank_or_control(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) return true;
  return false;
}

struct Authority {
  std::string name;
  std::uint16_t port = 80;
};

base::Result<Authority> parse_authority(std::string_view text, std::string_view url) {
  if (text.find('@') != text.npos) return bad_url(url, "a user name is not supported");
  if (text.starts_with('[')) return bad_url(url, "IPv6 addresses are not supported");
  const auto colon = text.find(':');
  Authority authority{.name = std::string{text.substr(0, colon)}};
  if (authority.name.empty()) return bad_url(url, "the host is missing");
  if (colon == text.npos) return authority;
  const auto digits = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), authority.port);
  if (error != std::errc{} || end != digits.data() + digits.size() || authority.port == 0)
    return bad_url(url, "'" + std::string{digits} + "' is not a port (1 to 65535)");
  return authority;
}

} // namespace

bool Endpoint::is_loopback() const { return (ntohl(socket_address().sin_addr.s_addr) >> 24) == 127; }

std::string Endpoint::host_field() const { return host.empty() ? address + ":" + std::to_string(port) : host; }

sockaddr_in Endpoint::socket_address() const {
  sockaddr_in socket{};
  socket.sin_family = AF_INET;
  socket.sin_port = htons(port);
  ::inet_pton(AF_INET, address.c_str(), &socket.sin_addr); // a text that is no address leaves 0.0.0.0
  return socket;
}

base::Result<Url> parse_url(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (url.starts_with("https://"))
    return base::Error{base::ErrorKind::usage,
                       "URL '" + std::string{url} + "': https is not supported yet; use the server's plain http port"};
  if (!url.starts_with(scheme)) return bad_url(url, "it does not begin with http://");
  if (has_blank_or_control(url)) return bad_url(url, "a blank or control character must be percent-encoded");
  const auto rest = url.substr(scheme.size(), url.find('#') - scheme.size());
  const auto authority_end = rest.find_first_of("/?");
  const auto text = rest.substr(0, authority_end);
  auto authority = parse_authority(text, url);
  if (!authority) return std::move(authority).error();
  Url parsed;
  parsed.endpoint = {.address = resolve(authority->name), .port = authority->port, .host = std::string{text}};
  if (parsed.endpoint.address.empty())
    return base::Error{base::ErrorKind::usage,
                       "URL '" + std::string{url} + "': no IPv4 address is known for '" + authority->name + "'"};
  if (authority_end != rest.npos) parsed.target = rest.substr(authority_end);
  if (!parsed.target.starts_with('/')) parsed.target.insert(0, "/");
  return parsed;
}

} // namespace reqbench::connection
