// Every rule of a request's framing and every limit, asked of the whole server over a socket: bytes in, statuses out,
// and whether the connection is kept. Each server is built with these tests.
#include "server.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>
#include <vector>

namespace cpp_common {

/// Each server's own.
extern const MakeService make_tested_service;

namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::string_view get = "GET /plaintext HTTP/1.1\r\nHost: a\r\n";
constexpr std::string_view post = "POST /upload HTTP/1.1\r\nHost: a\r\n";

std::string operator+(std::string_view left, std::string_view right) { return std::string(left).append(right); }

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// A server on a thread of its own, for as long as it lives.
class Running {
public:
  explicit Running(const Limits &limits)
      : server_(0, 1, limits, make_tested_service), thread_([this] { server_.serve(); }) {}
  ~Running() { ::kill(::getpid(), SIGTERM); } // its signal set takes it, then the thread joins
  std::uint16_t port() const { return server_.port(); }

private:
  Server server_;
  std::jthread thread_;
};

class Client {
public:
  explicit Client(std::uint16_t port) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
    socket_.set_option(tcp::no_delay(true));
  }
  void send(std::string_view bytes) {
    boost::system::error_code ignored; // a server that has refused reads no further
    asio::write(socket_, asio::buffer(bytes.data(), bytes.size()), ignored);
  }
  void send_byte_by_byte(std::string_view bytes) {
    for (const char &byte : bytes) send({&byte, 1});
  }
  void send_no_more() {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  void send_urgently(char byte) {
    boost::system::error_code ignored;
    socket_.send(asio::buffer(&byte, 1), asio::socket_base::message_out_of_band, ignored);
  }
  /// All that comes until the server closes, or says nothing more for a while.
  std::string receive(std::chrono::milliseconds patience = 150ms) {
    std::string all;
    std::array<char, 4096> some{};
    closed_ = false;
    while (wait_readable(patience)) {
      boost::system::error_code error;
      const std::size_t count = socket_.read_some(asio::buffer(some), error);
      if (error) {
        closed_ = true;
        ended_ = error == asio::error::eof;
        break;
      }
      all.append(some.data(), count);
    }
    return all;
  }
  bool closed() const { return closed_; }
  bool ended() const { return ended_; } ///< closed, and not reset

private:
  bool wait_readable(std::chrono::milliseconds patience) {
    pollfd poll{socket_.native_handle(), POLLIN, 0};
    return ::poll(&poll, 1, static_cast<int>(patience.count())) > 0;
  }

  asio::io_context context_;
  tcp::socket socket_{context_};
  bool closed_ = false;
  bool ended_ = false;
};

std::vector<int> statuses_of(std::string_view answers) {
  std::vector<int> statuses;
  for (std::size_t at = 0; (at = answers.find("HTTP/1.1 ", at)) != std::string_view::npos; at += 12) {
    const std::string_view number = answers.substr(at + 9, 3); // a sentence may speak of HTTP/1.1 too
    if (number.front() >= '1' && number.front() <= '5') statuses.push_back(std::stoi(std::string(number)));
  }
  return statuses;
}

enum class Then : std::uint8_t { kept, closed };

struct Case {
  const char *rule;
  std::string bytes;
  std::vector<int> statuses;
  Then then;
};

/// Behind what breaks the framing stands a request, which must never be answered.
Case refused(const char *rule, std::string bytes, int status = 400) {
  return {rule, std::move(bytes) + (get + "\r\n"), {status}, Then::closed};
}

std::vector<Case> cases() {
  return {
      {"a request is answered", get + "\r\n", {200}, Then::kept},
      {"two at once", get + "\r\n" + get + "\r\n", {200, 200}, Then::kept},
      {"close is honoured", get + "Connection: close\r\n\r\n", {200}, Then::closed},
      {"close is found in a list", get + "Connection: x, Close\r\n\r\n", {200}, Then::closed},
      {"HTTP/1.0 closes", "GET /plaintext HTTP/1.0\r\n\r\n", {200}, Then::closed},
      {"HTTP/1.0 stays when asked", "GET /plaintext HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", {200}, Then::kept},
      {"close goes before keep-alive", get + "Connection: keep-alive, close\r\n\r\n", {200}, Then::closed},
      {"in HTTP/1.0 too", "GET /plaintext HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", {200}, Then::closed},
      {"and in a field of its own",
       "GET /plaintext HTTP/1.0\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n",
       {200},
       Then::closed},
      // Host
      refused("no Host", "GET /plaintext HTTP/1.1\r\n\r\n"),
      refused("two equal Hosts", get + "Host: a\r\n\r\n"),
      refused("two Hosts in HTTP/1.0", "GET /plaintext HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
      refused("an empty Host", "GET /plaintext HTTP/1.1\r\nHost:\r\n\r\n"),
      refused("a Host with a space", "GET /plaintext HTTP/1.1\r\nHost: a b\r\n\r\n"),
      refused("a Host with a user", "GET /plaintext HTTP/1.1\r\nHost: a@b\r\n\r\n"),
      refused("a Host with a path", "GET /plaintext HTTP/1.1\r\nHost: a/b\r\n\r\n"),
      refused("a Host with a list", "GET /plaintext HTTP/1.1\r\nHost: a, b\r\n\r\n"),
      refused("a Host with a port that is none", "GET /plaintext HTTP/1.1\r\nHost: a:8x\r\n\r\n"),
      refused("a Host with an open bracket", "GET /plaintext HTTP/1.1\r\nHost: [::1\r\n\r\n"),
      {"a Host with a port", "GET /plaintext HTTP/1.1\r\nHost: a.b-c:80\r\n\r\n", {200}, Then::kept},
      {"a Host of IPv6", "GET /plaintext HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", {200}, Then::kept},
      // Transfer-Encoding and Content-Length
      {"a chunked body", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", {200}, Then::kept},
      {"chunked in another case", post + "Transfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n", {200}, Then::kept},
      refused("another coding", post + "Transfer-Encoding: gzip\r\n\r\n", 501),
      refused("another coding before chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
      refused("chunked, then another", post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 501),
      refused("identity", post + "Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n", 501),
      refused("chunked with a control byte", post + "Transfer-Encoding: \x0b" + "chunked\r\n\r\n0\r\n\r\n"),
      refused("chunked twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
      refused("chunked beside a length", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
      refused("a length beside chunked", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
      refused("chunked in HTTP/1.0", "POST /upload HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
      refused("chunked in HTTP/1.0 with keep-alive",
              "POST /upload HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
      refused("a length with a sign", post + "Content-Length: +3\r\n\r\nabc"),
      refused("a negative length", post + "Content-Length: -1\r\n\r\n"),
      refused("a hexadecimal length", post + "Content-Length: 0x3\r\n\r\nabc"),
      refused("a length with a fraction", post + "Content-Length: 3.0\r\n\r\nabc"),
      refused("a length with a space", post + "Content-Length: 3 3\r\n\r\nabc"),
      refused("an empty length", post + "Content-Length:\r\n\r\n"),
      refused("a list of equal lengths", post + "Content-Length: 3, 3\r\n\r\nabc"),
      refused("the length twice", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
      refused("two lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"),
      refused("a length above 64 bits", post + "Content-Length: 18446744073709551617\r\n\r\na"),
      // Chunks
      refused("a chunk without a size", post + "Transfer-Encoding: chunked\r\n\r\n\r\n"),
      refused("a chunk size with a sign", post + "Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n"),
      refused("a chunk size with 0x", post + "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n"),
      refused("a chunk size above 64 bits",
              post + "Transfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n"),
      refused("a chunk size with a space behind", post + "Transfer-Encoding: chunked\r\n\r\n3 \r\nabc\r\n0\r\n\r\n"),
      refused("a chunk that is longer than it says", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"),
      refused("a chunk line that ends with LF", post + "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n"),
      refused("a chunk that ends with LF", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\n0\r\n\r\n"),
      {"a chunk extension", post + "Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\n\r\n", {200}, Then::kept},
      refused("a chunk extension with a control byte",
              post + "Transfer-Encoding: chunked\r\n\r\n3;a=\"\x01\"\r\nabc\r\n0\r\n\r\n"),
      refused("a chunk extension that is too long",
              post + "Transfer-Encoding: chunked\r\n\r\n3;a=" + repeated("b", 600) + "\r\nabc\r\n0\r\n\r\n"),
      refused("chunk extensions that are too long together",
              post + "Transfer-Encoding: chunked\r\n\r\n" + repeated("1;a=bbbbbbbbbb\r\na\r\n", 60) + "0\r\n\r\n"),
      {"a trailer", post + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n", {200}, Then::kept},
      refused("a length in a trailer", post + "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 3\r\n\r\n"),
      refused("a coding in a trailer",
              post + "Transfer-Encoding: chunked\r\n\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"),
      refused("a Host in a trailer", post + "Transfer-Encoding: chunked\r\n\r\n0\r\nHost: b\r\n\r\n"),
      refused("a trailer that is too long",
              post + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + repeated("A: b\r\n", 30) + "\r\n", 431),
      // Lines and bytes
      refused("a folded value", get + "A: b\r\n c\r\n\r\n"),
      refused("a value folded before it begins", get + "A:\r\n b\r\n\r\n"),
      refused("a value folded with a tab", get + "A: b\r\n\tc\r\n\r\n"),
      refused("a fold of nothing", get + "A: b\r\n \r\n\r\n"),
      refused("a folded first field", "GET /plaintext HTTP/1.1\r\n Host: a\r\n\r\n"),
      refused("a folded Host", "GET /plaintext HTTP/1.1\r\nHost:\r\n a\r\n\r\n"),
      refused("lines that end with LF", "GET /plaintext HTTP/1.1\nHost: a\n\n"),
      refused("one field that ends with LF", get + "A: b\nC: d\r\n\r\n"),
      refused("a bare CR in a value", get + "A: b\rc\r\n\r\n"),
      refused("a bare CR in the request line", "GET /plaintext\r HTTP/1.1\r\nHost: a\r\n\r\n"),
      refused("a space before the colon", get + "A : b\r\n\r\n"),
      refused("a field without a colon", get + "A\r\n\r\n"),
      refused("a field without a name", get + ": b\r\n\r\n"),
      refused("a NUL in a value", get + "A: b" + std::string(1, '\0') + "c\r\n\r\n"),
      refused("a control byte in a value", get + "A: b\x01\r\n\r\n"),
      refused("DEL in a value", get + "A: b\x7f\r\n\r\n"),
      refused("a control byte in a name", get + "A\x01: b\r\n\r\n"),
      refused("a control byte in the target", "GET /a\x01 HTTP/1.1\r\nHost: a\r\n\r\n"),
      refused("a tab in the request line", "GET\t/plaintext HTTP/1.1\r\nHost: a\r\n\r\n"),
      refused("two spaces in the request line", "GET  /plaintext HTTP/1.1\r\nHost: a\r\n\r\n"),
      refused("no version", "GET /plaintext\r\nHost: a\r\n\r\n"),
      refused("HTTP/2.0", "GET /plaintext HTTP/2.0\r\nHost: a\r\n\r\n"),
      refused("HTTP/1.10", "GET /plaintext HTTP/1.10\r\nHost: a\r\n\r\n"),
      refused("http/1.1", "GET /plaintext http/1.1\r\nHost: a\r\n\r\n"),
      refused("an empty line first", "\r\nGET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n"),
      refused("TLS", "\x16\x03\x01\x02 and so on\r\n\r\n"),
      // Targets and methods
      {"absolute form", "GET http://a:80/plaintext HTTP/1.1\r\nHost: b\r\n\r\n", {200}, Then::kept},
      {"absolute form without a path", "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", {404}, Then::kept},
      refused("absolute form without Host", "GET http://a/plaintext HTTP/1.1\r\n\r\n"),
      refused("absolute form without a host", "GET http:///plaintext HTTP/1.1\r\nHost: a\r\n\r\n"),
      refused("another scheme", "GET ftp://a/plaintext HTTP/1.1\r\nHost: a\r\n\r\n"),
      refused("a path without a slash", "GET plaintext HTTP/1.1\r\nHost: a\r\n\r\n"),
      {"OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", {200}, Then::kept},
      refused("GET *", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
      refused("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
      {"an unknown method", "BREW /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", {501}, Then::kept},
      {"a method in small letters", "get /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", {501}, Then::kept},
      {"a method that the path does not have", "PUT /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", {405}, Then::kept},
      {"a path that is not there", "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", {404}, Then::kept},
      {"a body that nobody wants is read over",
       get + "Content-Length: 3\r\n\r\nabc" + get + "\r\n",
       {200, 200},
       Then::kept},
      // Limits, as small as small_limits() says
      {"a request line of the limit",
       "GET /" + repeated("a", 200 - 14) + " HTTP/1.1\r\nHost: a\r\n\r\n",
       {404},
       Then::kept},
      refused("a request line above it", "GET /" + repeated("a", 200 - 13) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
      refused("a request line far above it", "GET /" + repeated("a", 5000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
      refused("a request line that never ends", "GET /" + repeated("a", 9000), 414),
      {"a header block of the limit", get + "A: " + repeated("b", 400 - 9 - 5) + "\r\n\r\n", {200}, Then::kept},
      refused("a header block above it", get + "A: " + repeated("b", 400 - 9 - 4) + "\r\n\r\n", 431),
      refused("blanks count", get + "A:" + repeated(" ", 400) + "b" + repeated(" ", 400) + "\r\n\r\n", 431),
      refused("a header block that never ends", get + "A: " + repeated("b", 9000), 431),
      {"as many fields as allowed", get + repeated("A:b\r\n", 19) + "\r\n", {200}, Then::kept},
      refused("a field more", get + repeated("A:b\r\n", 20) + "\r\n", 431),
      {"a body of the limit", post + "Content-Length: 5000\r\n\r\n" + repeated("a", 5000), {200}, Then::kept},
      refused("a body above it", post + "Content-Length: 5001\r\n\r\n", 413),
      refused("a chunk above it", post + "Transfer-Encoding: chunked\r\n\r\n1389\r\n", 413),
      refused("chunks above it",
              post + "Transfer-Encoding: chunked\r\n\r\n" + repeated("3e8\r\n" + repeated("a", 1000) + "\r\n", 6), 413),
      // Expect
      {"100 Continue, then the answer", post + "Expect: 100-continue\r\nContent-Length: 0\r\n\r\n", {200}, Then::kept},
      refused("another expectation", post + "Expect: 200-ok\r\nContent-Length: 3\r\n\r\nabc", 417),
      refused("no 100 Continue for what is too large", post + "Expect: 100-continue\r\nContent-Length: 5001\r\n\r\n",
              413),
  };
}

Limits small_limits() {
  Limits limits;
  limits.request_line = 200;
  limits.header_block = 400;
  limits.fields = 20;
  limits.chunk_extensions = 500;
  limits.body = 5000;
  limits.connections = 4;
  limits.header_time = limits.body_time = 1s;
  limits.idle_time = 3s;
  return limits;
}

/// At once and byte by byte: where the bytes are cut changes nothing.
TEST(Framing, EveryRuleHoldsHoweverTheBytesAreCut) {
  const Running server(small_limits());
  for (const Case &asked : cases()) {
    for (const bool cut : {false, true}) {
      SCOPED_TRACE(std::string(asked.rule) + (cut ? ", byte by byte" : ""));
      Client client(server.port());
      if (cut) {
        client.send_byte_by_byte(asked.bytes);
      } else {
        client.send(asked.bytes);
      }
      const std::string answers = client.receive();
      EXPECT_EQ(statuses_of(answers), asked.statuses) << answers;
      EXPECT_EQ(client.closed(), asked.then == Then::closed) << answers;
      EXPECT_EQ(answers.find("Connection: close") != std::string::npos, asked.then == Then::closed) << answers;
    }
  }
}

TEST(Framing, ContinueComesBeforeTheBodyAndOnlyOnce) {
  const Running server(small_limits());
  Client client(server.port());
  client.send(post + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n");
  EXPECT_EQ(client.receive(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("12345");
  EXPECT_EQ(client.receive(), "");
  client.send("6789");
  EXPECT_TRUE(client.receive().ends_with(R"({"bytes":9,"crc32":"cbf43926"})"));
}

TEST(Framing, UploadsAreCountedHoweverTheyCome) {
  const Running server(small_limits());
  Client client(server.port());
  client.send(post + "Content-Length: 9\r\n\r\n123456789");
  EXPECT_TRUE(client.receive().ends_with(R"({"bytes":9,"crc32":"cbf43926"})"));
  client.send(post + "Transfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n5;x\r\n56789\r\n0\r\n\r\n");
  EXPECT_TRUE(client.receive().ends_with(R"({"bytes":9,"crc32":"cbf43926"})"));
  client.send(post + "\r\n");
  EXPECT_TRUE(client.receive().ends_with(R"({"bytes":0,"crc32":"00000000"})"));
}

/// More than any buffer holds, in both directions: nothing is lost, nothing is read before its turn.
TEST(Framing, WhoAsksMuchAndListensLateGetsEveryAnswer) {
  constexpr std::size_t many = 20'000;
  const Running server{Limits{}};
  Client client(server.port());
  const std::string requests = repeated(get + "\r\n", many);
  const std::jthread asking([&] {
    client.send(requests);
    client.send_no_more();
  });
  std::this_thread::sleep_for(300ms); // by now neither side can send
  EXPECT_EQ(statuses_of(client.receive(2s)), std::vector<int>(many, 200));
  EXPECT_TRUE(client.closed());
}

/// A receive stops short at the urgent byte, which is no part of the stream, and what lies behind it is told no more.
TEST(Framing, UrgentDataHidesNoRequest) {
  const Running server{Limits{}};
  Client client(server.port());
  client.send(get + "\r\n");
  client.send_urgently('x');
  client.send(get + "\r\n");
  EXPECT_EQ(statuses_of(client.receive()), (std::vector<int>{200, 200}));
}

TEST(Framing, WhoAsksOnAfterTheLastAnswerIsNotReset) {
  const Running server{Limits{}};
  Client client(server.port());
  client.send(get + "Connection: close\r\n\r\n" + repeated(get + "\r\n", 4'000));
  client.send_no_more();
  EXPECT_EQ(statuses_of(client.receive(2s)), (std::vector<int>{200}));
  EXPECT_TRUE(client.ended());
}

TEST(Framing, WhoLeavesWithoutListeningDisturbsNobody) {
  const Running server{Limits{}};
  for (int i = 0; i < 50; ++i) {
    Client leaving(server.port());
    leaving.send(repeated(get + "\r\n", 3'000));
    if (i % 2 == 0) leaving.send_no_more();
  }
  Client staying(server.port());
  staying.send(get + "Connection: close\r\n\r\n");
  EXPECT_EQ(statuses_of(staying.receive(10s)), (std::vector<int>{200}));
}

/// The other half never comes.
TEST(Framing, WhatIsInFlightAtTheEndHasTheTimeForIt) {
  Limits limits = small_limits();
  limits.stop_time = 400ms;
  auto server = std::make_unique<Running>(limits);
  Client client(server->port());
  client.send(post + "Content-Length: 9\r\n\r\n1234");
  client.receive(50ms); // by now they have come
  const auto begun = Clock::now();
  server.reset();
  EXPECT_GE(Clock::now() - begun, 400ms);
  EXPECT_LT(Clock::now() - begun, 1500ms);
}

TEST(Framing, HeadHasTheFieldsOfGetAndNoBody) {
  const Running server(small_limits());
  Client client(server.port());
  client.send("HEAD /plaintext HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string answer = client.receive();
  EXPECT_NE(answer.find("Content-Length: 13\r\n"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

/// Sends one byte now and then for as long as it is let; how long that was.
std::chrono::milliseconds drip(Client &client, std::string_view first, std::chrono::milliseconds longest) {
  const auto begun = Clock::now();
  client.send(first);
  while (!client.closed() && Clock::now() - begun < longest) {
    client.send("a");
    client.receive(100ms);
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
}

TEST(Framing, WhoDripsIsDroppedWhileOthersAreServed) {
  const Running server(small_limits());
  Client other(server.port());
  std::thread busy([&other] {
    for (int i = 0; i < 10; ++i) {
      other.send(get + "\r\n");
      EXPECT_EQ(statuses_of(other.receive(150ms)), std::vector<int>{200});
    }
  });
  Client header(server.port());
  EXPECT_LT(drip(header, "GET /a", 5s), 3s);
  Client body(server.port());
  EXPECT_LT(drip(body, post + "Content-Length: 5000\r\n\r\n", 5s), 3s);
  busy.join();
}

TEST(Framing, WhoIsIdleIsDroppedAfterItsTime) {
  const Running server(small_limits());
  Client client(server.port());
  client.send(get + "\r\n");
  EXPECT_EQ(statuses_of(client.receive(1500ms)), std::vector<int>{200});
  EXPECT_FALSE(client.closed());
  client.receive(4s);
  EXPECT_TRUE(client.closed());
}

TEST(Framing, TooManyConnectionsAreToldSo) {
  const Running server(small_limits());
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<Client>(server.port()));
    clients.back()->send(get + "\r\n");
    EXPECT_EQ(statuses_of(clients.back()->receive()), std::vector<int>{200});
  }
  Client refused(server.port());
  refused.send(get + "\r\n");
  EXPECT_EQ(statuses_of(refused.receive()), std::vector<int>{503});
  EXPECT_TRUE(refused.closed());
  clients.pop_back();
  std::this_thread::sleep_for(50ms);
  Client welcome(server.port());
  welcome.send(get + "\r\n");
  EXPECT_EQ(statuses_of(welcome.receive()), std::vector<int>{200});
}

} // namespace
} // namespace cpp_common
