#include "connection/response_reader.hpp"

#include "base/assert.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <optional>

namespace reqbench::connection {
namespace {

namespace http = boost::beast::http;
using BeastParser = http::response_parser<http::string_body>;

/// Both versions that we speak begin so; without this look a stream that is not HTTP would be waited for to its end.
constexpr std::string_view version_prefix = "HTTP/1.";

/// Every chunked body has at least so much left where a chunk's line is due; Beast 1.81 asserts that it is given as
/// much when it looks a second time.
constexpr std::string_view shortest_last_chunk = "0\r\n\r\n";

/// As far as it goes.
bool could_be_http(std::string_view begin) {
  return version_prefix.starts_with(begin.substr(0, version_prefix.size()));
}

bool is_interim(unsigned status) {
  return status / 100 == 1 && status != 101; // 101 ends HTTP on this connection: a final answer
}

/// Beast lets these pass when they come in a certain order; RFC 9112 (6.1) calls them faulty framing, by which answers
/// are smuggled.
const char *framing_doubt(const http::response_header<> &header) {
  if (header.count(http::field::transfer_encoding) == 0) return nullptr;
  if (header.version() < 11) return "Transfer-Encoding in an answer of HTTP/1.0";
  return header.count(http::field::content_length) > 0 ? "both Content-Length and Transfer-Encoding" : nullptr;
}

} // namespace

struct ResponseReader::Parser {
  explicit Parser(Limits wanted) : limits{wanted} {}

  void begin(bool head, std::uint64_t body_bytes);
  void next_answer();
  bool looks_like_http();
  bool step(std::string_view &bytes);
  bool take_header();
  void take_end();
  bool fail(State how, std::string why);
  bool fail(boost::beast::error_code error);

  Limits limits;
  std::uint64_t body_bytes = 0;
  bool head = false;
  bool header_seen = false;
  int interim = 0;
  State state = State::reading;
  std::optional<BeastParser> beast;
  std::string held; ///< a header or chunk line whose end has not come
  std::string problem;
  workload::Answer answer;
  bool keep_alive = false;
};

void ResponseReader::Parser::begin(bool for_head, std::uint64_t longest_body) {
  head = for_head;
  body_bytes = longest_body;
  interim = 0;
  state = State::reading;
  held.clear();
  problem.clear();
  next_answer();
}

void ResponseReader::Parser::next_answer() {
  header_seen = false;
  answer = {};
  keep_alive = false;
  beast.emplace();
  beast->header_limit(limits.header_bytes);
  beast->body_limit(body_bytes);
  beast->skip(head);
}

/// What was read of such an answer is of no use: many connections may be answered so, and none shall keep it.
bool ResponseReader::Parser::fail(State how, std::string why) {
  state = how;
  problem = std::move(why);
  keep_alive = false;
  beast.reset();
  held = {};
  return false;
}

bool ResponseReader::Parser::fail(boost::beast::error_code error) {
  const bool too_much = error == http::error::header_limit || error == http::error::body_limit;
  return fail(too_much ? State::oversized : State::malformed, error.message());
}

/// Fields are taken before the body is read, so that a trailer cannot pass for a field of the header. False when they
/// say two things about where the body ends.
bool ResponseReader::Parser::take_header() {
  header_seen = true;
  const auto &message = beast->get();
  if (const auto *doubt = framing_doubt(message)) return fail(State::malformed, doubt);
  answer.status = static_cast<int>(message.result_int());
  for (const auto &field : message)
    answer.fields.push_back({std::string{field.name_string()}, std::string{field.value()}});
  keep_alive = beast->keep_alive() && message.result_int() != 101;
  beast->eager(true);
  return true;
}

void ResponseReader::Parser::take_end() {
  answer.body = std::move(beast->get().body());
  state = State::complete;
}

/// Reads as far as it can from `bytes` and drops what it read; false when nothing more can be made of them now.
bool ResponseReader::Parser::step(std::string_view &bytes) {
  boost::beast::error_code error;
  bytes.remove_prefix(beast->put(boost::asio::buffer(bytes.data(), bytes.size()), error));
  if (error && error != http::error::need_more) return fail(error);
  const bool waits = error == http::error::need_more;
  if (!header_seen && beast->is_header_done() && !take_header()) return false;
  if (!beast->is_done()) return !waits && !bytes.empty();
  if (!is_interim(beast->get().result_int())) {
    take_end();
    return false;
  }
  if (++interim > limits.interim_answers) return fail(State::malformed, "a flood of interim (1xx) answers");
  next_answer();
  if (!could_be_http(bytes)) return fail(State::malformed, "not HTTP");
  return !bytes.empty();
}

bool ResponseReader::Parser::looks_like_http() {
  if (header_seen || beast->got_some() || could_be_http(held)) return true;
  return fail(State::malformed, "not HTTP");
}

ResponseReader::ResponseReader(Limits limits) : parser_{std::make_unique<Parser>(limits)} { begin(); }
ResponseReader::ResponseReader(ResponseReader &&) noexcept = default;
ResponseReader &ResponseReader::operator=(ResponseReader &&) noexcept = default;
ResponseReader::~ResponseReader() = default;

void ResponseReader::begin(bool head) { begin(head, parser_->limits.body_bytes); }
void ResponseReader::begin(bool head, std::uint64_t body_bytes) { parser_->begin(head, body_bytes); }

std::size_t ResponseReader::read(std::string_view bytes) {
  auto &p = *parser_;
  if (p.state != State::reading || bytes.empty()) return 0;
  // Beast wants a header or a chunk's line in one piece; the rest of a body goes to it without this copy.
  const bool from_held = !p.held.empty() || !p.header_seen;
  if (from_held) p.held.append(bytes);
  if (p.header_seen && from_held && p.held.size() < shortest_last_chunk.size()) return bytes.size();
  if (!p.looks_like_http()) return 0;
  std::string_view rest = from_held ? std::string_view{p.held} : bytes;
  while (p.step(rest)) {
  }
  const std::size_t unread = rest.size();
  if (p.state != State::reading) return bytes.size() - std::min(unread, bytes.size());
  // A header that drips in is not copied anew with each of its bytes.
  if (from_held)
    p.held.erase(0, p.held.size() - unread);
  else
    p.held = rest;
  if (unread > p.limits.header_bytes) p.fail(State::oversized, "a line without end");
  return bytes.size();
}

ResponseReader::State ResponseReader::end_of_stream() {
  auto &p = *parser_;
  if (p.state != State::reading) return p.state;
  boost::beast::error_code error;
  if (p.header_seen) p.beast->put_eof(error);
  if (!p.header_seen || error || !p.beast->is_done())
    p.fail(State::malformed, "closed in the middle of the answer");
  else
    p.take_end();
  return p.state;
}

ResponseReader::State ResponseReader::state() const { return parser_->state; }
const std::string &ResponseReader::problem() const { return parser_->problem; }

const workload::Answer &ResponseReader::answer() const {
  REQBENCH_ASSERT(state() == State::complete, "an answer was taken that is not complete");
  return parser_->answer;
}

bool ResponseReader::keep_alive() const { return parser_->keep_alive; }

} // namespace reqbench::connection
