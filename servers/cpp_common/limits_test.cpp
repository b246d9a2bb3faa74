// Time, number and end of connections: who stands still is dropped while others are served, and nobody is cut off.
#include "test_server.hpp"

#include <gtest/gtest.h>

namespace cpp_common {
namespace {

using namespace std::chrono_literals;

const std::string sound = "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string upload = "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n";

/// A tick sees it within a second, and the next but one finds it overdue.
constexpr auto soon = 3500ms;

bool is_served(TestClient &client) { return client.send(sound) && status_of(client.receive()) == 200; }

/// Drips one byte after the other until the server hangs up, while another client is served.
void expect_dropped(const Limits &limits, const std::string &begin) {
  const TestServer server(limits);
  TestClient slow(server);
  TestClient other(server);
  ASSERT_TRUE(slow.send(begin));
  const auto start = Clock::now();
  bool closed = false;
  while (!closed && Clock::now() - start < soon) {
    slow.send("x");
    closed = slow.is_closed_within(100ms);
    EXPECT_TRUE(is_served(other));
  }
  EXPECT_TRUE(closed) << begin;
}

TEST(Limits, AClientThatDripsItsHeaderIsDropped) {
  Limits limits;
  limits.header_time = 1s;
  expect_dropped(limits, "GET /pl");
  expect_dropped(limits, "GET /plaintext HTTP/1.1\r\nHost: a\r\nX: ");
}

TEST(Limits, AClientThatDripsItsBodyIsDropped) {
  Limits limits;
  limits.progress_time = 1s;
  expect_dropped(limits, upload);
}

TEST(Limits, AnIdleClientIsDropped) {
  Limits limits;
  limits.idle_time = 1s;
  const TestServer server(limits);
  TestClient fresh(server);
  TestClient used(server);
  EXPECT_TRUE(is_served(used));
  EXPECT_TRUE(used.is_closed_within(soon));
  EXPECT_TRUE(fresh.is_closed_within(soon));
}

TEST(Limits, AClientThatTakesNoAnswersIsDroppedAndBoundsWhatIsKept) {
  Limits limits;
  limits.progress_time = 1s;
  const TestServer server(limits);
  TestClient greedy(server);
  std::string requests;
  for (int i = 0; i < 1000; ++i) requests += sound;
  const auto start = Clock::now();
  while (greedy.send(requests) && Clock::now() - start < 10s) {
  } // until no more is taken, and then until it is closed
  EXPECT_LT(Clock::now() - start, 10s);
}

TEST(Limits, ASlowBodyThatMovesIsTaken) {
  Limits limits;
  limits.progress_time = 1s;
  limits.progress_bytes = 10;
  const TestServer server(limits);
  TestClient steady(server);
  steady.send(upload);
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(steady.send(std::string(50, 'x')));
    std::this_thread::sleep_for(150ms);
  }
  EXPECT_EQ(status_of(steady.receive()), 200);
}

TEST(Limits, BeyondTheLimitOfConnectionsIsToldSo) {
  Limits limits;
  limits.connections = 3;
  const TestServer server(limits, 2);
  {
    std::array<std::unique_ptr<TestClient>, 3> clients;
    for (auto &client : clients) EXPECT_TRUE(is_served(*(client = std::make_unique<TestClient>(server))));
    TestClient refused(server);
    const std::string answer = refused.receive();
    EXPECT_EQ(status_of(answer), 503);
    EXPECT_NE(answer.find("\r\nRetry-After: 1\r\n"), std::string::npos);
    EXPECT_EQ(refused.receive_all(), "");
    for (auto &client : clients) EXPECT_TRUE(is_served(*client));
  }
  for (const auto start = Clock::now(); Clock::now() - start < 5s;) {
    TestClient again(server);
    if (is_served(again)) return;
  }
  FAIL() << "the places of those who left were not given to others";
}

TEST(Stop, IdleConnectionsEndAtOnce) {
  TestServer server({}, 2);
  TestClient idle(server);
  TestClient used(server);
  EXPECT_TRUE(is_served(used));
  const auto start = Clock::now();
  server.stop();
  EXPECT_LT(Clock::now() - start, 1s);
  EXPECT_TRUE(idle.is_closed_within(100ms));
  EXPECT_TRUE(used.is_closed_within(100ms));
}

TEST(Stop, ARequestUnderWayIsAnsweredAndTheConnectionEnds) {
  TestServer server;
  TestClient client(server);
  client.send(sound.substr(0, 20));
  std::this_thread::sleep_for(100ms);
  std::jthread stopping([&] { server.stop(); });
  std::this_thread::sleep_for(100ms);
  client.send(sound.substr(20));
  const std::string answer = client.receive();
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_EQ(client.receive_all(), "");
}

TEST(Stop, ARequestThatNeverEndsDoesNotHoldIt) {
  TestServer server;
  TestClient client(server);
  client.send(sound.substr(0, 20));
  std::this_thread::sleep_for(100ms);
  const auto start = Clock::now();
  server.stop();
  EXPECT_LT(Clock::now() - start, 2s);
}

} // namespace
} // namespace cpp_common
