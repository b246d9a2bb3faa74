// For the fault tests: a small HTTP server in this process that serves one small workload right, or with one defect.
#pragma once

#include "base/assert.hpp"
#include "base/descriptor.hpp"
#include "base/json.hpp"
#include "connection/endpoint.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace reqbench::verify {

enum class Defect {
  none,
  wrong_rare_request,      ///< one of the requests is computed wrongly
  wrong_tenth_connection,  ///< an answer depends on something it should not
  accepts_invalid,         ///< no validation
  refuses_without_words,   ///< 400 without {"error": …}
  memorises,               ///< a request that came before is given the answer that was given last
  answers_path_beginnings, ///< routes match by prefix
  no_allow,                ///< 405 without Allow
  wrong_method_is_served,  ///< any method is taken for the right one
  head_has_body,           ///< the body follows the answer to HEAD
  head_has_no_length,      ///< HEAD says less than GET
  head_is_refused,         ///< 405 for HEAD
  ignores_escapes,         ///< a query is read as it stands
  knows_no_escapes,        ///< \uXXXX in JSON is refused
  repairs_json,            ///< what stands behind the document, or is missing of it, is forgiven
  knows_javascript,        ///< NaN is a number
  takes_numbers_in_texts,  ///< "17" is 17
  fills_in_missing,        ///< a missing member has a default
  refuses_extra,           ///< an unknown member is an error
  closes_after_sixty,      ///< the connection ends early, without a word
  announces_early_end,     ///< the same, announced
  ignores_close,           ///< Connection: close is not obeyed
  speaks_after_close,      ///< bytes after the last answer
  serves_one_at_a_time,    ///< a connection waits until the one before is closed
  needs_whole_first_line,  ///< a request of two reads must not be cut in its first line
  counts_pieces,           ///< a head of more than eight reads is taken for an attack
  drops_second_of_pair,    ///< bytes behind a request are thrown away
  swaps_pair,              ///< a pair is answered in the wrong order
  has_a_short_queue,       ///< of many requests at once only eight are kept
  never_continues,         ///< Expect is not read
  refuses_expectations,    ///< Expect is refused
  ignores_chunks,          ///< a body without a length is taken for none
  counts_chunk_lines,      ///< the framing of chunks is taken for the body
  serves_too_large_bodies, ///< the limit of a body is not told from its length
  loses_large_bodies,      ///< the last bytes of a very long body are lost
  grows_with_chunks,       ///< there is no limit where no length is told
  serves_long_header,      ///< no limit
  dies_of_long_header,     ///< stops serving
  has_a_small_header,      ///< 4 KiB of header are all it takes
  leaves_refused_body,     ///< the body of an unknown path is taken for the next request
  fails_on_odd_bytes,      ///< 500 where a body is no text
  has_no_date,             ///< no Date
  has_a_strange_date,      ///< a Date in another form
  lives_in_the_past,       ///< a Date of an hour ago
  stops_its_clock,         ///< the same Date for ever
  wakes_up_late,           ///< a Date of an hour ago in the first answer of each connection; no defect
  hangs,                   ///< accepts, and never answers
  talks_nonsense,          ///< no HTTP at all
};

namespace peer {

using base::Json;

/// What the peer serves, as a catalog file.
constexpr const char *workload = R"({
  "name": "sum", "title": "sums", "description": ["Adds."],
  "checks": ["numbers_as_texts", "missing_members", "extra_members", "chunked_body", "largest_body"],
  "variables": {
    "blob": {"bytes": {"min": 2, "max": 2}},
    "a": {"integer": {"min": 1, "max": 1000000000000}},
    "b": {"integer": {"min": 1, "max": 1000000000000}}
  },
  "requests": [
    {"name": "add", "method": "GET", "target": "/sum?a=${a}&b=${b}",
     "expect": {"status": 200, "content_type": "application/json", "json": {"sum": {"$add": ["a", "b"]}}}},
    {"name": "double", "method": "POST", "target": "/sum", "body": {"json": {"a": {"$get": "a"}}},
     "expect": {"status": 200, "content_type": "application/json", "json": {"twice": {"$product": [2, "a"]}}}},
    {"name": "rare", "weight": 0, "method": "POST", "target": "/sum", "body": {"json": {"a": {"$get": "a"}, "note": "x"}},
     "expect": {"status": 200, "content_type": "application/json", "json": {"twice": {"$product": [2, "a"]}}}},
    {"name": "length", "weight": 0, "method": "POST", "target": "/length", "body": {"text": "${blob}"},
     "expect": {"status": 200, "content_type": "application/json", "json": {"length": {"$size": "blob"}}}}
  ],
  "invalid": [
    {"name": "no_query", "target": "/sum"},
    {"name": "text", "method": "POST", "target": "/sum", "body": {"text": "{\"a\": \"${a}\"}"}}
  ]})";

