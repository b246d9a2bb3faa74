// Reading, answering, writing; see connection.hpp.
#include "connection.hpp"

#include "response.hpp"
#include "routes.hpp"
#include "worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>

namespace cpp_beast {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::size_t idle_bytes = 2 * 1024; // holds most requests, and is all that an idle connection keeps
constexpr std::size_t body_bytes = 16 * 1024;

std::string_view text_of(const boost::beast::flat_buffer &buffer) {
  return {static_cast<const char *>(buffer.data().data()), buffer.size()};
}

/// Its connections share nothing but the worker.
class Service final : public cpp_common::Service {
public:
  explicit Service(Worker &worker) : worker_(worker) {}
  std::unique_ptr<cpp_common::Connection> connect(Socket socket, Count &count) override {
    return std::make_unique<Connection>(std::move(socket), worker_, count);
  }

private:
  Worker &worker_;
};

} // namespace

std::unique_ptr<cpp_common::Service> make_service(Worker &worker) { return std::make_unique<Service>(worker); }

Connection::Connection(Socket socket, Worker &worker, Count &count)
    : cpp_common::Connection(worker, count),
      socket_(std::move(socket)),
      buffer_(worker.limits().longest_header() + body_bytes) {}

void Connection::serve() { spawn(answer_requests()); }

void Connection::refuse(const Refusal &refusal) { spawn(end_with(refusal)); }

void Connection::end() {
  Error ignored;
  socket_.close(ignored);
}

void Connection::spawn(Task<void> task) {
  asio::co_spawn(
      worker_.executor(),
      [](Connection &self, Task<void> until_the_end) -> Task<void> {
        co_await std::move(until_the_end);
        self.worker_.release(self);
      }(*this, std::move(task)),
      asio::detached);
}

Task<void> Connection::answer_requests() {
  for (bool goes_on = true; goes_on;) {
    goes_on = co_await wait_for_request();
    if (goes_on) goes_on = co_await answer_request();
  }
}

/// Until its first bytes are there, with hardly any memory. False when the client has left.
Task<bool> Connection::wait_for_request() {
  patience_.idle(worker_.now());
  if (buffer_.size() > 0) co_return true;
  if (buffer_.capacity() > idle_bytes) buffer_.shrink_to_fit();
  const auto [error, count] = co_await socket_.async_read_some(buffer_.prepare(idle_bytes), completion);
  buffer_.commit(count);
  co_return !error;
}

/// True when the connection can go on.
Task<bool> Connection::answer_request() {
  Parser parser(request_, worker_.limits());
  patience_.header(worker_.now());
  auto [error, count] = co_await http::async_read_header(socket_, buffer_, parser, completion);
  if (!error && !parser.is_done()) error = co_await read_body(parser);
  if (error) {
    if (error.category() == http::make_error_code(http::error::end_of_stream).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message) {
      co_await end_with(parser.refusal(error, text_of(buffer_)));
    }
    co_return false;
  }
  Response response = make_response(cpp_common::answer(request_), worker_.date());
  response.keep_alive(parser.keep_alive() && !worker_.stopping());
  // The answer is HTTP/1.1 whoever asks; HTTP/1.0 closes unless told otherwise.
  if (!parser.is_http_11() && response.keep_alive()) response.set(http::field::connection, "keep-alive");
  if (request_.method == http::verb::head) leave_out_body(response);
  const bool written = co_await write(response);
  if (written && !response.keep_alive() && buffer_.size() > 0) co_await linger();
  co_return written &&response.keep_alive();
}

/// Piece by piece, so that a body that makes progress gets time for it.
Task<Connection::Error> Connection::read_body(Parser &parser) {
  if (parser.expects_continue() && buffer_.size() == 0) {
    const http::response<http::empty_body> go_on{http::status::continue_, 11};
    const bool written = co_await write(go_on);
    if (!written) co_return asio::error::broken_pipe;
  }
  parser.eager(true);
  const auto length = parser.content_length();
  if (!length || *length > idle_bytes) buffer_.reserve(body_bytes);
  while (!parser.is_done()) {
    patience_.body(request_.body.bytes(), worker_.now());
    const auto [error, count] = co_await http::async_read_some(socket_, buffer_, parser, completion);
    if (error) co_return error;
  }
  co_return Error{};
}

/// False when the client is gone, or takes the answer too slowly.
template <class Response> Task<bool> Connection::write(const Response &response) {
  http::serializer<false, typename Response::body_type, typename Response::fields_type> serializer(response);
  for (std::uint64_t sent = 0; !serializer.is_done();) {
    patience_.answer(sent, worker_.now());
    const auto [error, count] = co_await http::async_write_some(socket_, serializer, completion);
    if (error) co_return false;
    sent += count;
  }
  co_return true;
}

Task<void> Connection::end_with(Refusal refusal) {
  Response response = make_response(cpp_common::error_answer(refusal.status, refusal.sentence), worker_.date());
  response.keep_alive(false);
  const bool written = co_await write(response);
  if (written) co_await linger();
}

/// Closing while the client still sends would reset the connection and could destroy the answer before it is read.
Task<void> Connection::linger() {
  Error error;
  socket_.shutdown(Socket::shutdown_send, error);
  patience_.linger(worker_.now());
  while (!error) {
    buffer_.clear();
    std::tie(error, std::ignore) = co_await socket_.async_read_some(buffer_.prepare(idle_bytes), completion);
  }
}

} // namespace cpp_beast
