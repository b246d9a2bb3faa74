// The rules; see request_parser.hpp.
#include "request_parser.hpp"

#include "routes.hpp"
#include "target.hpp"

#include <boost/beast/http/error.hpp>

#include <algorithm>

namespace cpp_common {
namespace {

using boost::beast::iequals;
using http::status;

bool is_decimal(char letter) { return letter >= '0' && letter <= '9'; }
bool is_control(char letter) {
  return (static_cast<unsigned char>(letter) < ' ' && letter != '\t') || letter == '\x7f';
}

/// Between a field's name and its value stand a colon and white space. When the value was folded, either a line's end
/// stands there too, or Beast has put the lines together in a buffer of its own, which lies somewhere else: then the
/// value does not begin behind the name within reach of one line. Compared as numbers, for they may be unrelated.
bool is_folded(std::string_view name, std::string_view value, std::size_t line_limit) {
  const auto name_end = reinterpret_cast<std::uintptr_t>(name.data() + name.size());
  const auto value_begin = reinterpret_cast<std::uintptr_t>(value.data());
  if (value_begin <= name_end || value_begin - name_end > line_limit) return true;
  const std::string_view between(name.data() + name.size(), value_begin - name_end);
  return between.find_first_not_of(" \t", 1) != std::string_view::npos;
}

} // namespace

RequestParser::RequestParser(Request &request, const Limits &limits) : request_(request), limits_(limits) {
  eager(true);
  // Beast counts only what it could not take yet, so this bounds one line; on_field_impl counts the block.
  header_limit(static_cast<std::uint32_t>(std::max(limits.header_bytes, limits.request_line_bytes)));
  body_limit(limits.body_bytes);
  request.route = nullptr;
  request.parameters.clear();
  request.expects_continue = false;
  request.body.begin(BodyUse::ignore);
}

bool RequestParser::is_refused(const ErrorCode &error) {
  const ErrorCode gone = http::error::end_of_stream;
  return error && error.category() == gone.category() && error != gone && error != http::error::partial_message;
}

Refusal RequestParser::refusal(const ErrorCode &error) const {
  if (refusal_) return *refusal_;
  if (error == http::error::body_limit) return {status::payload_too_large, "the body is too long"};
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return {status::request_header_fields_too_large, "a line or a header block is too long"};
  }
  if (error == http::error::bad_version) {
    return {status::bad_request, "the request line must end in HTTP/1.1 or HTTP/1.0"};
  }
  return {status::bad_request, "this is not HTTP as RFC 9112 has it"};
}

void RequestParser::refuse(ErrorCode &error, status status, std::string_view sentence) {
  refusal_ = Refusal{status, sentence};
  error = http::error::bad_field; // any will do: refusal_ tells more
}

void RequestParser::on_request_impl(http::verb method, View method_text, View target, int version, ErrorCode &error) {
  constexpr std::size_t beside = sizeof("  HTTP/1.1") - 1;
  if (method_text.size() + target.size() + beside > limits_.request_line_bytes) {
    return refuse(error, status::uri_too_long, "the request line is too long");
  }
  request_.method = method;
  request_.target.assign(target.data(), target.size());
  request_.http_1_0 = version == 10;
}

void RequestParser::on_field_impl(http::field name, View name_text, View value, ErrorCode &error) {
  if (is_folded(name_text, value, limits_.header_bytes)) {
    return refuse(error, status::bad_request, "a field must not be folded over lines");
  }
  constexpr std::size_t line_end = 2;
  header_bytes_ += static_cast<std::size_t>(value.data() + value.size() - name_text.data()) + line_end;
  if (header_bytes_ > limits_.header_bytes || ++fields_ > limits_.fields) {
    return refuse(error, status::request_header_fields_too_large, "the header has too many or too long fields");
  }
  if (in_trailers_) return; // whatever they say, the request is what its header said
  switch (name) {
  case http::field::host: return check_host(value, error);
  case http::field::content_length: return check_content_length(value, error);
  case http::field::transfer_encoding: return check_transfer_encoding(value, error);
  case http::field::expect:
    has_expectation_ = true;
    request_.expects_continue = iequals(value, "100-continue");
    return;
  default: return;
  }
}

void RequestParser::check_host(View value, ErrorCode &error) {
  if (has_host_) return refuse(error, status::bad_request, "there must be one Host field");
  has_host_ = true;
  if (!is_authority(value)) refuse(error, status::bad_request, "the Host field names no host");
}

void RequestParser::check_content_length(View value, ErrorCode &error) {
  if (has_content_length_) return refuse(error, status::bad_request, "there must be one Content-Length field");
  has_content_length_ = true;
  if (value.empty() || !std::ranges::all_of(value, is_decimal)) {
    refuse(error, status::bad_request, "Content-Length must be a whole number");
  }
}

void RequestParser::check_transfer_encoding(View value, ErrorCode &error) {
  if (request_.http_1_0) return refuse(error, status::bad_request, "HTTP/1.0 has no Transfer-Encoding");
  if (!iequals(value, "chunked")) {
    refuse(error, status::not_implemented, "the only Transfer-Encoding understood is chunked");
  }
}

void RequestParser::on_header_impl(ErrorCode &error) {
  in_trailers_ = true;
  request_.keep_alive = keep_alive();
  if (!has_host_ && !request_.http_1_0) return refuse(error, status::bad_request, "HTTP/1.1 needs a Host field");
  const auto target = read_target(request_.target, request_.method);
  if (request_.method == http::verb::unknown || request_.method == http::verb::connect) {
    return refuse(error, status::not_implemented, "the method is not known here");
  }
  if (!target) return refuse(error, status::bad_request, "the target must be a path or an http URL");
  if (has_expectation_ && !request_.expects_continue) {
    return refuse(error, status::expectation_failed, "the only expectation understood is 100-continue");
  }
  request_.expects_continue = request_.expects_continue && !request_.http_1_0 && !is_done();
  request_.path = target->path;
  request_.query = target->query;
  find_route(request_);
}

std::size_t RequestParser::on_body_impl(View piece, ErrorCode &) {
  request_.body.append(piece);
  return piece.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t, View extensions, ErrorCode &error) {
  extension_bytes_ += extensions.size();
  if (extension_bytes_ > limits_.chunk_extension_bytes) {
    return refuse(error, status::bad_request, "the chunks have too long extensions");
  }
  if (std::ranges::any_of(extensions, is_control)) {
    refuse(error, status::bad_request, "a chunk's extension holds a control character");
  }
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View piece, ErrorCode &error) {
  return on_body_impl(piece, error);
}

} // namespace cpp_common
