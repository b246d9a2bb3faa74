// Reading and writing with Beast; see connection.hpp.
#include "connection.hpp"

#include "routes.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace cpp_beast {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using namespace cpp_common;

constexpr std::size_t idle_buffer_bytes = 2 * 1024;  // most headers fit, and an idle connection stays below 8 KiB
constexpr std::size_t body_buffer_bytes = 16 * 1024; // fewer reads for a long body

} // namespace

Connection::Connection(Socket socket, Worker &worker)
    : socket_(std::move(socket)),
      worker_(worker),
      buffer_(std::max(worker.limits().header_bytes, worker.limits().request_line_bytes) + body_buffer_bytes) {
  worker.watch(*this);
  buffer_.reserve(idle_buffer_bytes);
}

Task<void> Connection::serve() {
  for (bool goes_on = true; goes_on; ++turn_) { // GCC 12 miscompiles `while (co_await serve_one())`
    goes_on = co_await serve_one();
  }
  worker_.see_off(std::move(socket_), {});
}

/// False when the connection is to end.
Task<bool> Connection::serve_one() {
  if (worker_.stopping() && buffer_.size() == 0) co_return false;
  parser_.emplace(request_, worker_.limits());
  const ErrorCode error = co_await read_request();
  if (RequestParser::is_refused(error)) {
    const auto [status, sentence] = parser_->refusal(error);
    Response refusal = response_of(error_answer(status, sentence), false);
    co_await write(refusal, false);
  }
  if (error) co_return false;

  const bool keep_alive = request_.keep_alive && !worker_.stopping();
  Response response = response_of(answer(request_), keep_alive);
  const ErrorCode failure = co_await write(response, request_.method == http::verb::head);
  co_return keep_alive && !failure;
}

Task<ErrorCode> Connection::read_request() {
  const auto [error, bytes] = co_await http::async_read_header(socket_, buffer_, *parser_, completion);
  if (error || parser_->is_done()) co_return error;
  co_return co_await read_body();
}

Task<ErrorCode> Connection::read_body() {
  if (request_.expects_continue && buffer_.size() == 0) {
    const http::response<http::empty_body> go_on{http::status::continue_, 11};
    const auto [failure, sent] = co_await http::async_write(socket_, go_on, completion);
    if (failure) co_return failure;
  }
  buffer_.reserve(body_buffer_bytes);
  const auto [error, bytes] = co_await http::async_read(socket_, buffer_, *parser_, completion);
  buffer_.shrink_to_fit();
  buffer_.reserve(idle_buffer_bytes);
  co_return error;
}

Connection::Response Connection::response_of(Answer answer, bool keep_alive) const {
  Response response{answer.status, 11};
  response.set(http::field::date, worker_.date());
  response.set(http::field::content_type, name_of(answer.content_type));
  if (!answer.allow.empty()) response.set(http::field::allow, answer.allow);
  response.keep_alive(keep_alive);
  // HTTP/1.0 closes unless told otherwise.
  if (keep_alive && request_.http_1_0) response.set(http::field::connection, "keep-alive");
  response.body() = std::move(answer.body);
  response.prepare_payload();
  return response;
}

Task<ErrorCode> Connection::write(Response &response, bool header_only) {
  http::response_serializer<http::string_body> serializer{response};
  ErrorCode error;
  std::size_t sent = 0;
  writing_ = true;
  if (header_only) {
    std::tie(error, sent) = co_await http::async_write_header(socket_, serializer, completion);
  } else {
    std::tie(error, sent) = co_await http::async_write(socket_, serializer, completion);
  }
  writing_ = false;
  co_return error;
}

Sight Connection::look() const {
  const auto seen = [this](Phase phase) { return Sight{phase, turn_, request_.body.bytes()}; };
  if (writing_) return seen(Phase::writing);
  if (parser_ && parser_->is_header_done()) return seen(Phase::body);
  if (parser_ && (parser_->got_some() || buffer_.size() > 0)) return seen(Phase::header);
  return seen(Phase::idle);
}

void Connection::close() {
  ErrorCode ignored;
  socket_.close(ignored);
}

} // namespace cpp_beast
