// For the fault tests: a small HTTP server in this process that serves one small workload right, or with one defect.
#pragma once

#include "base/assert.hpp"
#include "base/descriptor.hpp"
#include "base/json.hpp"
#include "connection/endpoint.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace reqbench::verify {

enum class Defect {
  none,
  wrong_rare_request,      ///< one of the requests is computed wrongly
  wrong_tenth_connection,  ///< an answer depends on something it should not
  accepts_invalid,         ///< no validation
  refuses_without_words,   ///< 400 without {"error": …}
  memorises,               ///< a cache keyed by the path, filled at a connection's third request
  answers_path_beginnings, ///< routes match by prefix
  no_allow,                ///< 405 without Allow
  wrong_method_is_served,  ///< any method is taken for the right one
  head_has_body,           ///< the body follows the answer to HEAD
  head_has_no_length,      ///< HEAD says less than GET
  head_is_refused,         ///< 405 for HEAD
  closes_after_twenty,     ///< the connection ends early, without a word
  announces_early_end,     ///< the same, announced
  ignores_close,           ///< Connection: close is not obeyed
  speaks_after_close,      ///< bytes after the last answer
  needs_one_segment,       ///< parses what one read gave
  drops_second_of_pair,    ///< bytes behind a request are thrown away
  swaps_pair,              ///< a pair is answered in the wrong order
  serves_long_header,      ///< no limit
  dies_of_long_header,     ///< stops serving
  leaves_refused_body,     ///< the body of an unknown path is taken for the next request
  hangs,                   ///< accepts, and never answers
  talks_nonsense,          ///< no HTTP at all
};

namespace peer {

using base::Json;

/// What the peer serves, as a catalog file.
constexpr const char *workload = R"({
  "name": "sum", "title": "sums", "description": ["Adds."],
  "variables": {
    "a": {"integer": {"min": 1, "max": 1000000000000}},
    "b": {"integer": {"min": 1, "max": 1000000000000}}
  },
  "requests": [
    {"name": "add", "method": "GET", "target": "/sum?a=${a}&b=${b}",
     "expect": {"status": 200, "content_type": "application/json", "json": {"sum": {"$add": ["a", "b"]}}}},
    {"name": "double", "method": "POST", "target": "/sum", "body": {"json": {"a": {"$get": "a"}}},
     "expect": {"status": 200, "content_type": "application/json", "json": {"twice": {"$product": [2, "a"]}}}},
    {"name": "rare", "weight": 0, "method": "POST", "target": "/sum", "body": {"json": {"a": {"$get": "a"}, "note": "x"}},
     "expect": {"status": 200, "content_type": "application/json", "json": {"twice": {"$product": [2, "a"]}}}}
  ],
  "invalid": [
    {"name": "no_query", "target": "/sum"},
    {"name": "text", "method": "POST", "target": "/sum", "body": {"text": "{\"a\": \"${a}\"}"}}
  ]})";

struct Request {
  std::string method, path, query, body;
  bool close = false;
  std::size_t head_bytes = 0;
};

struct Reply {
  int status = 200;
  std::string fields = "Content-Type: application/json\r\n";
  std::string body;
};

/// A whole request from the front of `bytes`, which loses it.
inline std::optional<Request> take(std::string &bytes) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == bytes.npos) return {};
  const std::string head = bytes.substr(0, head_end + 2);
  std::size_t length = 0;
  if (const auto at = head.find("\r\nContent-Length: "); at != head.npos)
    std::from_chars(head.data() + at + 18, head.data() + head.size(), length);
  if (bytes.size() < head_end + 4 + length) return {};
  Request request;
  const auto space = head.find(' ');
  const auto target = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
  request.method = head.substr(0, space);
  request.path = target.substr(0, target.find('?'));
  if (request.path != target) request.query = target.substr(target.find('?') + 1);
  request.close = head.find("\r\nConnection: close\r\n") != head.npos;
  request.head_bytes = head.size();
  request.body = bytes.substr(head_end + 4, length);
  bytes.erase(0, head_end + 4 + length);
  return request;
}

inline Reply error(int status) { return {status, "Content-Type: application/json\r\n", R"({"error":"no"})"}; }

/// GET /sum?a=…&b=… → {"sum": a + b}; POST /sum {"a": …} → {"twice": 2 a}, a a whole number.
inline Reply compute(const Request &request, Defect defect) {
  if (request.method != "POST") {
    std::int64_t a = 0, b = 0;
    const auto and_at = request.query.find("&b=");
    if (and_at == request.query.npos) return error(400);
    std::from_chars(request.query.data() + 2, request.query.data() + and_at, a);
    std::from_chars(request.query.data() + and_at + 3, request.query.data() + request.query.size(), b);
    return {200, error(200).fields, Json({{"sum", a + b}}).dump()};
  }
  const auto body = Json::parse(request.body, nullptr, false);
  const bool sound = body.is_object() && body.contains("a") && body.at("a").is_number_integer();
  if (!sound && defect == Defect::refuses_without_words) return {400, error(400).fields, "bad"};
  if (!sound && defect != Defect::accepts_invalid) return error(400);
  const std::int64_t a = sound ? body.at("a").get<std::int64_t>() : 0;
  const bool wrong = defect == Defect::wrong_rare_request && body.contains("note");
  return {200, error(200).fields, Json({{"twice", 2 * a + (wrong ? 1 : 0)}}).dump()};
}

