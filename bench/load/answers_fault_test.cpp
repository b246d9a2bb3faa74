// Answers as they come in the wild, and as an enemy would send them, over real sockets: each becomes one clearly named
// outcome, after a bounded number of bytes and in bounded time, and a connection whose framing is in doubt never
// carries another request.
#include "load/load_test_bench.hpp"

#include "base/random.hpp"

#include <gtest/gtest.h>

#include <atomic>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;
using connection::answer;
using connection::TestPeer;
using sample::Outcome;
using Talk = TestPeer::Talk;
using Reply = std::function<void(Talk &)>;

ON_EACH_ENGINE(AnswerOfTheWild);
ON_EACH_ENGINE(AnswerOfAnEnemy);
ON_EACH_ENGINE(AnswerThatNobodyAskedFor);
ON_EACH_ENGINE(AnswerBeforeTheRequestWasSent);

/// What comes for a request, and what must be made of it.
struct Answered {
  const char *what;
  Reply reply;
  Outcome outcome;
  bool stays_open = false; ///< the connection carries the next request too
};

Reply says(std::string bytes) {
  return [bytes = std::move(bytes)](Talk &talk) { talk.send(bytes); };
}

Reply says_and_closes(std::string bytes) {
  return [bytes = std::move(bytes)](Talk &talk) {
    talk.send(bytes);
    talk.end();
  };
}

/// Each piece in a segment of its own.
Reply in_pieces(std::vector<std::string> pieces) {
  return [pieces = std::move(pieces)](Talk &talk) {
    for (const auto &piece : pieces) {
      talk.send(piece);
      talk.wait(1ms);
    }
  };
}