/// Small, so that tests of it are quick; the Subject says the same.
constexpr std::size_t body_limit = 64UL * 1024;

struct Request {
  std::string method, path, query, body;
  bool close = false;
  std::size_t bytes = 0; ///< of all of it
  std::string raw;
};

struct Reply {
  int status = 200;
  std::string fields = "Content-Type: application/json\r\n";
  std::string body;
  bool last = false; ///< of its connection
};

inline std::string field(std::string_view head, std::string_view name) {
  const auto at = head.find("\r\n" + std::string{name} + ": ");
  if (at == head.npos) return {};
  const auto begin = at + name.size() + 4;
  return std::string{head.substr(begin, head.find("\r\n", begin) - begin)};
}

/// A body in chunks from the front of `bytes`; nothing while it is not whole.
struct Chunked {
  std::string body;
  std::size_t bytes = 0;
};
inline std::optional<Chunked> take_chunks(std::string_view bytes) {
  Chunked taken;
  for (;;) {
    const auto line_end = bytes.find("\r\n", taken.bytes);
    if (line_end == bytes.npos) return {};
    std::size_t size = 0;
    std::from_chars(bytes.data() + taken.bytes, bytes.data() + line_end, size, 16);
    taken.bytes = line_end + 2;
    if (size == 0) break;
    if (bytes.size() < taken.bytes + size + 2) return {};
    taken.body += bytes.substr(taken.bytes, size);
    taken.bytes += size + 2;
  }
  // Trailers, then a blank line.
  for (;;) {
    const auto line_end = bytes.find("\r\n", taken.bytes);
    if (line_end == bytes.npos) return {};
    const bool blank = line_end == taken.bytes;
    taken.bytes = line_end + 2;
    if (blank) return taken;
  }
}

/// A whole request from the front of `bytes`; nothing while it is not whole.
inline std::optional<Request> whole_request(const std::string &bytes, Defect defect) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == bytes.npos) return {};
  const auto head = std::string_view{bytes}.substr(0, head_end + 2);
  const auto behind = std::string_view{bytes}.substr(head_end + 4);
  Request request;
  std::size_t length = 0;
  const auto told = field(head, "Content-Length");
  std::from_chars(told.data(), told.data() + told.size(), length);
  if (field(head, "Transfer-Encoding") == "chunked" &&
      !(defect == Defect::ignores_chunks && head.starts_with("POST /sum"))) {
    const auto chunked = take_chunks(behind);
    if (!chunked) return {};
    request.body = defect == Defect::counts_chunk_lines ? std::string{behind.substr(0, chunked->bytes)} : chunked->body;
    length = chunked->bytes;
  } else {
    if (behind.size() < length) return {};
    request.body = behind.substr(0, length);
  }
  const auto space = head.find(' ');
  const auto target = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
  request.method = head.substr(0, space);
  request.path = target.substr(0, target.find('?'));
  if (request.path != target) request.query = target.substr(target.find('?') + 1);
  request.close = field(head, "Connection") == "close";
  request.bytes = head_end + 4 + length;
  request.raw = bytes.substr(0, request.bytes);
  return request;
}

inline std::optional<Request> take(std::string &bytes, Defect defect) {
  auto request = whole_request(bytes, defect);
  if (request) bytes.erase(0, request->bytes);
  return request;
}

inline std::size_t requests_in(std::string bytes) {
  std::size_t count = 0;
  while (take(bytes, Defect::none)) ++count;
  return count;
}

inline std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = static_cast<unsigned char>(text[i]);
    if (text[i] == '%' && i + 2 < text.size()) {
      std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
      i += 2;
    }
    plain += static_cast<char>(byte);
  }
  return plain;
}

inline Reply error(int status) { return {status, "Content-Type: application/json\r\n", R"({"error":"no"})"}; }

