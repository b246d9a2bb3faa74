// A server of the kind under test, in this process and on a free port, and a client that sends any bytes. Each server's
// tests define make_tested_worker.
#pragma once

#include "server.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <thread>

namespace cpp_common {

std::unique_ptr<Worker> make_tested_worker(const Limits &limits);

class TestServer {
public:
  explicit TestServer(const Limits &limits = {}, unsigned workers = 1);
  ~TestServer();

  std::uint16_t port() const { return server_.port(); }
  /// As SIGTERM does; returns when the server has left.
  void stop();

private:
  Server server_;
  std::jthread thread_;
};

/// Blocks, but never for more than 5 seconds.
class TestClient {
public:
  explicit TestClient(const TestServer &server);
  ~TestClient();
  TestClient(const TestClient &) = delete;
  TestClient &operator=(const TestClient &) = delete;

  /// False once the server has hung up.
  bool send(std::string_view bytes);
  /// Each in a segment of its own.
  void send_byte_by_byte(std::string_view bytes);
  /// One answer with its header, empty when the server closes before its end. `with_body` is false after HEAD.
  std::string receive(bool with_body = true);
  /// All that comes until the server closes.
  std::string receive_all();
  /// Whether the server closes within that time; what it sends meanwhile is lost.
  bool is_closed_within(std::chrono::milliseconds time);

private:
  bool receive_more();

  int fd_;
  std::string received_;
};

/// The number in "HTTP/1.1 200 OK", or 0.
int status_of(std::string_view answer);
std::string_view body_of(std::string_view answer);

} // namespace cpp_common