/// Goes on until the other side has had enough.
Reply endless(std::string begin, std::string_view piece) {
  std::string many;
  while (many.size() < 50'000) many += piece;
  return [begin = std::move(begin), many = std::move(many)](Talk &talk) {
    if (talk.send(begin))
      while (talk.send(many)) {
      }
  };
}

const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

std::vector<Answered> answers_of_the_wild() {
  const std::string early = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
  return {
      {"chunked", says(chunked + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"), Outcome::ok, true},
      {"chunked with an extension and a trailer",
       says(chunked + "5;a=b;c=\"d\"\r\nhello\r\n0;e\r\nSum: 1\r\nMore: 2\r\n\r\n"), Outcome::ok, true},
      {"chunks cut in their sizes and ends",
       in_pieces({"HTTP/1.1 200 OK\r\nTransfer-Enc", "oding: chunked\r\n\r", "\n0", "5\r", "\nhel", "lo\r", "\n0\r\n",
                  "\r\n"}),
       Outcome::ok, true},
      {"until the close", says_and_closes("HTTP/1.1 200 OK\r\n\r\nhello"), Outcome::ok},
      {"until the close, in pieces",
       [](Talk &talk) {
         in_pieces({"HTTP/1.1 200 OK\r\n\r\nh", "ell", "o"})(talk);
         talk.end();
       },
       Outcome::ok},
      {"HTTP/1.0", says_and_closes("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"), Outcome::ok},
      {"HTTP/1.0 until the close", says_and_closes("HTTP/1.0 200 OK\r\n\r\nhello"), Outcome::ok},
      {"HTTP/1.0, kept alive", says("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello"),
       Outcome::ok, true},
      {"an interim answer before it", says(early + answer("hello")), Outcome::ok, true},
      {"interim answers, one by one", in_pieces({early, "HTTP/1.1 100 Continue\r\n\r\n", answer("hello")}), Outcome::ok,
       true},
      {"a header in several segments", in_pieces({"H", "TTP/1.1 200 OK\r\nContent-Le", "ngth: 5\r\n\r", "\nhel", "lo"}),
       Outcome::ok, true},
      {"the last answer of a connection", says_and_closes(answer("hello", "Connection: close\r\n")), Outcome::ok},
      {"a redirect, which is not followed", says(answer("hello", "Location: /hello\r\n", "302 Found")),
       Outcome::bad_status, true},
  };
}

std::string noise() {
  auto random = base::Random::stream(1, "noise");
  std::string bytes;
  for (int i = 0; i < 4000; ++i) bytes += static_cast<char>(random.below(256));
  return bytes;
}

std::vector<Answered> answers_of_an_enemy() {
  const std::string tls_alert{"\x15\x03\x01\0\x02\x02\x46", 7};
  return {
      {"endless header, one field", endless("HTTP/1.1 200 OK\r\nX: ", "xxxxxxxx"), Outcome::oversized},
      {"endless header, many fields", endless("HTTP/1.1 200 OK\r\n", "A: b\r\n"), Outcome::oversized},
      {"endless interim answers", endless("", "HTTP/1.1 100 Continue\r\n\r\n"), Outcome::malformed},
      {"endless chunks", endless(chunked, "10\r\n0123456789abcdef\r\n"), Outcome::oversized},
      {"endless chunk extension", endless(chunked + "5;", "xxxxxxxx"), Outcome::oversized},
      {"endless trailers", endless(chunked + "5\r\nhello\r\n0\r\n", "A: b\r\n"), Outcome::oversized},
      {"endless until the close", endless("HTTP/1.1 200 OK\r\n\r\n", "xxxxxxxx"), Outcome::oversized},
      {"endless noise", endless("", "\x80\xff"), Outcome::malformed},
      {"noise", says(noise()), Outcome::malformed},
      {"TLS", says(tls_alert), Outcome::malformed},
      {"TLS, and the close", says_and_closes(tls_alert), Outcome::malformed},
      {"length and chunked",
       says("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
       Outcome::malformed},
      {"chunked and length",
       says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
       Outcome::malformed},
      {"two lengths", says("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello"),
       Outcome::malformed},
      {"a length below 0", says("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"), Outcome::malformed},
      {"a length beyond 64 bits", says("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551621\r\n\r\nhello"),
       Outcome::malformed},
      {"a length of half of all memory", says("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nhello"),
       Outcome::oversized},
      {"a chunk of half of all memory", says(chunked + "7fffffffffffffff\r\nhello"), Outcome::oversized},
      {"a chunk below 0", says(chunked + "-5\r\nhello\r\n"), Outcome::malformed},
      {"two answers in one segment", says(answer("hello") + answer("hello")), Outcome::unasked},
      {"one byte too many", says(answer("hello") + "!"), Outcome::unasked},
      {"half an answer, and the close", says_and_closes(answer("hello").substr(0, 40)), Outcome::closed_early},
      {"half a body, and the close", says_and_closes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"),
       Outcome::closed_early},
      {"half a chunk, and the close", says_and_closes(chunked + "9\r\nhello"), Outcome::closed_early},
      {"half an answer, and a reset",
       [](Talk &talk) {
         talk.send(answer("hello").substr(0, 40));
         talk.wait(1ms);
         talk.reset();
         talk.end();
       },
       Outcome::reset},
      {"half an answer, and silence", says(answer("hello").substr(0, 40)), Outcome::timed_out},
      {"another protocol", says("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"), Outcome::bad_status},
      {"a byte now and then",
       [](Talk &talk) {
         while (talk.send("x")) talk.wait(5ms);
       },
       Outcome::malformed},
      {"a right answer, a byte now and then",
       [](Talk &talk) {
         for (const char c : answer("hello")) {
           if (!talk.send({&c, 1})) return;
           talk.wait(5ms);
         }
       },
       Outcome::timed_out},
  };
}

/// Replies to the first request of each connection and notes whether another one comes.
struct Watched {
  std::atomic<int> first{0}, second{0};
  TestPeer peer;
  explicit Watched(Reply reply)
      : peer{[this, reply = std::move(reply)](Talk &talk) {
          if (!talk.read_request()) return;
          ++first;
          reply(talk);
          if (!talk.ended() && talk.read_request()) ++second;
        }} {}
};

LoadPlan watching_plan(EngineKind engine, bool open) {
  auto plan = short_plan(2, 100ms);
  plan.engine = engine;
  if (open) plan.model = open_at(base::Rate{200}, plan.measure);
  plan.timeout = plan.drain = 80ms;
  return plan;
}

void expect_only(const sample::Ledger &ledger, Outcome outcome) {
  EXPECT_EQ(ledger.difference(), 0);
  EXPECT_GT(ledger.of(outcome), 0U);
  for (std::size_t i = 0; i < sample::outcome_count; ++i) {
    const auto other = static_cast<Outcome>(i);
    EXPECT_TRUE(other == outcome || ledger.of(other) == 0) << sample::to_string(other) << ": " << ledger.of(other);
  }
}

TEST_P(AnswerOfTheWild, IsRightHoweverItIsFramed) {
  for (const auto &row : answers_of_the_wild())
    for (const bool open : {false, true}) {
      SCOPED_TRACE(row.what + std::string{open ? ", open" : ", closed"});
      const TestPeer peer{[&](Talk &talk) {
        while (!talk.ended() && talk.read_request()) row.reply(talk);
      }};
      const auto recording = load_on(peer.endpoint(), watching_plan(GetParam(), open));
      expect_only(recording.ledger, row.outcome);
      EXPECT_EQ(recording.connections_seen.reused > 0, row.stays_open);
    }
}

TEST_P(AnswerOfAnEnemy, HasOneNameAndEndsItsConnection) {
  for (const auto &row : answers_of_an_enemy())
    for (const bool open : {false, true}) {
      SCOPED_TRACE(row.what + std::string{open ? ", open" : ", closed"});
      Watched watched{row.reply};
      auto plan = watching_plan(GetParam(), open);
      if (row.outcome != Outcome::timed_out) plan.timeout = plan.drain = 1s; // reading to a limit may take some of it
      const auto begin = base::now();
      const auto recording = load_on(watched.peer.endpoint(), plan);
      EXPECT_LE(base::now() - begin, 3s);
      expect_only(recording.ledger, row.outcome);
      EXPECT_GT(watched.first, 0);
      EXPECT_EQ(watched.second, 0) << "a request was sent over a connection in doubt";
      // Of an endless answer so much is read and no more: its limit, and what was under way.
      constexpr std::uint64_t enough = 2 * 1024 * 1024;
      EXPECT_LE(recording.bytes.received, enough * recording.ledger.planned);
    }
}

/// Answers whose status or request says that they have no body, whatever their fields say.
TEST_P(AnswerOfTheWild, HasNoBodyWhereNoneBelongs) {
  struct Bodiless {
    const char *request;
    std::string bytes;
    int status;
  };
  const Bodiless rows[]{{"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 200},
                        {"HEAD", chunked, 200},
                        {"GET", "HTTP/1.1 204 No Content\r\n\r\n", 204},
                        {"GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304}};
  for (const auto &row : rows)
    for (const bool learned : {false, true}) {
      SCOPED_TRACE(row.bytes);
      Shot shot;
      shot.bytes = row.request + std::string{" / HTTP/1.1\r\nHost: x\r\n\r\n"};
      shot.head = shot.bytes.starts_with("HEAD");
      shot.expect.status = row.status;
      if (learned) shot.answer = connection::AnswerTemplate::learn(row.bytes);
      const TestPeer peer{connection::always(row.bytes)};
      const base::StopFlag stop;
      const auto recording = run_load(peer.endpoint(), {&shot, 1}, watching_plan(GetParam(), false), stop);
      ASSERT_TRUE(recording);
      expect_only(recording->ledger, Outcome::ok);
      EXPECT_GT(recording->connections_seen.reused, 0U);
      EXPECT_EQ(recording->connections_seen.lost, 0U);
    }
}

TEST_P(AnswerThatNobodyAskedFor, EndsTheIdleConnectionAndNoRequest) {
  std::atomic<int> asked_again{0};
  const TestPeer peer{[&](Talk &talk) {
    if (!talk.read_request()) return;
    talk.send(answer("hello"));
    talk.wait(5ms);
    talk.send(answer("hello"));
    if (talk.read_request()) ++asked_again;
  }};
  auto plan = watching_plan(GetParam(), true);
  plan.model =
      open_at(base::Rate{50}, plan.measure); // each connection rests 40 ms, so that the second answer finds it idle
  const auto recording = load_on(peer.endpoint(), plan);
  expect_only(recording.ledger, Outcome::ok);
  EXPECT_GT(recording.connections_seen.lost, 0U);
  EXPECT_EQ(recording.connections_seen.reused, 0U);
  EXPECT_EQ(asked_again, 0);
}

/// The rest of a request stands in the way of the next one: a right answer counts, but the connection ends.
TEST_P(AnswerBeforeTheRequestWasSent, CountsButEndsItsConnection) {
  auto shots = hello_shots();
  shots.front().bytes = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 16000000\r\n\r\n" + std::string(16'000'000, 'x');
  std::atomic<int> talks{0};
  const TestPeer peer{[&](Talk &talk) {
    ++talks;
    // Its close resets the connection, which must not overtake the answer.
    if (talk.read_request() && talk.send(answer("hello"))) talk.wait(1s);
  }};
  auto plan = short_plan(1, 30ms);
  plan.timeout = plan.drain = 1s;
  const base::StopFlag stop;
  const auto recording = run_load(peer.endpoint(), shots, plan, stop);
  ASSERT_TRUE(recording);
  expect_only(recording->ledger, Outcome::ok);
  EXPECT_EQ(recording->connections_seen.reused, 0U);
  EXPECT_GE(static_cast<std::uint64_t>(talks), recording->ledger.ok());
}

} // namespace
} // namespace reqbench::load