/// {"a": whole number, "b": whole number where it is asked for}; nothing when the body is not right.
inline std::optional<Json> read_body(const std::string &body, Defect defect) {
  auto text = body;
  if (defect == Defect::knows_no_escapes && text.find("\\u") != text.npos) return {};
  if (defect == Defect::repairs_json && text.ends_with("}}") && !Json::accept(text)) text.pop_back();
  if (defect == Defect::knows_javascript)
    if (const auto constant = text.find(":NaN,"); constant != text.npos) text.replace(constant, 5, ":0,");
  auto read = Json::parse(text, nullptr, false);
  if (!read.is_object()) return {};
  if (!read.contains("a") && defect == Defect::fills_in_missing && read.empty()) read["a"] = 0;
  if (!read.contains("a")) return {};
  if (defect == Defect::takes_numbers_in_texts && body.starts_with(R"({"a":")")) {
    const auto digits = read.at("a").get<std::string>();
    std::int64_t a = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), a);
    read["a"] = a;
  }
  if (defect == Defect::refuses_extra && read.contains("unknown_member")) return {};
  if (!read.at("a").is_number_integer()) return {};
  return read;
}

/// GET /sum?a=…&b=… → {"sum": a + b}; POST /sum {"a": …} → {"twice": 2 a}, a a whole number; POST /length → its bytes.
inline Reply compute(const Request &request, Defect defect) {
  if (request.path == "/length") {
    const bool loses = defect == Defect::loses_large_bodies && request.body.size() == body_limit;
    return {200, error(200).fields, Json({{"length", request.body.size() - (loses ? 1 : 0)}}).dump()};
  }
  if (request.method != "POST") {
    const auto query = defect == Defect::ignores_escapes ? request.query : unescaped(request.query);
    std::int64_t a = 0, b = 0;
    const auto and_at = query.find("&b=");
    if (and_at == query.npos || !query.starts_with("a=")) return error(400);
    std::from_chars(query.data() + 2, query.data() + and_at, a);
    std::from_chars(query.data() + and_at + 3, query.data() + query.size(), b);
    return {200, error(200).fields, Json({{"sum", a + b}}).dump()};
  }
  const bool odd = std::ranges::any_of(request.body, [](char c) { return static_cast<unsigned char>(c) == 0xff; });
  if (defect == Defect::fails_on_odd_bytes && odd) return error(500);
  const auto body = read_body(request.body, defect);
  if (!body && defect == Defect::refuses_without_words && request.body.starts_with(R"({"a": ")"))
    return {400, error(400).fields, "bad"};
  if (!body && !(defect == Defect::accepts_invalid && request.body.starts_with(R"({"a": ")"))) return error(400);
  const std::int64_t a = body ? body->at("a").get<std::int64_t>() : 0;
  const bool wrong = defect == Defect::wrong_rare_request && body->contains("note");
  return {200, error(200).fields, Json({{"twice", 2 * a + (wrong ? 1 : 0)}}).dump()};
}

inline Reply route(const Request &request, Defect defect) {
  const bool length = request.path == "/length";
  if (request.path != "/sum" && !length)
    return defect == Defect::answers_path_beginnings && request.path.starts_with("/sum") ? error(200) : error(404);
  const bool head = request.method == "HEAD" && defect != Defect::head_is_refused;
  const bool allowed = request.method == "POST" || (!length && (request.method == "GET" || head));
  if (!allowed && (defect != Defect::wrong_method_is_served || length)) {
    auto reply = error(405);
    if (defect != Defect::no_allow) reply.fields += length ? "Allow: POST\r\n" : "Allow: GET, HEAD, POST\r\n";
    return reply;
  }
  if (request.body.size() > body_limit && defect != Defect::grows_with_chunks) {
    auto reply = error(413);
    reply.last = true;
    return reply;
  }
  return compute(request, defect);
}

inline std::string date(std::time_t moment, const char *form) {
  std::tm parts{};
  ::gmtime_r(&moment, &parts);
  char text[64];
  return {text, std::strftime(text, sizeof text, form, &parts)};
}

/// How a right peer tells the time: behind at first = a second late in its first answer, so that no test waits a second
/// for another Date.
enum class Clock { behind_at_first, real };

/// Of the peer at hand: when it began, and how late its next answer is.
inline std::time_t begun = 0, first_is_behind = 0;

inline std::string date_field(Defect defect) {
  constexpr const char *form = "Date: %a, %d %b %Y %H:%M:%S GMT\r\n";
  constexpr std::time_t hour = 3600;
  if (defect == Defect::has_no_date) return {};
  if (defect == Defect::has_a_strange_date) return date(std::time(nullptr), "Date: %Y-%m-%dT%H:%M:%SZ\r\n");
  if (defect == Defect::lives_in_the_past) return date(std::time(nullptr) - hour, form);
  if (defect == Defect::stops_its_clock) return date(begun, form);
  return date(std::time(nullptr) - std::exchange(first_is_behind, 0), form);
}

inline std::string written(const Request &request, const Reply &reply, Defect defect, bool close) {
  const bool head = request.method == "HEAD";
  std::string bytes = "HTTP/1.1 " + std::to_string(reply.status) + " X\r\n" + date_field(defect) + reply.fields;
  if (!head || defect != Defect::head_has_no_length)
    bytes += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
  if (close) bytes += "Connection: close\r\n";
  bytes += "\r\n";
  if (!head || defect == Defect::head_has_body) bytes += reply.body;
  return bytes;
}

inline void put(int socket, std::string_view bytes) {
  [[maybe_unused]] const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

/// One connection, from its first byte to its end.
class Conversation {
public:
  /// `number`: the how many-th connection of the peer.
  Conversation(int socket, Defect defect, int number) : socket_{socket}, defect_{defect}, number_{number} {}

  /// Takes what came; false ends the connection.
  bool hear(std::string_view bytes) {
    if (received_.empty()) pieces_ = 0;
    const bool head_was_there = has_head();
    const bool line_was_there = received_.find("\r\n") != received_.npos;
    received_ += bytes;
    ++pieces_;
    if (defect_ == Defect::hangs) return true;
    if (defect_ == Defect::talks_nonsense) return put(socket_, "hello\r\n\r\n"), false;
    if (defect_ == Defect::counts_pieces && !head_was_there && pieces_ > most_pieces) return refuse(400);
    if (defect_ == Defect::needs_whole_first_line && pieces_ == 2 && !line_was_there && has_head()) return refuse(400);
    if (!has_head()) return received_.size() <= longest_head() || refuse(431);
    if (!head_was_there && !begin_request()) return false;
    while (auto request = take(received_, defect_))
      if (!answer(*request)) return false;
    return true;
  }

  /// It took the whole peer with it.
  bool dead() const { return dead_; }

private:
  static constexpr int most_pieces = 8;

  bool has_head() const { return received_.find("\r\n\r\n") != received_.npos; }
  std::size_t longest_head() const {
    constexpr std::size_t small = 4096, usual = 32 * 1024, none = 1024 * 1024;
    return defect_ == Defect::has_a_small_header ? small : defect_ == Defect::serves_long_header ? none : usual;
  }

  /// What a header says before its body is there.
  bool begin_request() {
    const std::string head = received_.substr(0, received_.find("\r\n\r\n") + 2);
    if (head.size() > longest_head()) return refuse(431);
    std::size_t length = 0;
    const auto told = field(head, "Content-Length");
    std::from_chars(told.data(), told.data() + told.size(), length);
    const bool serves = defect_ == Defect::serves_too_large_bodies && head.find(" /sum") != head.npos;
    if (length > body_limit && !serves) {
      put(socket_, written({}, error(413), defect_, true));
      return false;
    }
    if (!field(head, "Expect").empty() && defect_ == Defect::refuses_expectations) return refuse(417);
    if (!field(head, "Expect").empty() && defect_ != Defect::never_continues)
      put(socket_, "HTTP/1.1 100 Continue\r\n\r\n");
    return true;
  }

  bool refuse(int status) {
    if (status == 431 && defect_ == Defect::dies_of_long_header) {
      dead_ = true;
      return false;
    }
    put(socket_, "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    return false;
  }

  Reply reply_to(const Request &request) {
    auto reply = route(request, defect_);
    if (defect_ == Defect::wrong_tenth_connection && number_ == 10) reply.body = "{}";
    const bool again = request.raw == before_last_ && request.raw != last_ && reply.status == 200;
    if (defect_ == Defect::memorises && again) return last_reply_;
    before_last_ = std::exchange(last_, request.raw);
    last_reply_ = reply;
    return reply;
  }

  bool answer(const Request &request) {
    ++count_;
    const auto reply = reply_to(request);
    const auto behind = requests_in(received_);
    if (defect_ == Defect::leaves_refused_body && reply.status == 404) received_ = request.body + received_;
    const bool early =
        count_ == 60 && (defect_ == Defect::announces_early_end || defect_ == Defect::closes_after_sixty);
    const bool close = (request.close && defect_ != Defect::ignores_close) || early || reply.last;
    const bool asleep = count_ == 1 && defect_ == Defect::wakes_up_late;
    auto bytes = written(request, reply, asleep ? Defect::lives_in_the_past : defect_,
                         close && defect_ != Defect::closes_after_sixty);
    const bool first_of_pair = count_ == 1 && behind == 1;
    if (defect_ == Defect::swaps_pair && first_of_pair) {
      held_ = bytes;
      return true;
    }
    bytes += std::exchange(held_, {});
    if (close && defect_ == Defect::speaks_after_close) bytes += "more";
    put(socket_, bytes);
    if (defect_ == Defect::drops_second_of_pair && first_of_pair) received_.clear();
    if (defect_ == Defect::has_a_short_queue && count_ == 8 && behind > 1) received_.clear();
    return !close;
  }

  int socket_;
  Defect defect_;
  int number_;
  int count_ = 0;
  bool dead_ = false;
  int pieces_ = 0; ///< of the request at hand
  std::string received_;
  std::string held_; ///< the first answer of a pair that is swapped
  std::string last_, before_last_;
  Reply last_reply_;
};

} // namespace peer

class ScriptedPeer {
public:
  explicit ScriptedPeer(Defect defect, peer::Clock clock = peer::Clock::behind_at_first) : defect_{defect} {
    peer::begun = std::time(nullptr);
    peer::first_is_behind = clock == peer::Clock::behind_at_first ? 1 : 0;
    listener_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    stop_.reset(::eventfd(0, EFD_CLOEXEC));
    auto address = endpoint_.socket_address();
    socklen_t size = sizeof address;
    REQBENCH_ASSERT(::bind(listener_.get(), reinterpret_cast<sockaddr *>(&address), size) == 0 &&
                        ::listen(listener_.get(), 64) == 0,
                    "the scripted peer could not listen");
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr *>(&address), &size);
    endpoint_.port = ntohs(address.sin_port);
    thread_ = std::thread{[this] { serve(); }};
  }
  ~ScriptedPeer() {
    ::eventfd_write(stop_.get(), 1);
    thread_.join();
  }
  ScriptedPeer(const ScriptedPeer &) = delete;
  ScriptedPeer &operator=(const ScriptedPeer &) = delete;

  const connection::Endpoint &endpoint() const { return endpoint_; }

private:
  struct Line {
    base::Descriptor socket;
    peer::Conversation conversation;
  };

  void serve() {
    std::vector<Line> lines;
    int number = 0;
    for (;;) {
      std::vector<pollfd> waiting{{stop_.get(), POLLIN, 0}};
      for (const auto &line : lines) waiting.push_back({line.socket.get(), POLLIN, 0});
      if (lines.empty() || defect_ != Defect::serves_one_at_a_time) waiting.push_back({listener_.get(), POLLIN, 0});
      ::poll(waiting.data(), waiting.size(), -1);
      if (waiting[0].revents != 0) return listener_.reset();
      for (std::size_t i = lines.size(); i > 0; --i) {
        if (waiting[i].revents == 0) continue;
        auto &line = lines[i - 1];
        if (hear(line)) continue;
        if (line.conversation.dead()) return listener_.reset();
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i - 1));
      }
      if (waiting.back().fd != listener_.get() || waiting.back().revents == 0) continue;
      base::Descriptor taken{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
      const int socket = taken.get();
      lines.push_back({std::move(taken), {socket, defect_, ++number}});
    }
  }

  /// False when the connection ends.
  static bool hear(Line &line) {
    char buffer[16384];
    const auto got = ::recv(line.socket.get(), buffer, sizeof buffer, 0);
    return got > 0 && line.conversation.hear({buffer, static_cast<std::size_t>(got)});
  }

  Defect defect_;
  base::Descriptor listener_, stop_;
  connection::Endpoint endpoint_;
  std::thread thread_;
};

} // namespace reqbench::verify
