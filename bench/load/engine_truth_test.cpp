// What the seam promises, asked of each engine on real sockets, without a worker in between.
#include "load/load_test_bench.hpp"

#include "load/engine.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;
using connection::TestPeer;
using Talk = TestPeer::Talk;

ON_EACH_ENGINE(TruthOfAnEngine);

/// Everything that was told, in order.
struct Told final : EngineEvents {
  int connected = 0, closed = 0; ///< how often
  int error = 0;                 ///< the first
  std::array<std::string, 4> of; ///< the bytes of each slot
  std::string &bytes = of[0];
  std::size_t skipped = 0;
  bool last = false;
  std::function<void()> then = [] {}; ///< called from within each event of bytes

  void on_connected(std::size_t, int e, base::Instant) override {
    ++connected;
    if (error == 0) error = e;
  }
  void on_bytes(std::size_t slot, std::string_view some, bool is_last, base::Instant) override {
    of[slot] += some;
    last = is_last;
    then();
  }
  void on_skipped(std::size_t, std::size_t count, bool is_last, base::Instant) override {
    skipped += count;
    last = is_last;
    then();
  }
  void on_closed(std::size_t, int e, base::Instant) override {
    ++closed;
    if (error == 0) error = e;
  }
};

/// A connection, open, through the engine in question, with room for three more.
struct Line {
  Line(EngineKind kind, const TestPeer &peer, connection::Source source = {}) {
    auto made = make_engine(kind, peer.endpoint(), 4);
    REQBENCH_ASSERT(made, made.error().message().c_str());
    engine = std::move(*made);
    REQBENCH_ASSERT(engine->connect(0, source) == 0, "loopback takes a connection");
    REQBENCH_ASSERT(until([&] { return told.connected == 1; }) && told.error == 0, "the peer is there");
  }
  /// Turns until it holds; false when it does not within 5 s.
  template <class Condition> bool until(Condition holds) {
    const auto deadline = base::now() + 5s;
    while (!holds() && base::now() < deadline) engine->turn(1ms, told);
    return holds();
  }
  void turn_for(base::Nanoseconds time) {
    const auto end = base::now() + time;
    while (base::now() < end) engine->turn(1ms, told);
  }

  std::unique_ptr<Engine> engine;
  Told told;
};

const std::string request = "GET / HTTP/1.1\r\n\r\n";

TEST_P(TruthOfAnEngine, CarriesBytesBothWaysInOrder) {
  const TestPeer peer{[](Talk &talk) {
    while (talk.read_request()) talk.send(talk.last_request());
  }};
  Line line{GetParam(), peer};
  std::string all;
  for (int i = 0; i < 100; ++i) {
    const auto sent = "GET /" + std::to_string(i) + " HTTP/1.1\r\n\r\n";
    all += sent;
    ASSERT_EQ(line.engine->send(0, sent), 0);
    ASSERT_TRUE(line.until([&] { return line.told.bytes.size() == all.size(); }));
  }
  EXPECT_EQ(line.told.bytes, all);
}

TEST_P(TruthOfAnEngine, GoesOnWithARequestThatThePeerIsSlowToTake) {
  const TestPeer peer{[](Talk &talk) {
    talk.wait(50ms);
    if (talk.read_request()) talk.send(std::to_string(talk.last_request().size()));
    talk.wait(10s);
  }};
  Line line{GetParam(), peer};
  const auto large = std::string(16 * 1024 * 1024, 'x') + "\r\n\r\n";
  ASSERT_EQ(line.engine->send(0, large), 0);
  line.turn_for(5ms);
  EXPECT_GT(line.engine->unsent(0), 0U); // the kernel's buffers take a few MiB
  ASSERT_TRUE(line.until([&] { return !line.told.bytes.empty(); }));
  EXPECT_EQ(line.told.bytes, std::to_string(large.size()));
  EXPECT_EQ(line.engine->unsent(0), 0U);
}