inline Reply route(const Request &request, Defect defect) {
  if (request.path != "/sum")
    return defect == Defect::answers_path_beginnings && request.path.starts_with("/sum") ? error(200) : error(404);
  const bool head = request.method == "HEAD" && defect != Defect::head_is_refused;
  const bool allowed = request.method == "GET" || request.method == "POST" || head;
  if (!allowed && defect != Defect::wrong_method_is_served) {
    auto reply = error(405);
    if (defect != Defect::no_allow) reply.fields += "Allow: GET, HEAD, POST\r\n";
    return reply;
  }
  return compute(request, defect);
}

inline std::string written(const Request &request, const Reply &reply, Defect defect, bool close) {
  const bool head = request.method == "HEAD";
  std::string bytes = "HTTP/1.1 " + std::to_string(reply.status) + " X\r\n" + reply.fields;
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
    received_ += bytes;
    if (defect_ == Defect::hangs) return true;
    if (defect_ == Defect::talks_nonsense) return put(socket_, "hello\r\n\r\n"), false;
    if (received_.size() > longest_head && defect_ != Defect::serves_long_header) return refuse(431);
    std::string copy = received_;
    if (defect_ == Defect::needs_one_segment && !take(copy)) return refuse(400);
    while (auto request = take(received_))
      if (!answer(*request)) return false;
    return true;
  }

private:
  static constexpr std::size_t longest_head = 32 * 1024;

  bool refuse(int status) {
    if (defect_ == Defect::dies_of_long_header) return false;
    put(socket_, "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    return false;
  }

  Reply reply_to(const Request &request) {
    auto reply = route(request, defect_);
    if (defect_ == Defect::wrong_tenth_connection && number_ == 10) reply.body = "{}";
    if (defect_ == Defect::memorises && reply.status == 200 && count_ >= 3)
      return memory_.emplace(request.path, reply).first->second;
    return reply;
  }

  bool answer(const Request &request) {
    ++count_;
    const auto reply = reply_to(request);
    if (defect_ == Defect::leaves_refused_body && reply.status == 404) received_ = request.body + received_;
    const bool early =
        count_ == 20 && (defect_ == Defect::announces_early_end || defect_ == Defect::closes_after_twenty);
    const bool close = (request.close && defect_ != Defect::ignores_close) || early;
    auto bytes = written(request, reply, defect_, close && defect_ != Defect::closes_after_twenty);
    if (defect_ == Defect::swaps_pair && !received_.empty()) {
      held_ = bytes;
      return true;
    }
    bytes += std::exchange(held_, {});
    if (close && defect_ == Defect::speaks_after_close) bytes += "more";
    put(socket_, bytes);
    if (defect_ == Defect::drops_second_of_pair) received_.clear();
    return !close;
  }

  int socket_;
  Defect defect_;
  int number_;
  int count_ = 0;
  std::string received_;
  std::string held_; ///< the first answer of a pair that is swapped
  std::map<std::string, Reply> memory_;
};

} // namespace peer

class ScriptedPeer {
public:
  explicit ScriptedPeer(Defect defect) : defect_{defect} {
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
  /// False when the peer is to end.
  bool readable(int descriptor) const {
    pollfd waiting[]{{descriptor, POLLIN, 0}, {stop_.get(), POLLIN, 0}};
    ::poll(waiting, 2, -1);
    return waiting[1].revents == 0;
  }

  /// One connection at a time: verify leaves one before it opens the next.
  void serve() {
    for (int number = 1; readable(listener_.get()); ++number) {
      const base::Descriptor taken{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
      if (!converse(taken.get(), number) && defect_ == Defect::dies_of_long_header) break;
    }
    listener_.reset();
  }

  /// False when the peer ended the connection itself, without being asked to.
  bool converse(int socket, int number) const {
    peer::Conversation conversation{socket, defect_, number};
    bool asked_to_close = false;
    while (readable(socket)) {
      char buffer[16384];
      const auto got = ::recv(socket, buffer, sizeof buffer, 0);
      if (got <= 0) return true;
      const std::string_view bytes{buffer, static_cast<std::size_t>(got)};
      asked_to_close |= bytes.find("Connection: close") != bytes.npos;
      if (!conversation.hear(bytes)) return asked_to_close;
    }
    return true;
  }

  Defect defect_;
  base::Descriptor listener_, stop_;
  connection::Endpoint endpoint_;
  std::thread thread_;
};

} // namespace reqbench::verify
