#include "connection/exchange.hpp"

#include "connection/test_peer.hpp"

#include <gtest/gtest.h>

namespace reqbench::connection {
namespace {

using namespace std::chrono_literals;
using Talk = TestPeer::Talk;

const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/// The error's message, or "" when there is none.
template <class T> std::string message(const base::Result<T> &result) { return result ? "" : result.error().message(); }

Exchange open(const TestPeer &peer, base::Nanoseconds timeout = 5s) {
  auto exchange = Exchange::open(peer.endpoint(), timeout);
  REQBENCH_ASSERT(exchange, "the peer listens");
  return std::move(*exchange);
}

TEST(Exchange, AsksAgainOverTheSameConnection) {
  const TestPeer peer{[](Talk &talk) {
    for (int i = 0; talk.read_request(); ++i) talk.send(answer(std::to_string(talk.number()) + std::to_string(i)));
  }};
  auto exchange = open(peer);
  for (const auto *body : {"00", "01", "02"}) {
    const auto received = exchange.ask(request);
    ASSERT_TRUE(received) << message(received);
    EXPECT_EQ(received->answer.body, body);
    EXPECT_EQ(received->raw, answer(body));
    EXPECT_TRUE(received->keep_alive);
  }
}

TEST(Exchange, KeepsBytesBeyondTheAnswerForTheNext) {
  const TestPeer peer{always(answer("one") + answer("two"))};
  auto exchange = open(peer);
  EXPECT_EQ(exchange.ask(request)->answer.body, "one");
  const auto second = exchange.receive();
  ASSERT_TRUE(second) << message(second);
  EXPECT_EQ(second->answer.body, "two");
  EXPECT_EQ(second->raw, answer("two"));
}

TEST(Exchange, ReadsAnAnswerThatDrips) {
  const TestPeer peer{[](Talk &talk) {
    talk.read_request();
    for (const char c : answer("drip")) {
      talk.send({&c, 1});
      talk.wait(100us);
    }
  }};
  const auto received = open(peer).ask(request);
  ASSERT_TRUE(received) << message(received);
  EXPECT_EQ(received->answer.body, "drip");
}

TEST(Exchange, ReadsABodyUntilTheClose) {
  const TestPeer peer{[](Talk &talk) {
    talk.read_request();
    talk.send("HTTP/1.1 200 OK\r\n\r\nall of it");
  }};
  const auto received = open(peer).ask(request);
  ASSERT_TRUE(received) << message(received);
  EXPECT_EQ(received->answer.body, "all of it");
  EXPECT_FALSE(received->keep_alive);
}

TEST(Exchange, SendsMoreThanASocketTakesAtOnce) {
  const TestPeer peer{[](Talk &talk) {
    talk.wait(50ms);
    talk.read_request();
    talk.send(answer(std::to_string(talk.last_request().size())));
  }};
  const auto large = "GET / HTTP/1.1\r\nX: " + std::string(4'000'000, 'x') + "\r\n\r\n";
  const auto received = open(peer).ask(large);
  ASSERT_TRUE(received) << message(received);
  EXPECT_EQ(received->answer.body, std::to_string(large.size()));
}

TEST(Exchange, TakesTheAnswerOfAServerThatDoesNotReadTheWholeRequest) {
  const TestPeer peer{[](Talk &talk) {
    talk.send(answer("too large", "Connection: close\r\n", "431 Too Large"));
    talk.wait(10s);
  }};
  const auto received = open(peer, 100ms).ask(std::string(64'000'000, 'x'));
  ASSERT_TRUE(received) << message(received);
  EXPECT_EQ(received->answer.status, 431);
}

TEST(Exchange, SaysWhatCameInsteadOfAnAnswer) {
  struct Row {
    TestPeer::Script script;
    const char *sentence;
  };
  const Row rows[]{
      {[](Talk &talk) { talk.wait(10s); }, "no answer within 50.0 ms"},
      {[](Talk &talk) {
         talk.send("HTTP/1.1 200");
         talk.wait(10s);
       },
       "no whole answer within 50.0 ms after 'HTTP/1.1 200'"},
      {[](Talk &talk) { talk.read_request(); }, "the connection was closed without an answer"},
      {[](Talk &talk) {
         talk.read_request();
         talk.send("HTTP/1.1 200");
       },
       "the connection was closed in the middle of the answer, after 'HTTP/1.1 200'"},
      {[](Talk &talk) {
         talk.read_request();
         talk.reset();
       },
       "the connection was reset without an answer"},
      {[](Talk &talk) {
         talk.read_request();
         talk.send("220 mail\r\n\t");
       },
       "not a valid HTTP answer (not HTTP): '220 mail\\r\\n.'"},
      {[](Talk &talk) {
         talk.read_request();
         talk.send(std::string(200, 'x'));
       },
       "… (200 bytes)"},
  };
  for (const auto &row : rows) {
    const TestPeer peer{row.script};
    const auto received = open(peer, 50ms).ask(request);
    ASSERT_FALSE(received) << row.sentence;
    EXPECT_EQ(received.error().kind(), base::ErrorKind::server);
    EXPECT_NE(message(received).find(row.sentence), std::string::npos) << message(received);
  }
}

TEST(Exchange, TellsARefusedConnection) {
  Endpoint endpoint;
  const auto bound = bind_loopback(endpoint.port);
  const auto exchange = Exchange::open(endpoint, 1s);
  ASSERT_FALSE(exchange);
  EXPECT_EQ(exchange.error().kind(), base::ErrorKind::server);
  EXPECT_NE(message(exchange).find("connecting to 127.0.0.1:"), std::string::npos) << message(exchange);
  EXPECT_NE(message(exchange).find("refused"), std::string::npos) << message(exchange);
}

TEST(Exchange, TellsARequestThatIsNotTaken) {
  const TestPeer peer{[](Talk &talk) { talk.wait(10s); }};
  const auto sent = open(peer, 50ms).send(std::string(64'000'000, 'x'));
  ASSERT_FALSE(sent);
  EXPECT_NE(message(sent).find("did not take the request within 50.0 ms"), std::string::npos) << message(sent);
}

TEST(Exchange, SeesThePeerClose) {
  const TestPeer closing{[](Talk &talk) {
    talk.read_request();
    talk.send(answer("bye", "Connection: close\r\n"));
  }};
  auto exchange = open(closing);
  ASSERT_TRUE(exchange.ask(request));
  const auto closed = exchange.closed_by_peer();
  ASSERT_TRUE(closed) << message(closed);
  EXPECT_TRUE(*closed);
}

TEST(Exchange, SeesThatThePeerStays) {
  const TestPeer staying{always(answer("still here"))};
  auto exchange = open(staying, 50ms);
  ASSERT_TRUE(exchange.ask(request));
  const auto closed = exchange.closed_by_peer();
  ASSERT_TRUE(closed) << message(closed);
  EXPECT_FALSE(*closed);
}

TEST(Exchange, DoesNotTakeUnaskedBytesForAClose) {
  const TestPeer talkative{always(answer("one") + "two")};
  auto exchange = open(talkative);
  ASSERT_TRUE(exchange.ask(request));
  const auto closed = exchange.closed_by_peer();
  ASSERT_FALSE(closed);
  EXPECT_NE(message(closed).find("no request asked for: 'two'"), std::string::npos) << message(closed);

  const TestPeer late{[](Talk &talk) {
    talk.read_request();
    talk.send(answer("one"));
    talk.wait(20ms);
    talk.send("two");
    talk.wait(10s);
  }};
  auto later = open(late);
  ASSERT_TRUE(later.ask(request));
  EXPECT_FALSE(later.closed_by_peer());
}

} // namespace
} // namespace reqbench::connection
