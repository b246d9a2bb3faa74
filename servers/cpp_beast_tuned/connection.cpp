// Reading, answering, writing; see connection.hpp.
#include "connection.hpp"

#include "output.hpp"
#include "read_batch.hpp"
#include "routes.hpp"
#include "worker.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <cstring>

namespace cpp_beast_tuned {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::size_t idle_bytes = 2 * 1024; // holds most requests, and is all that an idle connection keeps
constexpr std::size_t body_bytes = 64 * 1024;

// A worker is a thread: what only lives while a callback runs is there once a thread, not once a connection.
thread_local Output output;
thread_local ReadBatch batch;

} // namespace

std::unique_ptr<cpp_common::Connection> make_connection(Socket socket, Worker &worker, Count &count) {
  return std::make_unique<Connection>(std::move(socket), worker, count);
}

Connection::Connection(Socket socket, Worker &worker, Count &count)
    : cpp_common::Connection(std::move(socket), worker, count), input_(idle_bytes, '\0') {}

void Connection::serve() { read(); }

void Connection::refuse(const Refusal &refusal) {
  end_with(refusal);
  send();
}

void Connection::read() {
  socket_.async_read_some(asio::buffer(input_.data() + filled_, input_.size() - filled_),
                          [this](Error error, std::size_t count) { received(error, count); });
}

void Connection::received(Error error, std::size_t count) {
  if (error) return worker_.release(*this);
  filled_ += count;
  answer_received();
  be_patient();
  send();
}

/// Parses where the bytes lie, as often as they hold a whole request; what is left of them moves to the front.
void Connection::answer_received() {
  std::size_t taken = 0;
  while (taken < filled_ && !last_) {
    if (!parser_) {
      parser_.emplace(request_, worker_.limits()); // Beast's parsers cannot be used again
      told_to_continue_ = false;
    }
    Error error;
    const std::string_view rest(input_.data() + taken, filled_ - taken);
    taken += parser_->put(asio::buffer(rest.data(), rest.size()), error);
    if (error && error != http::error::need_more) {
      end_with(parser_->refusal(error, rest));
    } else if (parser_->is_done()) {
      answer_request();
    } else if (error) {
      break;
    }
  }
  if (last_) {
    drains_ = drains_ || taken < filled_;
    return;
  }
  filled_ -= taken;
  std::memmove(input_.data(), input_.data() + taken, filled_);
  make_room();
}

/// As much as the next read deserves, and no more memory for a connection that waits.
void Connection::make_room() {
  std::size_t wanted = idle_bytes;
  if (parser_ && parser_->is_header_done()) {
    const auto left = parser_->content_length_remaining();
    if (!left || *left > idle_bytes) wanted = body_bytes;
    if (parser_->expects_continue() && !told_to_continue_ && request_.body.bytes() == 0) {
      output.append("HTTP/1.1 100 Continue\r\n\r\n");
      told_to_continue_ = true;
    }
  } else if (filled_ >= idle_bytes) {
    wanted = worker_.limits().longest_header() + idle_bytes;
  }
  if (filled_ >= wanted) return end_with(parser_->refusal(http::error::buffer_overflow, {input_.data(), filled_}));
  if (input_.size() == wanted) return;
  input_.resize(wanted);
  if (wanted == idle_bytes) input_.shrink_to_fit();
}

void Connection::answer_request() {
  using How = Output::Connection;
  last_ = !parser_->keep_alive() || worker_.stopping();
  // HTTP/1.0 closes unless told otherwise, HTTP/1.1 stays open unless told otherwise.
  const How how = last_ ? How::close : parser_->is_http_11() ? How::as_is : How::keep_alive;
  output.append(answer(request_), request_.method != http::verb::head, how, worker_);
  parser_.reset();
  patience_.idle(worker_.now());
}

void Connection::end_with(const Refusal &refusal) {
  last_ = drains_ = true;
  output.append(cpp_common::error_answer(refusal.status, refusal.sentence), true, Output::Connection::close, worker_);
  parser_.reset();
}

void Connection::be_patient() {
  const auto now = worker_.now();
  if (!parser_) return patience_.idle(now);
  if (parser_->is_header_done()) return patience_.body(request_.body.bytes(), now);
  patience_.header(now);
}

/// Most answers fit into the socket's buffer: one system call and no way through the scheduler.
void Connection::send() {
  const std::string_view text = output.text();
  Error error;
  const std::size_t count = text.empty() ? 0 : socket_.write_some(asio::buffer(text.data(), text.size()), error);
  if (count < text.size()) unsent_ = text.substr(count);
  output.clear();
  if (error && error != asio::error::would_block) return worker_.release(*this);
  if (unsent_.empty()) return go_on();
  sent_ = 0;
  patience_.answer(sent_, worker_.now());
  send_rest();
}

void Connection::send_rest() {
  socket_.async_write_some(asio::buffer(unsent_.data() + sent_, unsent_.size() - sent_),
                           [this](Error error, std::size_t count) { sent(error, count); });
}

void Connection::sent(Error error, std::size_t count) {
  if (error) return worker_.release(*this);
  sent_ += count;
  patience_.answer(sent_, worker_.now());
  if (sent_ < unsent_.size()) return send_rest();
  unsent_ = std::string();
  be_patient();
  go_on();
}

void Connection::go_on() {
  if (!last_) return batch.add(*this, worker_.executor());
  if (!drains_) return worker_.release(*this);
  Error error;
  socket_.shutdown(Socket::shutdown_send, error);
  patience_.draining(worker_.now());
  drain();
}

/// Closing while the client still sends would reset the connection and could destroy the answer before it is read.
void Connection::drain() {
  socket_.async_read_some(asio::buffer(input_.data(), input_.size()), [this](Error error, std::size_t) {
    if (error) return worker_.release(*this);
    drain();
  });
}

} // namespace cpp_beast_tuned
