// Where a request ends and which one is refused, as bytes on a socket: every rule of RFC 9110 and 9112 that keeps two
// programs from reading the same bytes differently. Behind each stream another request follows at once: after a
// refusal it must never be answered.
#include "test_server.hpp"

#include <gtest/gtest.h>

namespace cpp_common {
namespace {

const std::string next = "GET /plaintext HTTP/1.1\r\nHost: next\r\n\r\n";
const std::string host = "Host: a\r\n";

enum class Then : bool { closed, kept };

struct Row {
  std::string bytes;
  int status;
  Then then;
};

std::string get(const std::string &fields, const std::string &target = "/plaintext") {
  return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
}
std::string post(const std::string &fields, const std::string &body) {
  return "POST /upload HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}
std::string chunked(const std::string &body) { return post("Transfer-Encoding: chunked\r\n", body); }
std::string old(const std::string &fields, const std::string &body = "") {
  return "POST /upload HTTP/1.0\r\n" + fields + "\r\n" + body;
}
std::string many(const std::string &text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

Limits small() {
  Limits limits;
  limits.request_line_bytes = 200;
  limits.header_bytes = 600;
  limits.fields = 12;
  limits.chunk_extension_bytes = 40;
  limits.body_bytes = 1000;
  return limits;
}

/// All rows whole and byte by byte.
void expect(const std::vector<Row> &rows) {
  const TestServer server(small());
  for (const bool in_pieces : {false, true}) {
    for (const Row &row : rows) {
      TestClient client(server);
      in_pieces ? client.send_byte_by_byte(row.bytes + next) : (void)client.send(row.bytes + next);
      const bool with_body = !row.bytes.starts_with("HEAD ");
      const std::string answer = client.receive(with_body);
      EXPECT_EQ(status_of(answer), row.status) << row.bytes << (in_pieces ? " byte by byte" : "") << "\n" << answer;
      EXPECT_EQ(answer.find("\r\nConnection: close\r\n") != std::string::npos, row.then == Then::closed) << row.bytes;
      if (row.then == Then::kept) {
        EXPECT_EQ(status_of(client.receive()), 200) << row.bytes << (in_pieces ? " byte by byte" : "");
      } else {
        EXPECT_EQ(client.receive_all(), "") << row.bytes << (in_pieces ? " byte by byte" : "");
      }
    }
  }
}

TEST(Framing, RequestLine) {
  expect({
      {"GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", 200, Then::kept},
      {"GET  /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET /plaintext  HTTP/1.1\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET\t/plaintext HTTP/1.1\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET /plain text HTTP/1.1\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET /plaintext HTTP/1.1 \r\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET /plaintext\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET /plaintext HTTP/1.1\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET /plaintext HTTP/1.1\rHost: a\r\n\r\n", 400, Then::closed},
      {"GET /plaintext http/1.1\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET /plaintext HTTP/1.2\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET /plaintext HTTP/2.0\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET /plaintext HTTP/0.9\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET /plaintext HTTP/1.10\r\nHost: a\r\n\r\n", 400, Then::closed},
      {std::string("GET /plain\0text HTTP/1.1\r\nHost: a\r\n\r\n", 37), 400, Then::closed},
      {"GET /plain\x01text HTTP/1.1\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET /plain\x7ftext HTTP/1.1\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"\x16\x03\x01\x02\x01 TLS HTTP/1.1\r\n\r\n", 400, Then::closed},
      {"\r\n\r\n", 400, Then::closed},
      {get(host, "/" + std::string(300, 'a')), 414, Then::closed},
  });
}

TEST(Framing, MethodsAndTargets) {
  expect({
      {"get /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", 501, Then::closed},
      {"BREW /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", 501, Then::closed},
      {"CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 501, Then::closed},
      {"G@T /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", 400, Then::closed},
      {"TRACE /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", 405, Then::kept},
      {"DELETE /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", 405, Then::kept},
      {"HEAD /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", 200, Then::kept},
      {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 200, Then::kept},
      {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400, Then::closed},
      {get(host, "http://a/plaintext"), 200, Then::kept},
      {get(host, "HTTP://a:80/plaintext?x=1"), 200, Then::kept},
      {get(host, "http://a"), 404, Then::kept},
      {get(host, "http://a?x"), 404, Then::kept},
      {get(host, "http:///plaintext"), 400, Then::closed},
      {get(host, "http://u@a/plaintext"), 400, Then::closed},
      {get(host, "ftp://a/plaintext"), 400, Then::closed},
      {get(host, "plaintext"), 400, Then::closed},
      {get(host, "/plaintext#x"), 400, Then::closed},
      {get(host, "/plain%74ext"), 200, Then::kept},
      {get(host, "/plain%7"), 404, Then::kept},
      {get(host, "/plaintext/"), 404, Then::kept},
      {get(host, "//plaintext"), 404, Then::kept},
  });
}

TEST(Framing, Host) {
  expect({
      {get(""), 400, Then::closed},
      {get("Host:\r\n"), 400, Then::closed},
      {get("Host: a\r\nHost: a\r\n"), 400, Then::closed},
      {get("Host: a\r\nhost: b\r\n"), 400, Then::closed},
      {get("Host: a, b\r\n"), 400, Then::closed},
      {get("Host: a,b\r\n"), 400, Then::closed},
      {get("Host: a b\r\n"), 400, Then::closed},
      {get("Host: u@a\r\n"), 400, Then::closed},
      {get("Host: a/b\r\n"), 400, Then::closed},
      {get("Host: http://a\r\n"), 400, Then::closed},
      {get("Host: a:\r\n"), 200, Then::kept},
      {get("Host: a:80\r\n"), 200, Then::kept},
      {get("Host: a:x\r\n"), 400, Then::closed},
      {get("Host: a:123456\r\n"), 400, Then::closed},
      {get("Host: [::1]:80\r\n"), 200, Then::kept},
      {get("Host: [::1\r\n"), 400, Then::closed},
      {get("Host: []\r\n"), 400, Then::closed},
      {get("Host:a\r\n"), 200, Then::kept},
      {get("Host:  a  \r\n"), 200, Then::kept},
      {"GET /plaintext HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, Then::kept},
      {"GET /plaintext HTTP/1.0\r\n\r\n", 200, Then::closed},
      {"GET /plaintext HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400, Then::closed},
      {get(host, "http://b/plaintext"), 200, Then::kept},
      {get("", "http://b/plaintext"), 400, Then::closed},
  });
}

TEST(Framing, Fields) {
  expect({
      {get(host + "X : y\r\n"), 400, Then::closed},
      {get(host + "X\t: y\r\n"), 400, Then::closed},
      {get(host + " X: y\r\n"), 400, Then::closed},
      {get(" Host: a\r\n"), 400, Then::closed},
      {get(host + "X: y\r\n z\r\n"), 400, Then::closed},
      {get(host + "X: y\r\n\tz\r\n"), 400, Then::closed},
      {get(host + "X:\r\n z\r\n"), 400, Then::closed},
      {get(host + "X: y\r\n \r\n"), 400, Then::closed},
      {get("Host:\r\n a\r\n"), 400, Then::closed},
      {get(host + "X: y\nZ: z\r\n"), 400, Then::closed},
      {get(host + "X: y\rZ: z\r\n"), 400, Then::closed},
      {get(host + "X: y\r\r\n"), 400, Then::closed},
      {get(std::string("Host: a\r\nX: \0\r\n", 15)), 400, Then::closed},
      {get(host + "X: \x0b\r\n"), 400, Then::closed},
      {get(host + "X: \x7f\r\n"), 400, Then::closed},
      {get(host + "X: a\tb \xc3\xa9\r\n"), 200, Then::kept},
      {get(host + "X:\r\n"), 200, Then::kept},
      {get(host + ": y\r\n"), 400, Then::closed},
      {get(host + "X\r\n"), 400, Then::closed},
      {get(host + "(X): y\r\n"), 400, Then::closed},
      {get(host + "X\xc3\xa9: y\r\n"), 400, Then::closed},
      {get(host + "Connection: close\r\n"), 200, Then::closed},
      {get(host + "Connection: x, Close\r\n"), 200, Then::closed},
      {get(host + many("X: y\r\n", 11)), 200, Then::kept},
      {get(host + many("X: y\r\n", 12)), 431, Then::closed},
      {get(host + "X: " + std::string(550, 'y') + "\r\n"), 200, Then::kept},
      {get(host + "X: " + std::string(700, 'y') + "\r\n"), 431, Then::closed},
      {get(host + many("X: " + std::string(90, 'y') + "\r\n", 8)), 431, Then::closed},
      {get(host + "Expect: 200-ok\r\n"), 417, Then::closed},
  });
}

TEST(Framing, ContentLength) {
  const auto with = [](const std::string &length) { return post("Content-Length: " + length + "\r\n", "hello"); };
  expect({
      {with("5"), 200, Then::kept},
      {with("0005"), 200, Then::kept},
      {post("", ""), 200, Then::kept},
      {with("+5"), 400, Then::closed},
      {with("-5"), 400, Then::closed},
      {with("5 "), 200, Then::kept},
      {with("5 5"), 400, Then::closed},
      {with("5,5"), 400, Then::closed},
      {with("5, 5"), 400, Then::closed},
      {with("5, 6"), 400, Then::closed},
      {with("5,"), 400, Then::closed},
      {with("0x5"), 400, Then::closed},
      {with("5.0"), 400, Then::closed},
      {with("five"), 400, Then::closed},
      {with(""), 400, Then::closed},
      {with("5\r\nContent-Length: 5"), 400, Then::closed},
      {with("5\r\nContent-Length: 6"), 400, Then::closed},
      {with("18446744073709551616"), 400, Then::closed},
      {with("99999999999999999999999"), 400, Then::closed},
      {with("1001"), 413, Then::closed},
      {with("18446744073709551615"), 413, Then::closed},
      {post("Content-Length: 1000\r\n", std::string(1000, 'x')), 200, Then::kept},
      {"GET /plaintext HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 200, Then::kept},
  });
}

TEST(Framing, TransferEncoding) {
  const std::string body = "5\r\nhello\r\n0\r\n\r\n";
  const auto with = [&](const std::string &coding) { return post("Transfer-Encoding: " + coding + "\r\n", body); };
  expect({
      {with("chunked"), 200, Then::kept},
      {with("Chunked"), 200, Then::kept},
      {with("gzip, chunked"), 501, Then::closed},
      {with("chunked, gzip"), 501, Then::closed},
      {with("chunked, chunked"), 501, Then::closed},
      {with("chunked\r\nTransfer-Encoding: chunked"), 400, Then::closed},
      {with("identity"), 501, Then::closed},
      {with("xchunked"), 501, Then::closed},
      {with("chunked;q=1"), 501, Then::closed},
      {with("\"chunked\""), 501, Then::closed},
      {with(""), 501, Then::closed},
      {with("chunked\r\nContent-Length: 5"), 400, Then::closed},
      {post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", body), 400, Then::closed},
      {old("Transfer-Encoding: chunked\r\n", body), 400, Then::closed},
      {old("Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n", body), 400, Then::closed},
      {old("Connection: keep-alive\r\nContent-Length: 5\r\n", "hello"), 200, Then::kept},
      {old("Content-Length: 5\r\n", "hello"), 200, Then::closed},
  });
}

TEST(Framing, Chunks) {
  expect({
      {chunked("0\r\n\r\n"), 200, Then::kept},
      {chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"), 200, Then::kept},
      {chunked("00005\r\nhello\r\n00\r\n\r\n"), 200, Then::kept},
      {chunked("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n"), 200, Then::kept},
      {chunked("5;x=y;z=\"a b\"\r\nhello\r\n0;x\r\n\r\n"), 200, Then::kept},
      {chunked("5\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("5\rhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("5\r\nhelloX\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("5\r\nhello\n0\r\n\r\n"), 400, Then::closed},
      {chunked("4\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("+5\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("-5\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked(" 5\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("5 \r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("5 5\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("g\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("ffffffffffffffff\r\nhello\r\n0\r\n\r\n"), 413, Then::closed},
      {chunked("3e9\r\n"), 413, Then::closed},
      {chunked("3e8\r\n" + std::string(1000, 'x') + "\r\n0\r\n\r\n"), 200, Then::kept},
      {chunked("3e8\r\n" + std::string(1000, 'x') + "\r\n1\r\nx\r\n0\r\n\r\n"), 413, Then::closed},
      {chunked("5;x=\"a\nb\"\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("5;x=\"a\x01\"\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("5;\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked("5;x=" + std::string(60, 'y') + "\r\nhello\r\n0\r\n\r\n"), 400, Then::closed},
      {chunked(many("1;x=123456789\r\nx\r\n", 5) + "0\r\n\r\n"), 400, Then::closed},
  });
}

TEST(Framing, Trailers) {
  expect({
      {chunked("0\r\nX: y\r\n\r\n"), 200, Then::kept},
      {chunked("0\r\nHost: b\r\nConnection: close\r\n\r\n"), 200, Then::kept}, // and change nothing
      {chunked("0\r\nContent-Length: 5\r\n\r\n"), 400, Then::closed},
      {chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400, Then::closed},
      {chunked("0\r\nX : y\r\n\r\n"), 400, Then::closed},
      {chunked("0\r\nX: y\r\n z\r\n\r\n"), 400, Then::closed},
      {chunked("0\r\nX: y\nZ: z\r\n\r\n"), 400, Then::closed},
      {chunked("0\r\n" + many("X: y\r\n", 12) + "\r\n"), 431, Then::closed},
      {chunked("0\r\nX: " + std::string(700, 'y') + "\r\n\r\n"), 431, Then::closed},
  });
}

TEST(Framing, AChunksLineWithoutAnEndIsRefused) {
  const TestServer server(small());
  TestClient client(server);
  client.send(chunked("5;x=\"" + std::string(100'000, 'y')));
  EXPECT_GE(status_of(client.receive()), 400);
  EXPECT_EQ(client.receive_all(), "");
}

TEST(Framing, AHeaderWithoutAnEndIsRefused) {
  const TestServer server(small());
  for (const std::string &begin : {std::string(), std::string("GET /"), get(host).substr(0, 35)}) {
    TestClient client(server);
    client.send(begin + std::string(100'000, 'y'));
    EXPECT_EQ(status_of(client.receive()) / 100, 4) << begin;
    EXPECT_EQ(client.receive_all(), "");
  }
}

} // namespace
} // namespace cpp_common
