// The bytes of a request, as RFC 9112 frames them.
#include "workload/workload.hpp"

#include <gtest/gtest.h>

namespace reqbench::workload {
namespace {

Case request(std::string method, std::string body) {
  Case wanted;
  wanted.method = std::move(method);
  wanted.target = "/x?y=1";
  wanted.fields = {{"Accept", "text/plain"}, {"X-Page", "2"}};
  wanted.body = std::move(body);
  return wanted;
}

TEST(Render, AGetHasNoLength) {
  EXPECT_EQ(render(request("GET", ""), "127.0.0.1:80"),
            "GET /x?y=1 HTTP/1.1\r\nHost: 127.0.0.1:80\r\nAccept: text/plain\r\nX-Page: 2\r\n\r\n");
}

TEST(Render, ABodyHasItsLengthInBytes) {
  EXPECT_EQ(render(request("POST", "é!"), "h"),
            "POST /x?y=1 HTTP/1.1\r\nHost: h\r\nAccept: text/plain\r\nX-Page: 2\r\nContent-Length: 3\r\n\r\né!");
  EXPECT_NE(render(request("GET", "q"), "h").find("Content-Length: 1\r\n"), std::string::npos);
}

TEST(Render, AMethodThatCarriesABodySaysThatItIsEmpty) {
  for (const char *method : {"POST", "PUT", "PATCH"})
    EXPECT_NE(render(request(method, ""), "h").find("Content-Length: 0\r\n\r\n"), std::string::npos) << method;
  EXPECT_EQ(render(request("DELETE", ""), "h").find("Content-Length"), std::string::npos);
}

TEST(Render, AsksToCloseWhenTold) {
  EXPECT_NE(render(request("GET", ""), "h", true).find("\r\nConnection: close\r\n\r\n"), std::string::npos);
  EXPECT_EQ(render(request("GET", ""), "h").find("Connection"), std::string::npos);
}

} // namespace
} // namespace reqbench::workload