TEST_P(TruthOfAnEngine, ReadsWhatAPeerSaidBeforeItGaveUpOnALargeRequest) {
  const TestPeer peer{[](Talk &talk) {
    talk.send("too large");
    talk.wait(20ms);
  }}; // closes with most of the request unread, which resets the connection
  const auto large = std::string(16 * 1024 * 1024, 'x');
  Line line{GetParam(), peer};
  ASSERT_EQ(line.engine->send(0, large), 0);
  ASSERT_TRUE(line.until([&] { return line.told.closed == 1; }));
  EXPECT_EQ(line.told.bytes, "too large");
  EXPECT_TRUE(line.told.error == EPIPE || line.told.error == ECONNRESET) << line.told.error;
}

TEST_P(TruthOfAnEngine, ReadsWhatAPeerSaidThatClosedBeforeALargeRequestCame) {
  const TestPeer peer{[](Talk &talk) { talk.send("too busy"); }};
  const auto large = std::string(16 * 1024 * 1024, 'x');
  Line line{GetParam(), peer};
  std::this_thread::sleep_for(20ms); // the first bytes meet a peer that is gone, which resets the connection
  ASSERT_EQ(line.engine->send(0, large), 0);
  ASSERT_TRUE(line.until([&] { return line.told.closed == 1; }));
  EXPECT_EQ(line.told.bytes, "too busy");
}

TEST_P(TruthOfAnEngine, BringsMoreThanItsBuffersHold) {
  std::string much;
  for (int i = 0; much.size() < 8 * 1024 * 1024; ++i) much += std::to_string(i);
  const TestPeer peer{[&](Talk &talk) {
    if (talk.read_request()) talk.send(much);
    talk.wait(10s);
  }};
  Line line{GetParam(), peer};
  for (std::size_t slot = 1; slot < 4; ++slot) ASSERT_EQ(line.engine->connect(slot, {}), 0);
  ASSERT_TRUE(line.until([&] { return line.told.connected == 4; }));
  for (std::size_t slot = 0; slot < 4; ++slot) ASSERT_EQ(line.engine->send(slot, request), 0);
  line.engine->turn(1ms, line.told);
  std::this_thread::sleep_for(50ms); // meanwhile the sockets' own buffers fill
  const auto whole = [&](const std::string &bytes) { return bytes.size() >= much.size(); };
  ASSERT_TRUE(line.until([&] { return std::ranges::all_of(line.told.of, whole); }));
  for (const auto &bytes : line.told.of) EXPECT_TRUE(bytes == much);
}

TEST_P(TruthOfAnEngine, LosesNothingToConnectionsThatAreClosedWithBytesOnTheWay) {
  const TestPeer peer{[](Talk &talk) {
    while (talk.read_request()) talk.send("some");
  }};
  Line line{GetParam(), peer};
  // Two answers are there when the first is told, and closes both connections: more often than there are buffers.
  line.told.then = [&] {
    line.engine->close(1);
    line.engine->close(2);
  };
  for (int i = 0; i < 100; ++i) {
    const auto connected = line.told.connected;
    for (const std::size_t slot : {1, 2}) ASSERT_EQ(line.engine->connect(slot, {}), 0);
    ASSERT_TRUE(line.until([&] { return line.told.connected == connected + 2; }));
    const auto told = line.told.of[1].size() + line.told.of[2].size();
    for (const std::size_t slot : {1, 2}) ASSERT_EQ(line.engine->send(slot, request), 0);
    line.engine->turn(0ms, line.told);
    std::this_thread::sleep_for(1ms);
    ASSERT_TRUE(line.until([&] { return line.told.of[1].size() + line.told.of[2].size() > told; })) << i;
  }
  // There is room for all answers at once again, so one turn tells them.
  line.told.then = [] {};
  const auto connected = line.told.connected;
  for (std::size_t slot = 1; slot < 4; ++slot) ASSERT_EQ(line.engine->connect(slot, {}), 0);
  ASSERT_TRUE(line.until([&] { return line.told.connected == connected + 3; }));
  const auto whole = [](const std::string &bytes) { return bytes == "some"; };
  bool at_once = false;
  for (int attempt = 0; attempt < 10 && !at_once; ++attempt) { // a busy machine may hold back one of the peers
    for (auto &bytes : line.told.of) bytes.clear();
    for (std::size_t slot = 0; slot < 4; ++slot) ASSERT_EQ(line.engine->send(slot, request), 0);
    line.engine->turn(0ms, line.told);
    std::this_thread::sleep_for(20ms);
    line.engine->turn(1ms, line.told);
    at_once = std::ranges::all_of(line.told.of, whole);
    ASSERT_TRUE(line.until([&] { return std::ranges::all_of(line.told.of, whole); }));
  }
  EXPECT_TRUE(at_once);
}

