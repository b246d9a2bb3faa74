#include "connection/response_reader.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace reqbench::connection {
namespace {

using State = ResponseReader::State;

struct Framing {
  const char *what;
  std::string bytes;
  int status;
  std::string body;
  bool keep_alive;
  bool head = false;
};

const std::vector<Framing> &framings() {
  static const std::vector<Framing> rows{
      {"length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello", true},
      {"empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "", true},
      {"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", 200, "hello",
       true},
      {"chunk extension and trailer",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;name=value;x=\"y\"\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
       200, "hello", true},
      {"no chunk but the last", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, "", true},
      {"1.0 closes", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", false},
      {"1.0 kept alive", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", true},
      {"close said", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", false},
      {"no content", "HTTP/1.1 204 No Content\r\n\r\n", 204, "", true},
      {"not modified with length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", 304, "", true},
      {"answer to HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", 200, "", true, true},
      {"chunked answer to HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200, "", true, true},
      {"interim answers",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
       "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
       200, "hi", true},
      {"switching protocols ends it", "HTTP/1.1 101 Switching Protocols\r\n\r\n", 101, "", false},
      {"no content, whatever its length says", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 204, "", true},
      {"an interim answer with a length",
       "HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\nHTTP/1.1 204 No\r\n\r\n", 204, "", true},
      {"the same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", true},
      {"chunk sizes in both cases, with zeros before",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n000a\r\n0123456789\r\nB\r\n0123456789a\r\n000\r\n\r\n",
       200, "01234567890123456789a", true},
      {"several trailers",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0;last\r\nA: 1\r\nB: 2\r\n\r\n", 200, "x", true},
      {"chunked and closing",
       "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", 200, "x",
       false},
      {"empty reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", 200, "", true},
  };
  return rows;
}

void expect_read(const ResponseReader &reader, const Framing &row, const std::string &where) {
  ASSERT_EQ(reader.state(), State::complete) << where << ": " << reader.problem();
  EXPECT_EQ(reader.answer().status, row.status) << where;
  EXPECT_EQ(reader.answer().body, row.body) << where;
  EXPECT_EQ(reader.keep_alive(), row.keep_alive) << where;
}

TEST(ResponseReader, ReadsEveryFramingCutAnywhere) {
  for (const auto &row : framings())
    for (std::size_t cut = 0; cut <= row.bytes.size(); ++cut) {
      ResponseReader reader;
      reader.begin(row.head);
      const auto where = row.what + (", cut at " + std::to_string(cut));
      EXPECT_EQ(reader.read(row.bytes.substr(0, cut)), cut) << where;
      EXPECT_EQ(reader.read(row.bytes.substr(cut)), row.bytes.size() - cut) << where;
      expect_read(reader, row, where);
    }
}

TEST(ResponseReader, ReadsEveryFramingByteByByte) {
  for (const auto &row : framings()) {
    ResponseReader reader;
    reader.begin(row.head);
    for (std::size_t i = 0; i < row.bytes.size(); ++i) {
      EXPECT_EQ(reader.state(), State::reading) << row.what << ", byte " << i;
      reader.read(row.bytes.substr(i, 1));
    }
    expect_read(reader, row, row.what);
  }
}

TEST(ResponseReader, TakesNothingBeyondTheAnswer) {
  for (const auto &row : framings()) {
    ResponseReader reader;
    reader.begin(row.head);
    EXPECT_EQ(reader.read(row.bytes + "HTTP/1.1 500 Oops\r\n"), row.bytes.size()) << row.what;
    expect_read(reader, row, row.what);
    EXPECT_EQ(reader.read("more"), 0U) << row.what;
  }
}

TEST(ResponseReader, ReadsOneAnswerAfterTheOther) {
  ResponseReader reader;
  for (const auto &row : framings()) {
    reader.begin(row.head);
    reader.read(row.bytes);
    expect_read(reader, row, row.what);
  }
}

TEST(ResponseReader, KeepsFieldsInOrderAndTrailersOut) {
  ResponseReader reader;
  reader.read("HTTP/1.1 200 OK\r\nB: 1\r\nB: 3\r\na: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nAllow: GET\r\n\r\n");
  ASSERT_EQ(reader.state(), State::complete);
  const std::vector<workload::Field> expected{{"B", "1"}, {"B", "3"}, {"a", "2"}, {"Transfer-Encoding", "chunked"}};
  EXPECT_EQ(reader.answer().fields, expected);
}

TEST(ResponseReader, ReadsABodyUntilTheClose) {
  ResponseReader reader;
  reader.read("HTTP/1.1 200 OK\r\n\r\nhel");
  reader.read("lo");
  EXPECT_EQ(reader.state(), State::reading);
  EXPECT_EQ(reader.end_of_stream(), State::complete);
  EXPECT_EQ(reader.answer().body, "hello");
  EXPECT_FALSE(reader.keep_alive());
}

TEST(ResponseReader, ReadsAnEmptyBodyUntilTheClose) {
  ResponseReader reader;
  reader.read("HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(reader.end_of_stream(), State::complete);
  EXPECT_EQ(reader.answer().body, "");
}

TEST(ResponseReader, CallsACloseInTheMiddleMalformedWhereverItComes) {
  for (const auto &row : framings())
    for (std::size_t cut = 0; cut < row.bytes.size(); ++cut) {
      ResponseReader reader;
      reader.begin(row.head);
      reader.read(row.bytes.substr(0, cut));
      EXPECT_EQ(reader.end_of_stream(), State::malformed) << row.what << ", cut at " << cut;
      EXPECT_FALSE(reader.problem().empty());
    }
}

TEST(ResponseReader, CallsDoubtfulBytesMalformed) {
  struct Row {
    const char *what;
    std::string bytes;
    bool head = false;
  };
  const Row rows[]{
      {"not HTTP", "hello"},
      {"another version", "HTTP/2.0 200 OK\r\n\r\n"},
      {"no status", "HTTP/1.1 OK\r\n\r\n"},
      {"not HTTP behind an interim answer", "HTTP/1.1 100 Continue\r\n\r\nhi"},
      {"TLS", std::string{"\x15\x03\x01\0\x02\x02\x46", 7}},
      {"a version after ours", "HTTP/1.2 200 OK\r\n\r\n"},
      {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"},
      {"two lengths in one line", "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n"},
      {"length and chunked", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"},
      {"chunked and length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"},
      {"another coding and length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\n"},
      {"chunked twice", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"},
      {"chunked in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"},
      {"doubt in the answer to a HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\n",
       true},
      {"negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"},
      {"signed length", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n"},
      {"length in hex", "HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\n"},
      {"no length in the field", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n"},
      {"chunk size below 0", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n"},
      {"chunk size beyond 64 bits", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000001\r\nx\r\n"},
      {"length in a trailer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 1\r\n\r\n"},
      {"a NUL in the header", std::string{"HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", 25}},
      {"lines without CR", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"},
      {"length beyond 64 bits", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n"},
      {"chunk size is no number", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"},
      {"chunk without its end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\naXX0\r\n\r\n"},
      {"space before the colon", "HTTP/1.1 200 OK\r\nName : x\r\n\r\n"},
      {"line without a colon", "HTTP/1.1 200 OK\r\nName\r\n\r\n"},
  };
  for (const auto &row : rows) {
    ResponseReader whole, dripped;
    for (auto *reader : {&whole, &dripped}) reader->begin(row.head);
    whole.read(row.bytes);
    EXPECT_EQ(whole.state(), State::malformed) << row.what;
    EXPECT_FALSE(whole.problem().empty()) << row.what;
    EXPECT_FALSE(whole.keep_alive()) << row.what;
    EXPECT_EQ(whole.read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), 0U) << row.what;
    for (const char c : row.bytes) dripped.read({&c, 1});
    EXPECT_EQ(dripped.end_of_stream(), State::malformed) << row.what << ", byte by byte";
  }
}

TEST(ResponseReader, ReadsOnAfterWhatWasMalformed) {
  ResponseReader reader;
  reader.read("hello");
  ASSERT_EQ(reader.state(), State::malformed);
  reader.begin();
  reader.read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  ASSERT_EQ(reader.state(), State::complete);
  EXPECT_EQ(reader.answer().body, "hello");
}

TEST(ResponseReader, TakesALimitForOneAnswer) {
  const std::string bytes = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  ResponseReader reader;
  reader.begin(false, 4);
  reader.read(bytes);
  EXPECT_EQ(reader.state(), State::oversized);
  reader.begin();
  reader.read(bytes);
  EXPECT_EQ(reader.state(), State::complete);
}

std::string repeated(std::string_view piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(ResponseReader, IsBounded) {
  const ResponseReader::Limits limits{.header_bytes = 256, .body_bytes = 100, .interim_answers = 2};
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
  struct Row {
    const char *what;
    std::string bytes;
    State state;
  };
  const Row rows[]{
      {"endless field", "HTTP/1.1 200 OK\r\nX: " + std::string(1000, 'x'), State::oversized},
      {"length beyond the limit", "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", State::oversized},
      {"length at the limit", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x'),
       State::complete},
      {"chunks beyond the limit", chunked + "3c\r\n" + std::string(60, 'x') + "\r\n3c\r\n" + std::string(60, 'x'),
       State::oversized},
      {"until close beyond the limit", "HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x'), State::oversized},
      {"endless small fields", "HTTP/1.1 200 OK\r\n" + repeated("A: b\r\n", 100), State::oversized},
      {"endless small chunks", chunked + repeated("1\r\nx\r\n", 101), State::oversized},
      {"a chunk beyond the limit", chunked + "7fffffffffffffff\r\n", State::oversized},
      {"endless zeros of a chunk size", chunked + std::string(1000, '0'), State::oversized},
      {"endless trailers", chunked + "0\r\n" + repeated("A: b\r\n", 100), State::oversized},
      {"endless chunk extension", chunked + "1;" + std::string(1000, 'x'), State::oversized},
      {"flood of interim answers", interim + interim + interim, State::malformed},
      {"as many as are allowed", interim + interim + "HTTP/1.1 204 No\r\n\r\n", State::complete},
  };
  for (const auto &row : rows) {
    ResponseReader whole{limits};
    whole.read(row.bytes);
    EXPECT_EQ(whole.state(), row.state) << row.what;
    ResponseReader dripped{limits};
    for (const char c : row.bytes) dripped.read({&c, 1});
    EXPECT_EQ(dripped.state(), row.state) << row.what << ", byte by byte";
  }
}

} // namespace
} // namespace reqbench::connection
