#include "load/order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace reqbench::load {
namespace {

using testing::HasSubstr;
using testing::Not;

Order order(const std::function<void(Words &)> &typed = [](Words &) {}) {
  Words words;
  words.url = "http://127.0.0.1:8080/x";
  words.connections = "4";
  typed(words);
  auto made = order_of(std::move(words));
  EXPECT_TRUE(made) << made.error().message();
  return *std::move(made);
}

TEST(Order, HoldsWhatTheWordsAskFor) {
  const auto made = order([](Words &w) { w.method = "HEAD"; });
  EXPECT_EQ(made.plan.connections, 4);
  EXPECT_EQ(made.url.target, "/x");
  EXPECT_EQ(asked_of(made), "HEAD http://127.0.0.1:8080/x");
  EXPECT_EQ(options_of(made, "epoll")["engine"], "epoll");
}

TEST(Order, IsRefusedByItsFirstWordThatMakesNoSense) {
  Words words;
  words.url = "ftp://127.0.0.1/";
  EXPECT_EQ(order_of(words).error().kind(), base::ErrorKind::usage);
  words.connections = "-1";
  EXPECT_THAT(order_of(words).error().message(), HasSubstr("--connections"));
}

TEST(Order, NamesItsShape) {
  struct Row {
    std::function<void(Words &)> typed;
    const char *shape;
  };
  for (const auto &[typed, shape] :
       {Row{[](Words &) {}, "closed"},
        Row{[](Words &w) { w.churn = "1"; }, "closed, a new connection for every 1 request"},
        Row{[](Words &w) { w.churn = "2"; }, "closed, a new connection for every 2 requests"},
        Row{[](Words &w) {
              w.ramp = "1k..2k/3s";
              w.arrivals = "poisson";
            },
            "ramp 1k..2k/3s, poisson arrivals"},
        Row{[](Words &w) { w.rate = "5k"; }, "rate 5k, constant arrivals"},
        Row{[](Words &w) { w.steps = "1k+2k"; }, "steps 1k+2k, constant arrivals"},
        Row{[](Words &w) { w.held = no_heartbeat; }, "held, no heartbeat"},
        Row{[](Words &w) { w.held = "5s"; }, "held, heartbeat 5s"}})
    EXPECT_EQ(options_of(order(typed), "epoll")["shape"], shape);
}

TEST(Order, IsToldWithoutSecrets) {
  const auto made = order([](Words &w) { w.headers = {"Authorization: Bearer xyzzy", "Accept: text/plain"}; });
  const auto text = options_of(made, "epoll").dump();
  EXPECT_THAT(text, Not(HasSubstr("xyzzy")));
  EXPECT_THAT(text, HasSubstr("Authorization: (not kept)"));
  EXPECT_THAT(text, HasSubstr("Accept: text/plain"));
}

TEST(Order, ArgumentsAreKeptWithoutSecrets) {
  EXPECT_THAT(
      without_secrets({"load", "http://127.0.0.1:8080/x", "--header", "Authorization: Bearer xyzzy",
                       "--header=x-api-key: xyzzy", "--header", "Cookie: a=xyzzy", "--header", "Accept: text/plain"}),
      testing::ElementsAre("load", "http://127.0.0.1:8080/x", "--header", "Authorization: (not kept)",
                           "--header=x-api-key: (not kept)", "--header", "Cookie: (not kept)", "--header",
                           "Accept: text/plain"));
}

} // namespace
} // namespace reqbench::load