TEST_P(TruthOfAnEngine, TellsAnOrderlyCloseFromAReset) {
  for (const bool reset : {false, true}) {
    const TestPeer peer{[=](Talk &talk) {
      talk.read_request();
      if (reset) talk.reset();
    }};
    Line line{GetParam(), peer};
    ASSERT_EQ(line.engine->send(0, request), 0);
    ASSERT_TRUE(line.until([&] { return line.told.closed == 1; }));
    EXPECT_EQ(line.told.error, reset ? ECONNRESET : 0);
  }
}

TEST_P(TruthOfAnEngine, KnowsThatAnAnswerWasTheLastWhenTheCloseIsHereToo) {
  const TestPeer peer{[](Talk &talk) {
    if (talk.read_request()) talk.send("bye");
  }};
  Line line{GetParam(), peer};
  ASSERT_EQ(line.engine->send(0, request), 0);
  line.engine->turn(0ms, line.told);
  std::this_thread::sleep_for(50ms);
  ASSERT_TRUE(line.until([&] { return !line.told.bytes.empty(); }));
  EXPECT_TRUE(line.told.last);
}

TEST_P(TruthOfAnEngine, TellsNothingMoreOfAConnectionThatIsClosed) {
  const TestPeer peer{[](Talk &talk) {
    while (talk.read_request()) {
      for (int i = 0; i < 20 && talk.send("some"); ++i) talk.wait(1ms);
    }
  }};
  Line line{GetParam(), peer};
  // Closed from within an event, and opened again at once: what is told then is of the new connection.
  bool reopened = false;
  line.told.then = [&] {
    if (std::exchange(reopened, true)) return;
    line.engine->close(0);
    ASSERT_EQ(line.engine->connect(0, {}), 0);
  };
  ASSERT_EQ(line.engine->send(0, request), 0);
  ASSERT_TRUE(line.until([&] { return line.told.connected == 2; }));
  const auto until_closed = line.told.bytes.size();
  line.turn_for(50ms);
  EXPECT_EQ(line.told.bytes.size(), until_closed);
  EXPECT_EQ(line.told.closed, 0);
}

TEST_P(TruthOfAnEngine, ClosesSoThatThePeerSeesItAtOnce) {
  for (const bool by_its_end : {false, true}) {
    std::atomic<bool> seen{false};
    const TestPeer peer{[&](Talk &talk) {
      while (talk.read_request()) talk.send("some");
      seen = true;
    }};
    Line line{GetParam(), peer};
    ASSERT_EQ(line.engine->send(0, request), 0);
    ASSERT_TRUE(line.until([&] { return !line.told.bytes.empty(); }));
    if (by_its_end)
      line.engine.reset();
    else
      line.engine->close(0);
    if (!by_its_end) line.turn_for(3ms);
    const auto deadline = base::now() + 2s;
    while (!seen && base::now() < deadline) std::this_thread::sleep_for(1ms);
    EXPECT_TRUE(seen) << (by_its_end ? "by its end" : "by close()");
  }
}

TEST_P(TruthOfAnEngine, SendsNothingOverASuccessorOfItsConnection) {
  std::atomic<bool> mixed{false}, answered{false};
  const TestPeer peer{[&](Talk &talk) {
    bool stray = false;
    for (; talk.read_request(); talk.send("some")) {
      stray = stray || talk.last_request() != request;
      if (talk.last_request() == request && stray) mixed = true;
      if (talk.last_request() == request) answered = true;
    }
  }};
  Line line{GetParam(), peer};
  // Closed in the same turn: the descriptor's number is free for the next connection before the bytes may have gone.
  const std::string stray = "GET /stray HTTP/1.1\r\n\r\n";
  for (int i = 1; i <= 20; ++i) {
    const auto connected = line.told.connected;
    ASSERT_EQ(line.engine->connect(1, {}), 0);
    ASSERT_TRUE(line.until([&] { return line.told.connected == connected + 1; }));
    ASSERT_EQ(line.engine->send(1, stray), 0);
    line.engine->close(1);
    ASSERT_EQ(line.engine->connect(2, {}), 0);
    std::this_thread::sleep_for(1ms); // it is established before the engine hands anything over
    ASSERT_TRUE(line.until([&] { return line.told.connected == connected + 2; }));
    answered = false;
    ASSERT_EQ(line.engine->send(2, request), 0);
    ASSERT_TRUE(line.until([&] { return answered.load(); }));
    line.engine->close(2);
  }
  EXPECT_FALSE(mixed);
}

