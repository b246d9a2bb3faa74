// The rules; see request_parser.hpp.
#include "request_parser.hpp"

#include "routes.hpp"
#include "target.hpp"

#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>

namespace cpp_common {
namespace {

using boost::beast::iequals;
using http::status;

constexpr std::size_t version_bytes = sizeof " HTTP/1.1" - 1;

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }
bool is_decimal(char c) { return c >= '0' && c <= '9'; }

/// Beast joins a folded value in a buffer of its own, and skips folds before a value: in both cases the value does not
/// stand right behind its colon. What is walked over here was parsed up to its line's end, so the walk ends there.
bool is_folded(std::string_view name, std::string_view value) {
  const char *at = name.data() + name.size() + 1;
  while (is_blank(*at)) ++at;
  return at != value.data();
}

/// The whole line of a field that is not folded.
std::size_t line_bytes(std::string_view name, std::string_view value) {
  const char *end = value.data() + value.size();
  while (*end != '\r') ++end;
  return static_cast<std::size_t>(end + 2 - name.data());
}

} // namespace

RequestParser::RequestParser(Request &request, const Limits &limits) : request_(request), limits_(limits) {
  eager(true);
  header_limit(static_cast<std::uint32_t>(limits.longest_header()));
  body_limit(limits.body);
}

void RequestParser::on_request_impl(http::verb method, Text name, Text target, int version, Error &error) {
  version_ = static_cast<unsigned>(version);
  if (name.size() + 1 + target.size() + version_bytes > limits_.request_line) {
    return refuse(status::uri_too_long, "the request line is too long", error);
  }
  if (method == http::verb::connect) return refuse(status::not_implemented, "this server is no proxy", error);
  request_.method = method;
  request_.target.assign(target.data(), target.size());
  const std::optional<Target> read = read_target(method, request_.target);
  if (!read) return refuse(status::bad_request, "the request target is malformed", error);
  request_.path = read->path;
  request_.query = read->query;
}

void RequestParser::on_field_impl(http::field field, Text name, Text value, Error &error) {
  if (is_folded(name, value)) return refuse(status::bad_request, "a field is folded over several lines", error);
  block_bytes_ += line_bytes(name, value);
  if (++fields_ > limits_.fields || block_bytes_ > limits_.header_block) {
    return refuse(status::request_header_fields_too_large, "the header is too large", error);
  }
  check_field(field, value, error);
}

void RequestParser::check_field(http::field field, std::string_view value, Error &error) {
  switch (field) {
  case http::field::host:
    if (++hosts_ > 1) return refuse(status::bad_request, "there is more than one Host field", error);
    if (header_done_) return refuse(status::bad_request, "a trailer holds a Host field", error);
    if (!is_host(value)) return refuse(status::bad_request, "the Host field is malformed", error);
    break;
  case http::field::content_length: // Beast takes a list, and a repetition, of equal numbers
    if (++content_lengths_ > 1 || !std::ranges::all_of(value, is_decimal)) {
      return refuse(status::bad_request, "Content-Length must be one number", error);
    }
    break;
  case http::field::transfer_encoding:
    if (!iequals(value, "chunked")) {
      return refuse(status::not_implemented, "Transfer-Encoding must be chunked and nothing else", error);
    }
    if (version_ < 11) return refuse(status::bad_request, "HTTP/1.0 has no Transfer-Encoding", error);
    break;
  case http::field::expect:
    if (!iequals(value, "100-continue")) {
      return refuse(status::expectation_failed, "Expect must be 100-continue", error);
    }
    expects_continue_ = version_ >= 11;
    break;
  case http::field::connection: asks_to_close_ = asks_to_close_ || http::token_list(value).exists("close"); break;
  default: break;
  }
}

void RequestParser::on_header_impl(Error &error) {
  header_done_ = true;
  if (version_ >= 11 && hosts_ == 0) return refuse(status::bad_request, "HTTP/1.1 needs a Host field", error);
  find_route(request_);
}

std::size_t RequestParser::on_body_impl(Text piece, Error &) {
  request_.body.take(piece);
  return piece.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t, Text extensions, Error &error) {
  extension_bytes_ += extensions.size();
  if (extension_bytes_ > limits_.chunk_extensions) {
    return refuse(status::bad_request, "the chunk extensions are too long", error);
  }
  if (std::ranges::any_of(extensions, is_control)) {
    refuse(status::bad_request, "a chunk extension holds a control byte", error);
  }
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text piece, Error &) {
  request_.body.take(piece);
  return piece.size();
}

void RequestParser::refuse(http::status status, const char *sentence, Error &error) {
  refused_with_ = status;
  sentence_ = sentence;
  error = http::error::bad_field; // any error ends the parsing; what to say stands in the sentence
}

Refusal RequestParser::refusal(Error error, std::string_view unread) const {
  if (sentence_ != nullptr) return {refused_with_, sentence_};
  if (error == http::error::body_limit) return {status::payload_too_large, "the body is too large"};
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    if (header_done_) return {status::bad_request, "a line between chunks, or the trailer, is too long"};
    // Where the line is not complete, nothing of it was read.
    if (version_ == 0 && unread.substr(0, limits_.request_line + 2).find('\n') == std::string_view::npos) {
      return {status::uri_too_long, "the request line is too long"};
    }
    return {status::request_header_fields_too_large, "the header is too large"};
  }
  return {status::bad_request, "this is no request of HTTP/1.1: " + error.message()};
}

} // namespace cpp_common
