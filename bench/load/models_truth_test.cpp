// The load models on real sockets: what the server behind them saw is what was asked.
#include "connection/socket.hpp"
#include "load/load_test_bench.hpp"

#include <gtest/gtest.h>

#include <poll.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <set>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;
using connection::answer;
using connection::TestPeer;
using Talk = TestPeer::Talk;

/// Answers each request, and notes how many came over each connection.
struct CountingPeer {
  std::mutex mutex;
  std::vector<int> requests;
  TestPeer peer{[this](Talk &talk) {
    int count = 0;
    while (talk.read_request() && talk.send(answer("hello"))) ++count;
    const std::lock_guard lock{mutex};
    requests.push_back(count);
  }};
};

TEST(TruthOfAModel, ARampHoldsTheAreaUnderItOverAnyThreads) {
  const TestPeer peer{connection::always(answer("hello"))};
  for (const int threads : {1, 2, 3}) {
    auto plan = short_plan(6, 600ms);
    plan.model.kind = Model::Kind::open;
    plan.model.stretches = {schedule::parse_ramp("500..1500/600ms").value()};
    plan.threads = threads;
    plan.warm_up = 100ms;
    const auto recording = load_on(peer.endpoint(), plan);
    EXPECT_EQ(recording.ledger.planned, 600U) << threads;
    expect_answered(recording.ledger);
    EXPECT_EQ(recording.warm_up_ledger.planned, 50U);
    EXPECT_DOUBLE_EQ(recording.offered_per_s, 1000);
  }
}

TEST(TruthOfAModel, PoissonArrivalsAreTheSameOverAnyThreads) {
  const TestPeer peer{connection::always(answer("hello"))};
  std::set<std::uint64_t> planned;
  for (const int threads : {1, 2, 3}) {
    auto plan = short_plan(6, 500ms);
    plan.model = open_at(base::Rate{1000}, plan.measure, schedule::Arrivals::poisson);
    plan.threads = threads;
    const auto recording = load_on(peer.endpoint(), plan);
    expect_answered(recording.ledger);
    planned.insert(recording.ledger.planned);
  }
  EXPECT_EQ(planned.size(), 1U);
  EXPECT_NEAR(static_cast<double>(*planned.begin()), 500, 3 * std::sqrt(500.0));
}

TEST(TruthOfAModel, HeldConnectionsAreAskedInTurn) {
  CountingPeer counting;
  auto plan = short_plan(50, 600ms);
  plan.model.kind = Model::Kind::held;
  plan.model.heartbeat = 200ms;
  const auto recording = load_on(counting.peer.endpoint(), plan);
  EXPECT_EQ(recording.ledger.planned, 150U);
  expect_answered(recording.ledger);
  EXPECT_EQ(recording.connections_seen.opened, 50U);
  EXPECT_EQ(recording.connections_seen.lost, 0U);
}

TEST(TruthOfAModel, HeldConnectionsWithoutAHeartbeatAreOnlyThere) {
  CountingPeer counting;
  auto plan = short_plan(50, 200ms);
  plan.model.kind = Model::Kind::held;
  const auto recording = load_on(counting.peer.endpoint(), plan);
  EXPECT_EQ(recording.ledger, sample::Ledger{});
  EXPECT_EQ(recording.connections_seen.opened, 50U);
}

TEST(TruthOfAModel, ChurnGivesEachConnectionItsRequests) {
  for (const int each : {1, 3}) {
    sample::Recording recording;
    CountingPeer counting;
    {
      auto plan = short_plan(2, 150ms);
      plan.model.requests_per_connection = each;
      recording = load_on(counting.peer.endpoint(), plan);
    }
    EXPECT_GT(recording.ledger.ok(), 10U);
    EXPECT_EQ(recording.ledger.ok() + recording.ledger.unsent, recording.ledger.planned);
    EXPECT_EQ(recording.connections_seen.lost, 0U);
    EXPECT_GE(recording.connections_seen.opened * static_cast<std::uint64_t>(each), recording.ledger.ok());
    const std::lock_guard lock{counting.mutex};
    for (const int count : counting.requests) EXPECT_LE(count, each);
    const auto full = std::ranges::count(counting.requests, each);
    EXPECT_GE(full + 4, std::ssize(counting.requests)); // but for the last of each, on both sides
  }
}

/// The address that a server sees, of a connection made from `source`.
std::uint32_t seen_from(connection::Source source) {
  connection::Endpoint endpoint;
  const auto listener = connection::bind_loopback(endpoint.port);
  ::listen(listener.get(), 8);
  const auto connecting = connection::begin_connect(endpoint.socket_address(), source);
  EXPECT_EQ(connecting.error, 0);
  pollfd waiting{.fd = listener.get(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&waiting, 1, 2000), 1);
  sockaddr_in peer{};
  socklen_t size = sizeof peer;
  const base::Descriptor taken{::accept(listener.get(), reinterpret_cast<sockaddr *>(&peer), &size)};
  return ntohl(peer.sin_addr.s_addr);
}

TEST(TruthOfAModel, ASourceIsWhatTheServerSees) {
  EXPECT_EQ(seen_from({}), 0x7f000001U);
  EXPECT_EQ(seen_from({.ipv4 = 0x7f000001}), 0x7f000001U);
  EXPECT_EQ(seen_from({.ipv4 = 0x7f00fdcb}), 0x7f00fdcbU);
}

TEST(TruthOfAModel, ConnectionsComeFromTheAskedAddresses) {
  const TestPeer peer{connection::always(answer("hello"))};
  auto plan = short_plan(6, 100ms);
  plan.model.source_addresses = 200;
  plan.model.requests_per_connection = 1;
  plan.threads = 2;
  const auto recording = load_on(peer.endpoint(), plan);
  EXPECT_GT(recording.ledger.ok(), 0U);
  EXPECT_EQ(recording.ledger.failed(), 0U);
}

} // namespace
} // namespace reqbench::load