TEST_P(TruthOfAnEngine, ShowsOrCountsWhatMayBeSkippedAndNoByteMore) {
  struct Row {
    std::string answer;
    std::size_t shown, skipped, beyond; ///< of it
  };
  const std::string body(100'000, 'b');
  for (const auto &row : {Row{"head" + body, 4, body.size(), 0}, Row{"head" + body + "!", 4, body.size(), 1},
                          Row{"head" + body, 4, body.size() - 10, 10}}) {
    const TestPeer peer{[&](Talk &talk) {
      while (talk.read_request()) talk.send(row.answer);
    }};
    Line line{GetParam(), peer};
    for (int i = 0; i < 3; ++i) {
      line.told.bytes.clear();
      line.told.skipped = 0;
      line.engine->skip(0, row.shown, row.skipped);
      ASSERT_EQ(line.engine->send(0, request), 0);
      const auto told = [&] { return line.told.bytes.size() + line.told.skipped; };
      ASSERT_TRUE(line.until([&] { return told() >= row.answer.size(); }));
      line.turn_for(2ms);
      EXPECT_EQ(told(), row.answer.size());
      EXPECT_TRUE(line.told.bytes.starts_with("head"));
      EXPECT_LE(line.told.skipped, row.skipped + 1);
    }
  }
}

TEST_P(TruthOfAnEngine, ShowsEverythingOnceItIsToldSoInTheMiddle) {
  const std::string body(100'000, 'b');
  const TestPeer peer{[&](Talk &talk) {
    while (talk.read_request()) talk.send("head" + body);
  }};
  Line line{GetParam(), peer};
  line.engine->skip(0, 4, body.size());
  line.told.then = [&] { line.engine->skip(0, 0, 0); };
  ASSERT_EQ(line.engine->send(0, request), 0);
  ASSERT_TRUE(line.until([&] { return line.told.bytes.size() == 4 + body.size(); }));
  EXPECT_EQ(line.told.bytes, "head" + body);
  EXPECT_EQ(line.told.skipped, 0U);
}

TEST_P(TruthOfAnEngine, ConnectsFromTheSourceItIsGiven) {
  std::atomic<std::uint32_t> from{0};
  const TestPeer peer{[&](Talk &talk) {
    from = talk.peer_address();
    talk.wait(10s);
  }};
  constexpr std::uint32_t wanted = 0x7f00'0109; // 127.0.1.9
  Line line{GetParam(), peer, {wanted}};
  EXPECT_TRUE(line.until([&] { return from == wanted; }));
}

TEST_P(TruthOfAnEngine, TellsARefusal) {
  connection::Endpoint endpoint;
  const auto bound = connection::bind_loopback(endpoint.port);
  auto engine = make_engine(GetParam(), endpoint, 1);
  ASSERT_TRUE(engine);
  Told told;
  told.error = (*engine)->connect(0, {});
  const auto deadline = base::now() + 5s;
  while (told.error == 0 && base::now() < deadline) (*engine)->turn(1ms, told);
  EXPECT_EQ(told.error, ECONNREFUSED);
}

TEST_P(TruthOfAnEngine, WaitsAsLongAsItIsAllowed) {
  const TestPeer peer{[](Talk &talk) { talk.wait(10s); }};
  Line line{GetParam(), peer};
  const auto begin = base::now();
  int turns = 0;
  for (; base::now() < begin + 20ms; ++turns) EXPECT_EQ(line.engine->turn(begin + 20ms - base::now(), line.told), 0U);
  EXPECT_LE(turns, 50); // what interrupts may cut some short; one that does not wait turns thousands of times
  const auto looking = base::now();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(line.engine->turn(0ms, line.told), 0U);
  EXPECT_LE(base::now() - looking, 500ms);
}

} // namespace
} // namespace reqbench::load
