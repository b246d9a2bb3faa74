#include "connection/endpoint.hpp"

#include <gtest/gtest.h>

namespace reqbench::connection {
namespace {

TEST(Url, IsTakenApart) {
  struct Row {
    const char *url, *address, *host, *target;
    int port;
  };
  const Row rows[]{
      {"http://127.0.0.1:8080/x?y=1", "127.0.0.1", "127.0.0.1:8080", "/x?y=1", 8080},
      {"http://127.0.0.1", "127.0.0.1", "127.0.0.1", "/", 80},
      {"http://127.0.0.1:8080?y=1", "127.0.0.1", "127.0.0.1:8080", "/?y=1", 8080},
      {"http://10.1.2.3/a", "10.1.2.3", "10.1.2.3", "/a", 80},
      {"HTTP://127.0.0.1:8080/A", "127.0.0.1", "127.0.0.1:8080", "/A", 8080},
      {"http://localhost:81/a/?q=:/@", "127.0.0.1", "localhost:81", "/a/?q=:/@", 81},
      {"http://127.0.0.1:65535/", "127.0.0.1", "127.0.0.1:65535", "/", 65535},
  };
  for (const auto &row : rows) {
    const auto url = parse_url(row.url);
    ASSERT_TRUE(url) << row.url;
    EXPECT_EQ(url->endpoint.address, row.address) << row.url;
    EXPECT_EQ(url->endpoint.port, row.port) << row.url;
    EXPECT_EQ(url->endpoint.host_field(), row.host) << row.url;
    EXPECT_EQ(url->target, row.target) << row.url;
  }
}

TEST(Url, IsRefusedWithTheReason) {
  struct Row {
    const char *url, *reason;
  };
  const Row rows[]{
      {"https://127.0.0.1/", "https is not supported yet"},
      {"ftp://127.0.0.1/", "does not begin with http://"},
      {"127.0.0.1:8080", "does not begin with http://"},
      {"", "does not begin with http://"},
      {"http://", "the host is missing"},
      {"http://:80/", "the host is missing"},
      {"http:///path", "the host is missing"},
      {"HTTPS://127.0.0.1/", "https is not supported yet"},
      {"http:127.0.0.1", "does not begin with http://"},
      {"http://me@127.0.0.1/", "an Authorization field"},
      {"http://127.0.0.1\\@10.0.0.1/", "an Authorization field"},
      {"http://127.0.0.1\\x/", "is not the name of a host"},
      {"http://%31.0.0.1/", "is not the name of a host"},
      {"http://[::1]:80/", "IPv6"},
      {"http://::1/", "the host is missing"},
      {"http://0.0.0.0:80/", "write 127.0.0.1"},
      {"http://127.0.0.1/a#part", "fragment"},
      {"http://127.0.0.1#part", "fragment"},
      {"http://127.0.0.1:+80/", "'+80' is not a port"},
      {"http://127.0.0.1:80:81/", "'80:81' is not a port"},
      {"http://127.0.0.1:0/", "'0' is not a port"},
      {"http://127.0.0.1:65536/", "'65536' is not a port"},
      {"http://127.0.0.1:/", "'' is not a port"},
      {"http://127.0.0.1:8o/", "'8o' is not a port"},
      {"http://127.0.0.1/a b", "percent-encoded"},
      {"http://127.0.0.1/\r\nX: y", "percent-encoded"},
      {"http://127.0.0.1/\xc3\xa4", "percent-encoded"},
      {"http://127.0.0.1/\x7f", "percent-encoded"},
      {"http://127.0.0.1 /", "percent-encoded"},
      {"http://no.such.host.invalid/", "no IPv4 address"},
  };
  for (const auto &row : rows) {
    const auto url = parse_url(row.url);
    ASSERT_FALSE(url) << row.url;
    EXPECT_EQ(url.error().kind(), base::ErrorKind::usage) << row.url;
    EXPECT_NE(url.error().message().find(row.reason), std::string::npos) << url.error().message();
  }
}

TEST(Url, IsRefusedWithoutRepeatingAPassword) {
  for (const char *url : {"http://me:secret@127.0.0.1/", "https://me:secret@127.0.0.1/", "me:secret@127.0.0.1",
                          "http://a@me:secret@127.0.0.1/@"}) {
    const auto parsed = parse_url(url);
    ASSERT_FALSE(parsed) << url;
    EXPECT_EQ(parsed.error().message().find("secret"), std::string::npos) << parsed.error().message();
  }
}

TEST(Endpoint, KnowsLoopback) {
  EXPECT_TRUE((Endpoint{.address = "127.0.0.1", .port = 1, .host = ""}.is_loopback()));
  EXPECT_TRUE((Endpoint{.address = "127.255.0.9", .port = 1, .host = ""}.is_loopback()));
  EXPECT_FALSE((Endpoint{.address = "128.0.0.1", .port = 1, .host = ""}.is_loopback()));
  EXPECT_FALSE((Endpoint{.address = "not an address", .port = 1, .host = ""}.is_loopback()));
}

TEST(Endpoint, NamesItselfInTheHostFieldUnlessToldOtherwise) {
  EXPECT_EQ((Endpoint{.address = "127.0.0.1", .port = 8080, .host = ""}.host_field()), "127.0.0.1:8080");
  EXPECT_EQ((Endpoint{.address = "127.0.0.1", .port = 8080, .host = "shop"}.host_field()), "shop");
}

TEST(Endpoint, BecomesASocketAddressInNetworkOrder) {
  const auto socket = Endpoint{.address = "1.2.3.4", .port = 0x1234, .host = ""}.socket_address();
  EXPECT_EQ(ntohs(socket.sin_port), 0x1234);
  EXPECT_EQ(ntohl(socket.sin_addr.s_addr), 0x01020304U);
}

} // namespace
} // namespace reqbench::connection
