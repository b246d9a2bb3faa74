// One connection from accept to close: read, parse, answer, write, as often as the client likes. All answers to what
// one read brought leave in one write, so pipelined requests cost one system call together.
#pragma once

#include "answers.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/intrusive/list_hook.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace cpp_beast {

// The concrete executor instead of any_io_executor: no type erasure around every operation.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
template <class T> using Task = boost::asio::awaitable<T, Executor>;
/// An operation's error code is part of its result: a peer that leaves is no exception.
constexpr auto completion = boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>{});

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;

class Worker;

class Connection : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
  Connection(Socket socket, const Worker &worker);

  Task<void> serve();

  void close_if_overdue(TimePoint now);
  void close_if_idle();

private:
  using Parser = http::request_parser<http::string_body>;

  void answer_received();
  bool parse();
  void answer_request();
  void refuse(http::status status, std::string_view sentence);
  void append(const Answer &answer, bool with_body);
  bool send_at_once();
  Task<bool> send_rest();
  Task<void> drain();

  Socket socket_;
  const Worker &worker_;
  TimePoint deadline_;
  boost::beast::flat_buffer input_;
  std::optional<Parser> parser_; ///< there is one while a request is incomplete
  std::string output_;
  bool told_to_continue_ = false;
  bool last_ = false;    ///< close once the output is written
  bool refused_ = false; ///< the client may still be sending what will not be read
};

} // namespace cpp_beast
