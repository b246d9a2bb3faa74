#include "connection/endpoint.hpp"

#include "workload/field_text.hpp"

#include <arpa/inet.h>
#include <netdb.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>

namespace reqbench::connection {
namespace {

/// What an error may repeat of a URL: before an @ there may be a password.
std::string shown(std::string_view url) {
  const auto at = url.rfind('@'), scheme_end = url.find("://");
  if (at == url.npos) return std::string{url};
  const auto scheme = scheme_end < at ? url.substr(0, scheme_end + 3) : "";
  return std::string{scheme} + "…" + std::string{url.substr(at)};
}

base::Error bad_url(std::string_view url, std::string_view why,
                    std::string_view remedy = "write it like http://127.0.0.1:8080/path") {
  return {base::ErrorKind::usage, "URL '" + shown(url) + "': " + std::string{why} + "; " + std::string{remedy}};
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

/// RFC 3986 (2): a URL is made of visible ASCII; all else is percent-encoded.
bool is_visible_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_host_name(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  });
}

bool begins_with(std::string_view url, std::string_view scheme) {
  return workload::same_word(url.substr(0, scheme.size()), scheme);
}

struct Authority {
  std::string name;
  std::uint16_t port = 80;
};

base::Result<Authority> parse_authority(std::string_view text, std::string_view url) {
  if (text.find('@') != text.npos)
    return bad_url(url, "a user name or password in a URL is not supported", "send an Authorization field instead");
  if (text.starts_with('['))
    return bad_url(url, "IPv6 addresses are not supported", "use the server's IPv4 address, like 127.0.0.1");
  const auto colon = text.find(':');
  Authority authority{.name = std::string{text.substr(0, colon)}};
  if (authority.name.empty()) return bad_url(url, "the host is missing");
  if (!is_host_name(authority.name)) return bad_url(url, "'" + authority.name + "' is not the name of a host");
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
  if (begins_with(url, "https://"))
    return bad_url(url, "https is not supported yet", "use the server's plain http port");
  if (!begins_with(url, scheme)) return bad_url(url, "it does not begin with http://");
  if (!is_visible_ascii(url))
    return bad_url(url, "a blank, control or non-ASCII character must be percent-encoded", "a blank is %20");
  if (url.find('#') != url.npos)
    return bad_url(url, "a fragment is never sent to a server", "leave out what begins with #");
  const auto rest = url.substr(scheme.size());
  const auto authority_end = rest.find_first_of("/?");
  const auto text = rest.substr(0, authority_end);
  auto authority = parse_authority(text, url);
  if (!authority) return std::move(authority).error();
  Url parsed;
  parsed.endpoint = {.address = resolve(authority->name), .port = authority->port, .host = std::string{text}};
  if (parsed.endpoint.address.empty())
    return bad_url(url, "no IPv4 address is known for '" + authority->name + "'",
                   "see whether the name is right, or use the address");
  if (parsed.endpoint.address == "0.0.0.0")
    return bad_url(url, "0.0.0.0 is where a server listens, not where it is reached", "write 127.0.0.1");
  if (authority_end != rest.npos) parsed.target = rest.substr(authority_end);
  if (!parsed.target.starts_with('/')) parsed.target.insert(0, "/");
  return parsed;
}

} // namespace reqbench::connection
