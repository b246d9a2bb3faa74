// Sockets by hand; see test_server.hpp.
#include "test_server.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace cpp_common {
namespace {

constexpr timeval patience{.tv_sec = 5, .tv_usec = 0};
constexpr std::string_view blank_line = "\r\n\r\n";

} // namespace

TestServer::TestServer(const Limits &limits, unsigned workers)
    : server_(0, workers, limits, make_tested_worker), thread_([this] { server_.serve(); }) {}

TestServer::~TestServer() { stop(); }

void TestServer::stop() {
  if (!thread_.joinable()) return;
  server_.stop();
  thread_.join();
}

TestClient::TestClient(const TestServer &server) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const sockaddr_in address{
      .sin_family = AF_INET, .sin_port = htons(server.port()), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (::connect(fd_, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) std::abort();
}

TestClient::~TestClient() { ::close(fd_); }

bool TestClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void TestClient::send_byte_by_byte(std::string_view bytes) {
  for (const char &byte : bytes) {
    if (!send({&byte, 1})) return;
  }
}

bool TestClient::receive_more() {
  std::array<char, 4096> buffer{};
  const auto got = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  received_.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

std::string TestClient::receive(bool with_body) {
  std::size_t head_end = 0;
  while ((head_end = received_.find(blank_line)) == std::string::npos) {
    if (!receive_more()) return {};
  }
  std::size_t size = head_end + blank_line.size();
  constexpr std::string_view length = "Content-Length: ";
  if (const auto at = received_.find(length); with_body && at < head_end) {
    size += static_cast<std::size_t>(std::atoi(received_.c_str() + at + length.size()));
  }
  while (received_.size() < size) {
    if (!receive_more()) return {};
  }
  std::string answer = received_.substr(0, size);
  received_.erase(0, size);
  return answer;
}

std::string TestClient::receive_all() {
  while (receive_more()) {
  }
  return std::exchange(received_, {});
}

bool TestClient::is_closed_within(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd ready{.fd = fd_, .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return false;
    if (!receive_more()) return true;
  }
}

int status_of(std::string_view answer) {
  constexpr std::string_view begin = "HTTP/1.1 ";
  return answer.starts_with(begin) ? std::atoi(std::string(answer.substr(begin.size(), 3)).c_str()) : 0;
}

std::string_view body_of(std::string_view answer) {
  const auto head_end = answer.find(blank_line);
  return head_end == std::string_view::npos ? "" : answer.substr(head_end + blank_line.size());
}

} // namespace cpp_common
