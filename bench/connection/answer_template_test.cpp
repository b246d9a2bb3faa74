#include "connection/answer_template.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reqbench::connection {
namespace {

const std::string learned_from = "HTTP/1.1 200 OK\r\nServer: x\r\ndate: Mon, 23 Nov 2026 06:00:00 GMT\r\n"
                                 "Content-Length: 5\r\n\r\nhello";

TEST(AnswerTemplate, MatchesTheAnswerItWasLearnedFrom) {
  EXPECT_TRUE(AnswerTemplate::learn(learned_from).matches(learned_from));
}

TEST(AnswerTemplate, MasksTheBytesOfTheDateAndNothingElse) {
  const auto learned = AnswerTemplate::learn(learned_from);
  const auto value = learned_from.find("Mon"), value_end = learned_from.find("GMT") + 3;
  for (std::size_t i = 0; i < learned_from.size(); ++i) {
    auto changed = learned_from;
    changed[i] ^= 1;
    EXPECT_EQ(learned.matches(changed), i >= value && i < value_end) << "byte " << i;
  }
}

TEST(AnswerTemplate, LooksThroughItsMaskForAnythingButText) {
  const auto learned = AnswerTemplate::learn(learned_from);
  const std::string value = "Mon, 23 Nov 2026 06:00:00 GMT", smuggled = "x\r\nContent-Length: 99999999\r\n";
  const auto at = learned_from.find(value);
  auto hidden = learned_from;
  hidden.replace(at, value.size(), smuggled.substr(0, value.size()));
  ASSERT_EQ(hidden.size(), learned_from.size());
  EXPECT_FALSE(learned.matches(hidden));
  for (const char c : {'\r', '\n', '\0', '\x1b', '\x7f'}) {
    auto changed = learned_from;
    changed[at + 5] = c;
    EXPECT_FALSE(learned.matches(changed)) << static_cast<int>(c);
    EXPECT_FALSE(learned.holds(at + 5, changed.substr(at + 5, 1))) << static_cast<int>(c);
  }
}

TEST(AnswerTemplate, NeverMatchesAnotherLength) {
  const auto learned = AnswerTemplate::learn(learned_from);
  EXPECT_FALSE(learned.matches(learned_from + "x"));
  EXPECT_FALSE(learned.matches(learned_from.substr(0, learned_from.size() - 1)));
  EXPECT_FALSE(learned.matches(""));
}

TEST(AnswerTemplate, ComparesAnAnswerPieceByPiece) {
  const auto learned = AnswerTemplate::learn(learned_from);
  for (std::size_t cut = 0; cut <= learned_from.size(); ++cut) {
    const auto head = learned_from.substr(0, cut), tail = learned_from.substr(cut);
    EXPECT_TRUE(learned.holds(0, head));
    EXPECT_TRUE(learned.holds(cut, tail));
    if (!tail.empty()) {
      auto wrong = tail;
      wrong.back() ^= 1;
      EXPECT_FALSE(learned.holds(cut, wrong)) << "cut at " << cut;
    }
  }
}

TEST(AnswerTemplate, WithoutContentNeverMatches) {
  EXPECT_TRUE(AnswerTemplate{}.empty());
  EXPECT_FALSE(AnswerTemplate{}.matches(""));
  EXPECT_FALSE(AnswerTemplate{}.matches("x"));
}

TEST(AnswerTemplate, IsLearnedOnlyWhereTheLengthStandsInTheAnswerAndTheConnectionStays) {
  struct Row {
    const char *what;
    std::string raw;
    bool learned;
  };
  const Row rows[]{
      {"two dates", "HTTP/1.1 200 OK\r\nDate: a\r\nDate: b\r\nContent-Length: 0\r\n\r\n", true},
      {"no body by status", "HTTP/1.1 204 No Content\r\n\r\n", true},
      {"not modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", true},
      {"answer to a HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", true},
      {"keep-alive said", "HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx", true},
      {"1.0 with keep-alive", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx", true},
      {"1.0", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", false},
      {"close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", false},
      {"chunked, without a body", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true},
      {"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", true},
      {"chunked, with a trailer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n", false},
      {"chunked, cut", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", false},
      {"a last chunk that is data", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n\r\n", false},
      {"chunked and a length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
       false},
      {"chunked after another coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", false},
      {"chunked in 1.0", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       false},
      {"close, and then keep-alive",
       "HTTP/1.1 200 OK\r\nConnection: close\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx", false},
      {"until close", "HTTP/1.1 200 OK\r\n\r\nx", false},
      {"interim answer before it", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", false},
      {"a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", false},
      {"another length", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nx", false},
      {"body where none may be", "HTTP/1.1 204 No Content\r\n\r\nx", false},
      {"no header", "hello", false},
      {"half a header", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", false},
      {"nothing", "", false},
  };
  for (const auto &row : rows) {
    const auto learned = AnswerTemplate::learn(row.raw);
    EXPECT_EQ(!learned.empty(), row.learned) << row.what;
    EXPECT_EQ(learned.matches(row.raw), row.learned) << row.what;
  }
}

TEST(AnswerTemplate, CountsABodyOnlyByTheWordOfItsHeader) {
  const auto counted = [](std::string_view raw) { return AnswerTemplate::learn(raw).counted_body(); };
  EXPECT_EQ(counted(learned_from), 5U);
  EXPECT_EQ(counted("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), 0U); // answered a HEAD
  EXPECT_EQ(counted("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"), 0U);
  EXPECT_EQ(counted("hello"), 0U);
}

} // namespace
} // namespace reqbench::connection
