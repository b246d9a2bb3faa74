// The twenty routes: names, parameters, what is no page.
#include "routes.hpp"
#include "target.hpp"

#include <gtest/gtest.h>

namespace cpp_common {
namespace {

Answer ask(http::verb method, std::string_view target) {
  Request request;
  request.method = method;
  request.target = target;
  const auto read = read_target(method, request.target);
  request.path = read->path;
  request.query = read->query;
  find_route(request);
  return answer(request);
}

TEST(Routing, EachRouteTellsItsNameAndParameters) {
  for (const auto &[target, document] : std::initializer_list<std::pair<const char *, const char *>>{
           {"/api/users", R"({"route":"users","page":1})"},
           {"/api/users/17", R"({"route":"user","user":"17"})"},
           {"/api/users/17/orders?page=3", R"({"route":"user_orders","user":"17","page":3})"},
           {"/api/users/17/orders/5", R"({"route":"user_order","user":"17","order":"5"})"},
           {"/api/users/17/orders/5/items?x=1&page=1000000",
            R"({"route":"order_items","user":"17","order":"5","page":1000000})"},
           {"/api/users/17/orders/5/items/9", R"({"route":"order_item","user":"17","order":"5","item":"9"})"},
           {"/api/users/17/addresses", R"({"route":"user_addresses","user":"17"})"},
           {"/api/users/17/addresses/home", R"({"route":"user_address","user":"17","address":"home"})"},
           {"/api/products?page=2", R"({"route":"products","page":2})"},
           {"/api/products/p%20%C3%A9+", R"({"route":"product","product":"p é+"})"},
           {"/api/products/p/reviews", R"({"route":"product_reviews","product":"p","page":1})"},
           {"/api/products/p/reviews/r", R"({"route":"product_review","product":"p","review":"r"})"},
           {"/api/products/p/prices/EUR", R"({"route":"product_price","product":"p","currency":"EUR"})"},
           {"/api/categories", R"({"route":"categories"})"},
           {"/api/categories/c", R"({"route":"category","category":"c"})"},
           {"/api/categories/c/products", R"({"route":"category_products","category":"c","page":1})"},
           {"/api/carts/c", R"({"route":"cart","cart":"c"})"},
           {"/api/carts/c/items/i", R"({"route":"cart_item","cart":"c","item":"i"})"},
           {"/api/search?q=a+b%26&page=4", R"({"route":"search","q":"a b&","page":4})"},
           {"/api/search", R"({"route":"search","q":"","page":1})"},
           {"/api/status?page=x", R"({"route":"status"})"},
       }) {
    EXPECT_EQ(body_text(ask(http::verb::get, target)), document);
  }
}

TEST(Routing, WhatIsNoPageIsRefused) {
  for (const char *page : {"", "0", "1000001", "-1", "+1", "1.0", "1e2", "x", "%31x", "99999999999999999999"}) {
    EXPECT_EQ(ask(http::verb::get, std::string("/api/users?page=") + page).status, http::status::bad_request) << page;
  }
}

TEST(Routing, WhatFitsNoPatternIsNotFound) {
  for (const char *target : {"/api", "/api/", "/api/users/", "/api/users//orders", "/api/users/1/orders/2/items/3/4",
                             "/api/carts", "/api/carts/1/items", "/api/products/1/prices", "/plaintext/", "/", "//"}) {
    EXPECT_EQ(ask(http::verb::get, target).status, http::status::not_found) << target;
  }
}

TEST(Routing, AnotherMethodIsToldWhatIsAllowed) {
  const Answer refusal = ask(http::verb::post, "/api/users/1");
  EXPECT_EQ(refusal.status, http::status::method_not_allowed);
  EXPECT_EQ(refusal.allow, "GET, HEAD");
  EXPECT_EQ(ask(http::verb::get, "/upload").allow, "POST");
}

TEST(Routing, BrokenEscapesAreRefused) {
  EXPECT_EQ(ask(http::verb::get, "/api/users/%4").status, http::status::bad_request);
  EXPECT_EQ(ask(http::verb::get, "/api/users/%zz").status, http::status::bad_request);
}

} // namespace
} // namespace cpp_common
