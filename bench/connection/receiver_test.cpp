#include "connection/receiver.hpp"

#include "connection/test_peer.hpp"

#include <gtest/gtest.h>

namespace reqbench::connection {
namespace {

using sample::Outcome;

workload::Expectation text(std::string body) {
  workload::Expectation expectation;
  expectation.body = workload::BodyRule::text;
  expectation.text = std::move(body);
  return expectation;
}

struct Subject {
  explicit Subject(const std::string &sample_answer = answer("hello"), const std::string &body = "hello")
      : learned{AnswerTemplate::learn(sample_answer)}, expectation{text(body)} {
    receiver.expect(learned, expectation, false);
  }
  AnswerTemplate learned;
  workload::Expectation expectation;
  Receiver receiver;
};

TEST(Receiver, TakesTheLearnedAnswerWithoutParsing) {
  Subject subject;
  const auto verdict = subject.receiver.receive(answer("hello"));
  EXPECT_TRUE(verdict.ended);
  EXPECT_EQ(verdict.outcome, Outcome::ok);
  EXPECT_TRUE(verdict.reusable);
  EXPECT_FALSE(verdict.parsed);
}

TEST(Receiver, ComparesPiecesWithoutParsingWhereverTheyAreCut) {
  const auto right = answer("hello");
  for (std::size_t cut = 1; cut < right.size(); ++cut) {
    Subject subject;
    EXPECT_FALSE(subject.receiver.receive(right.substr(0, cut)).ended) << cut;
    const auto verdict = subject.receiver.receive(right.substr(cut));
    EXPECT_TRUE(verdict.ended) << cut;
    EXPECT_EQ(verdict.outcome, Outcome::ok) << cut;
    EXPECT_FALSE(verdict.parsed) << cut;
  }
}

struct Row {
  const char *what;
  std::string bytes;
  Outcome outcome;
  bool reusable;
};

const std::vector<Row> &other_answers() {
  static const std::vector<Row> rows{
      {"right with another field", answer("hello", "Server: y\r\n"), Outcome::ok, true},
      {"right but closing", answer("hello", "Connection: close\r\n"), Outcome::ok, false},
      {"right and chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", Outcome::ok,
       true},
      {"after an interim answer", "HTTP/1.1 100 Continue\r\n\r\n" + answer("hello"), Outcome::ok, true},
      {"wrong status", answer("hello", "", "500 Oops"), Outcome::bad_status, true},
      {"wrong body of the same length", answer("jello"), Outcome::bad_body, true},
      {"wrong last byte", answer("hellO"), Outcome::bad_body, true},
      {"shorter body", answer("hell"), Outcome::bad_body, true},
      {"longer body", answer("hello!"), Outcome::bad_body, true},
      {"answered twice", answer("hello") + answer("hello"), Outcome::unasked, false},
      {"one byte too many", answer("hello") + "!", Outcome::unasked, false},
      {"wrong and too many bytes", answer("jello") + "!", Outcome::bad_body, false},
      {"right otherwise, and too many bytes", answer("hello", "Server: y\r\n") + "!", Outcome::unasked, false},
      {"garbage", "hello", Outcome::malformed, false},
      {"garbage in the header", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", Outcome::malformed, false},
      {"closing, of HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", Outcome::ok, false},
      {"chunked with an extension and a trailer",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nSum: 1\r\n\r\n", Outcome::ok, true},
      {"redirected", answer("hello", "Location: /elsewhere\r\n", "302 Found"), Outcome::bad_status, true},
      {"both lengths", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello",
       Outcome::malformed, false},
      {"TLS", std::string{"\x15\x03\x01\0\x02\x02\x46", 7}, Outcome::malformed, false},
      {"no content, but a body", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", Outcome::bad_status,
       false},
      {"switching protocols", "HTTP/1.1 101 Switching Protocols\r\n\r\n", Outcome::bad_status, false},
      {"a body far beyond the right one", "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n", Outcome::oversized,
       false},
      {"endless header", "HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x'), Outcome::oversized, false},
  };
  return rows;
}

TEST(Receiver, JudgesEveryOtherAnswerByTheOracle) {
  for (const auto &row : other_answers()) {
    Subject subject;
    const auto verdict = subject.receiver.receive(row.bytes);
    EXPECT_TRUE(verdict.ended) << row.what;
    EXPECT_EQ(verdict.outcome, row.outcome) << row.what;
    EXPECT_EQ(verdict.reusable, row.reusable) << row.what;
  }
}

TEST(Receiver, JudgesTheSameWithoutATemplate) {
  for (const auto &row : other_answers()) {
    Subject subject{"nothing to learn"};
    const auto verdict = subject.receiver.receive(row.bytes);
    EXPECT_TRUE(verdict.ended) << row.what;
    EXPECT_EQ(verdict.outcome, row.outcome) << row.what;
    EXPECT_EQ(verdict.reusable, row.reusable) << row.what;
    EXPECT_TRUE(verdict.parsed) << row.what;
  }
}

TEST(Receiver, JudgesAnAnswerThatLeavesItsTemplateInTheMiddle) {
  const auto wrong = answer("hellO");
  for (std::size_t cut = 1; cut < wrong.size(); ++cut) {
    Subject subject;
    EXPECT_FALSE(subject.receiver.receive(wrong.substr(0, cut)).ended) << cut;
    const auto verdict = subject.receiver.receive(wrong.substr(cut));
    EXPECT_TRUE(verdict.ended) << cut;
    EXPECT_EQ(verdict.outcome, Outcome::bad_body) << cut;
    EXPECT_TRUE(verdict.parsed) << cut;
  }
}

TEST(Receiver, TellsAWrongField) {
  Subject subject;
  subject.expectation.content_type = "text/plain";
  EXPECT_EQ(subject.receiver.receive(answer("hello", "Content-Type: text/html\r\n")).outcome, Outcome::bad_field);
}

TEST(Receiver, CallsACloseInTheMiddleEarly) {
  const auto right = answer("hello");
  for (std::size_t cut = 0; cut < right.size(); ++cut) {
    Subject subject;
    if (cut > 0) subject.receiver.receive(right.substr(0, cut));
    const auto verdict = subject.receiver.closed();
    EXPECT_TRUE(verdict.ended) << cut;
    EXPECT_EQ(verdict.outcome, Outcome::closed_early) << cut;
    EXPECT_FALSE(verdict.reusable) << cut;
  }
}

TEST(Receiver, TakesABodyUntilTheClose) {
  Subject subject;
  EXPECT_FALSE(subject.receiver.receive("HTTP/1.1 200 OK\r\n\r\nhello").ended);
  const auto verdict = subject.receiver.closed();
  EXPECT_EQ(verdict.outcome, Outcome::ok);
  EXPECT_FALSE(verdict.reusable);
}

TEST(Receiver, KnowsWhichAnswersHaveNoBody) {
  struct Bodiless {
    std::string bytes;
    int status;
    bool head;
  };
  const Bodiless rows[]{{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 200, true},
                        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200, true},
                        {"HTTP/1.1 204 No Content\r\n\r\n", 204, false},
                        {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, false}};
  for (const auto &row : rows)
    for (const auto &known : {AnswerTemplate{}, AnswerTemplate::learn(row.bytes)}) {
      auto expectation = text("");
      expectation.status = row.status;
      Receiver receiver;
      receiver.expect(known, expectation, row.head);
      const auto verdict = receiver.receive(row.bytes);
      EXPECT_TRUE(verdict.ended) << row.bytes;
      EXPECT_EQ(verdict.outcome, Outcome::ok) << row.bytes;
      EXPECT_TRUE(verdict.reusable) << row.bytes;
      // A body all the same is what no request asked for.
      receiver.expect(known, expectation, row.head);
      const auto more = receiver.receive(row.bytes + "hello");
      EXPECT_EQ(more.outcome, Outcome::unasked) << row.bytes;
      EXPECT_FALSE(more.reusable) << row.bytes;
    }
}

TEST(Receiver, ReadsALongRightAnswerWithoutATemplate) {
  const std::string body(3'000'000, 'x');
  Subject subject{"nothing to learn", body};
  EXPECT_EQ(subject.receiver.receive(answer(body)).outcome, Outcome::ok);
}

TEST(Receiver, TakesALearnedChunkedAnswerWithoutParsing) {
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  const std::string in_two = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
  for (const auto &row : {std::pair{chunked, false}, {in_two, true}}) {
    Subject subject{chunked};
    const auto verdict = subject.receiver.receive(row.first);
    EXPECT_TRUE(verdict.ended);
    EXPECT_EQ(verdict.outcome, Outcome::ok);
    EXPECT_TRUE(verdict.reusable);
    EXPECT_EQ(verdict.parsed, row.second);
  }
}

TEST(Receiver, TakesJsonInAnyOrderOfItsKeys) {
  Subject subject{answer(R"({"a":1,"b":2})")};
  subject.expectation = {};
  subject.expectation.body = workload::BodyRule::json;
  subject.expectation.json = {{"a", 1}, {"b", 2}};
  for (const auto &[body, outcome] :
       {std::pair{R"({"b":2,"a":1})", Outcome::ok}, {R"({"b":2,"a":3})", Outcome::bad_body}}) {
    subject.receiver.expect(subject.learned, subject.expectation, false);
    const auto verdict = subject.receiver.receive(answer(body));
    EXPECT_EQ(verdict.outcome, outcome) << body;
    EXPECT_TRUE(verdict.parsed) << body;
    EXPECT_TRUE(verdict.reusable) << body;
  }
}

/// One whose body is counted.
struct CountingSubject : Subject {
  CountingSubject() { receiver.expect(learned, expectation, false, true); }
  const std::string right = answer("hello");
  const std::size_t body_at = right.size() - 5;
};

TEST(Receiver, CountsABodyThatItNeedNotSee) {
  for (std::size_t cut = 1; cut < 5; ++cut) {
    CountingSubject subject;
    EXPECT_FALSE(subject.receiver.receive(subject.right.substr(0, subject.body_at)).ended);
    EXPECT_FALSE(subject.receiver.skipped(cut).ended);
    const auto verdict = subject.receiver.skipped(5 - cut);
    EXPECT_TRUE(verdict.ended);
    EXPECT_EQ(verdict.outcome, Outcome::ok);
    EXPECT_TRUE(verdict.reusable);
    EXPECT_TRUE(verdict.by_length);
    EXPECT_FALSE(verdict.parsed);
  }
}

TEST(Receiver, CountsABodyThatIsShownAllTheSameWhereverItIsCut) {
  const auto other = answer("jello");
  for (std::size_t cut = 1; cut < other.size(); ++cut) {
    CountingSubject subject;
    EXPECT_FALSE(subject.receiver.receive(other.substr(0, cut)).ended) << cut;
    const auto verdict = subject.receiver.receive(other.substr(cut));
    EXPECT_TRUE(verdict.ended) << cut;
    EXPECT_TRUE(verdict.by_length) << cut;
    EXPECT_EQ(verdict.outcome, Outcome::ok) << cut;
  }
}

TEST(Receiver, CallsACountedBodyThatIsTooLongUnaskedAndOneTooShortEarly) {
  CountingSubject longer;
  longer.receiver.receive(longer.right.substr(0, longer.body_at));
  const auto verdict = longer.receiver.skipped(6);
  EXPECT_TRUE(verdict.ended);
  EXPECT_EQ(verdict.outcome, Outcome::unasked);
  EXPECT_FALSE(verdict.reusable);
  CountingSubject shorter;
  shorter.receiver.receive(shorter.right.substr(0, shorter.body_at));
  EXPECT_FALSE(shorter.receiver.skipped(4).ended);
  EXPECT_EQ(shorter.receiver.closed().outcome, Outcome::closed_early);
}

TEST(Receiver, WantsToSeeEveryByteOnceTheHeaderDiffers) {
  CountingSubject subject;
  const auto other = answer("hello", "Server: y\r\n");
  const auto first = subject.receiver.receive(other.substr(0, subject.body_at));
  EXPECT_FALSE(first.ended);
  EXPECT_TRUE(first.needs_all);
  const auto verdict = subject.receiver.receive(other.substr(subject.body_at));
  EXPECT_EQ(verdict.outcome, Outcome::ok);
  EXPECT_TRUE(verdict.parsed);
  EXPECT_FALSE(verdict.by_length);
  EXPECT_FALSE(verdict.needs_all);
}

TEST(Receiver, ForgetsTheAnswerBefore) {
  Subject subject;
  subject.receiver.receive(answer("jello"));
  subject.receiver.expect(subject.learned, subject.expectation, false);
  const auto verdict = subject.receiver.receive(answer("hello"));
  EXPECT_EQ(verdict.outcome, Outcome::ok);
  EXPECT_FALSE(verdict.parsed);
}

} // namespace
} // namespace reqbench::connection
