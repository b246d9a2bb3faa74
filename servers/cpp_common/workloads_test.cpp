// upload and routing over a socket: what is answered, and that bodies are counted however they come.
#include "test_server.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

namespace cpp_common {
namespace {

using Json = nlohmann::json;

struct Asked {
  int status;
  Json body;
};

Asked ask(const TestServer &server, const std::string &method, const std::string &target,
          const std::string &fields = "", const std::string &body = "") {
  TestClient client(server);
  client.send(method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body);
  const std::string answer = client.receive();
  return {status_of(answer), Json::parse(body_of(answer), nullptr, false)};
}

Asked get(const TestServer &server, const std::string &target) { return ask(server, "GET", target); }

Asked upload(const TestServer &server, const std::string &body) {
  return ask(server, "POST", "/upload", "Content-Length: " + std::to_string(body.size()) + "\r\n", body);
}

std::string bytes(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text.push_back(static_cast<char>(i * 7 + i / 251));
  return text;
}

Json counted(const std::string &body) {
  char digits[9];
  std::snprintf(digits, sizeof digits, "%08lx", crc32_z(0, reinterpret_cast<const Bytef *>(body.data()), body.size()));
  return {{"bytes", body.size()}, {"crc32", digits}};
}

TEST(Upload, TellsLengthAndCrc) {
  const TestServer server;
  EXPECT_EQ(ask(server, "POST", "/upload").body, (Json{{"bytes", 0}, {"crc32", "00000000"}}));
  EXPECT_EQ(upload(server, "").body, (Json{{"bytes", 0}, {"crc32", "00000000"}}));
  EXPECT_EQ(upload(server, "123456789").body, (Json{{"bytes", 9}, {"crc32", "cbf43926"}})); // the CRC's own test
  for (const std::size_t size : {1UL, 2047UL, 2048UL, 2049UL, 65'536UL, 1'000'003UL, 16UL << 20U}) {
    const std::string body = bytes(size);
    EXPECT_EQ(upload(server, body).body, counted(body)) << size;
  }
}

TEST(Upload, ChunksAreCountedLikeOneBody) {
  const TestServer server;
  const std::string body = bytes(50'000);
  std::string chunks;
  for (std::size_t at = 0, size = 1; at < body.size(); at += size, size = size * 3 % 7919 + 1) {
    const std::string piece = body.substr(at, size);
    char head[32];
    std::snprintf(head, sizeof head, "%zx\r\n", piece.size());
    (chunks += head) += piece + "\r\n";
  }
  const Asked asked = ask(server, "POST", "/upload", "Transfer-Encoding: chunked\r\n", chunks + "0\r\n\r\n");
  EXPECT_EQ(asked.body, counted(body));
}

TEST(Upload, AnExpectationIsMetBeforeTheBodyIsSent) {
  const TestServer server;
  TestClient client(server);
  client.send("POST /upload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(status_of(client.receive()), 100);
  client.send("hello");
  EXPECT_EQ(Json::parse(body_of(client.receive())), counted("hello"));
}

TEST(Upload, ABodyThatIsTooLongIsRefusedBeforeItIsSent) {
  const TestServer server;
  TestClient client(server);
  client.send("POST /upload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 16777217\r\n\r\n");
  const std::string answer = client.receive();
  EXPECT_EQ(status_of(answer), 413);
  EXPECT_TRUE(Json::parse(body_of(answer)).contains("error"));
  EXPECT_EQ(client.receive_all(), "");
}

TEST(Upload, OtherMethodsAreRefused) {
  const TestServer server;
  TestClient client(server);
  client.send("GET /upload HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string answer = client.receive();
  EXPECT_EQ(status_of(answer), 405);
  EXPECT_NE(answer.find("\r\nAllow: POST\r\n"), std::string::npos);
}

TEST(Routing, EveryRouteTellsItsNameAndParameters) {
  const TestServer server;
  const std::vector<std::pair<std::string, Json>> rows{
      {"/api/users", {{"route", "users"}, {"page", 1}}},
      {"/api/users?page=1000000", {{"route", "users"}, {"page", 1'000'000}}},
      {"/api/users/17", {{"route", "user"}, {"user", "17"}}},
      {"/api/users/17/orders?page=3", {{"route", "user_orders"}, {"user", "17"}, {"page", 3}}},
      {"/api/users/17/orders/4", {{"route", "user_order"}, {"user", "17"}, {"order", "4"}}},
      {"/api/users/1/orders/2/items", {{"route", "order_items"}, {"user", "1"}, {"order", "2"}, {"page", 1}}},
      {"/api/users/1/orders/2/items/3", {{"route", "order_item"}, {"user", "1"}, {"order", "2"}, {"item", "3"}}},
      {"/api/users/1/addresses", {{"route", "user_addresses"}, {"user", "1"}}},
      {"/api/users/1/addresses/home", {{"route", "user_address"}, {"user", "1"}, {"address", "home"}}},
      {"/api/products?x=1&page=2", {{"route", "products"}, {"page", 2}}},
      {"/api/products/p-1", {{"route", "product"}, {"product", "p-1"}}},
      {"/api/products/p/reviews", {{"route", "product_reviews"}, {"product", "p"}, {"page", 1}}},
      {"/api/products/p/reviews/r", {{"route", "product_review"}, {"product", "p"}, {"review", "r"}}},
      {"/api/products/p/prices/EUR", {{"route", "product_price"}, {"product", "p"}, {"currency", "EUR"}}},
      {"/api/categories", {{"route", "categories"}}},
      {"/api/categories/c", {{"route", "category"}, {"category", "c"}}},
      {"/api/categories/c/products?page=9", {{"route", "category_products"}, {"category", "c"}, {"page", 9}}},
      {"/api/carts/c", {{"route", "cart"}, {"cart", "c"}}},
      {"/api/carts/c/items/i", {{"route", "cart_item"}, {"cart", "c"}, {"item", "i"}}},
      {"/api/search", {{"route", "search"}, {"q", ""}, {"page", 1}}},
      {"/api/search?q=a+b%26%C3%A9&page=2", {{"route", "search"}, {"q", "a b&é"}, {"page", 2}}},
      {"/api/status", {{"route", "status"}}},
      {"/api/users/orders", {{"route", "user"}, {"user", "orders"}}},
      {"/api/users/a%20b+%C3%A9%E2%82%AC", {{"route", "user"}, {"user", "a b+é€"}}},
      {"/%61pi/st%61tus", {{"route", "status"}}},
  };
  for (const auto &[target, body] : rows) {
    const Asked asked = get(server, target);
    EXPECT_EQ(asked.status, 200) << target;
    EXPECT_EQ(asked.body, body) << target;
  }
}

TEST(Routing, WhatIsNoRouteIsNotFound) {
  const TestServer server;
  for (const char *target : {"/api", "/api/", "/api/users/", "/api/users//orders", "/api/users/1/order", "/api/user",
                             "/api/users/1/orders/2/items/3/4", "/api/carts", "/api/status/", "/api/users/1/"}) {
    EXPECT_EQ(get(server, target).status, 404) << target;
  }
}

TEST(Routing, APageThatIsNoneIsRefusedByName) {
  const TestServer server;
  for (const char *page : {"", "0", "-1", "+1", "1.0", "1e2", "x", "%201", "1000001", "99999999999999999999"}) {
    for (const char *path : {"/api/users", "/api/search"}) {
      const Asked asked = get(server, std::string(path) + "?page=" + page);
      EXPECT_EQ(asked.status, 400) << page;
      EXPECT_NE(asked.body.value("error", "").find("page"), std::string::npos) << page;
    }
  }
}

TEST(Routing, AnEscapeThatIsNoneIsRefused) {
  const TestServer server;
  EXPECT_EQ(get(server, "/api/users/%zz").status, 400);
}

} // namespace
} // namespace cpp_common
