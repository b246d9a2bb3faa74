// Reading, framing, limits; see connection.hpp.
#include "connection.hpp"

#include "routes.hpp"
#include "worker.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

namespace cpp_beast {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto idle_limit = 65s;    // a proxy in front usually keeps its side for 60 s: it should be the one to close
constexpr auto message_limit = 30s; // for a whole request, and for any progress in taking the answer
constexpr auto drain_limit = 2s;
constexpr std::size_t read_bytes = 4096;
constexpr std::uint32_t header_bytes = 32 * 1024;
constexpr std::uint64_t body_bytes = 1024 * 1024;

http::status status_of(error_code error) {
  if (error == http::error::body_limit) return http::status::payload_too_large;
  if (error == http::error::header_limit) return http::status::request_header_fields_too_large;
  return http::status::bad_request;
}

Request request_of(const http::request<http::string_body> &message) {
  const std::string_view target = message.target();
  const std::size_t question = target.find('?');
  return {.method = message.method(),
          .path = target.substr(0, question),
          .query = question == std::string_view::npos ? "" : target.substr(question + 1),
          .body = message.body()};
}

} // namespace

Connection::Connection(Socket socket, const Worker &worker)
    : socket_(std::move(socket)), worker_(worker), input_(header_bytes + read_bytes) {}

Task<void> Connection::serve() {
  error_code error;
  socket_.set_option(asio::ip::tcp::no_delay(true), error);
  socket_.non_blocking(true, error);
  while (!last_ && !(worker_.stopping() && !parser_)) {
    if (!parser_) deadline_ = worker_.now() + idle_limit;
    const auto [failure, received] = co_await socket_.async_read_some(input_.prepare(read_bytes), completion);
    if (failure) co_return;
    input_.commit(received);
    answer_received();
    if (!send_at_once() && !co_await send_rest()) co_return;
  }
  if (refused_) co_await drain();
}

void Connection::close_if_overdue(TimePoint now) {
  error_code ignored;
  if (deadline_ <= now) socket_.close(ignored);
}

void Connection::close_if_idle() {
  error_code ignored;
  if (!parser_ && output_.empty()) socket_.close(ignored);
}

void Connection::answer_received() {
  while (input_.size() > 0 && !last_ && parse()) answer_request();
}

/// True when a request is complete. Otherwise more must be read, or it was refused.
bool Connection::parse() {
  if (!parser_) {
    parser_.emplace();
    parser_->eager(true);
    parser_->header_limit(header_bytes);
    parser_->body_limit(body_bytes);
    deadline_ = worker_.now() + message_limit;
    told_to_continue_ = false;
  }
  error_code error;
  input_.consume(parser_->put(input_.data(), error));
  if (error && error != http::error::need_more) {
    refuse(status_of(error), "the request was refused: " + error.message());
    return false;
  }
  if (parser_->is_done()) return true;
  if (input_.size() >= header_bytes) { // a chunk's extension, for which the parser has no limit
    refuse(http::status::bad_request, "the request has a line that is too long");
    return false;
  }
  if (parser_->is_header_done() && !told_to_continue_ &&
      boost::beast::iequals(parser_->get()[http::field::expect], "100-continue")) {
    output_ += "HTTP/1.1 100 Continue\r\n\r\n";
    told_to_continue_ = true;
  }
  return false;
}

void Connection::answer_request() {
  const auto &message = parser_->get();
  if (message.version() == 11 && message.find(http::field::host) == message.end()) {
    return refuse(http::status::bad_request, "HTTP/1.1 needs a Host field");
  }
  last_ = !message.keep_alive() || worker_.stopping();
  append(answer(request_of(message)), message.method() != http::verb::head);
  parser_.reset();
}

void Connection::refuse(http::status status, std::string_view sentence) {
  last_ = refused_ = true;
  append(error_answer(status, sentence), true);
  parser_.reset();
}

void Connection::append(const Answer &answer, bool with_body) {
  const std::string_view reason = http::obsolete_reason(answer.status);
  output_ += "HTTP/1.1 ";
  output_ += std::to_string(static_cast<unsigned>(answer.status));
  output_ += ' ';
  output_ += reason;
  output_ += "\r\nDate: ";
  output_ += worker_.date();
  output_ += "\r\nContent-Type: ";
  output_ += answer.content_type;
  output_ += "\r\nContent-Length: ";
  output_ += std::to_string(answer.body.size());
  if (!answer.allow.empty()) (output_ += "\r\nAllow: ") += answer.allow;
  // HTTP/1.0 closes unless told otherwise, HTTP/1.1 stays open unless told otherwise.
  if (last_) {
    output_ += "\r\nConnection: close";
  } else if (parser_->get().version() == 10) {
    output_ += "\r\nConnection: keep-alive";
  }
  output_ += "\r\n\r\n";
  if (with_body) output_ += answer.body;
}

/// Most answers fit into the socket's buffer: one system call and no way through the scheduler. False when some is
/// left.
bool Connection::send_at_once() {
  if (output_.empty()) return true;
  error_code error;
  output_.erase(0, socket_.write_some(asio::buffer(output_), error));
  return output_.empty();
}

/// False when the client is gone, or takes nothing for longer than the limit.
Task<bool> Connection::send_rest() {
  while (!output_.empty()) {
    deadline_ = worker_.now() + message_limit;
    const auto [failure, sent] = co_await socket_.async_write_some(asio::buffer(output_), completion);
    if (failure) co_return false;
    output_.erase(0, sent);
  }
  co_return true;
}

/// Closing while the client still sends would reset the connection and could destroy the answer before it is read.
Task<void> Connection::drain() {
  error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  deadline_ = worker_.now() + drain_limit;
  while (!error) {
    input_.clear();
    std::tie(error, std::ignore) = co_await socket_.async_read_some(input_.prepare(read_bytes), completion);
  }
}

} // namespace cpp_beast
