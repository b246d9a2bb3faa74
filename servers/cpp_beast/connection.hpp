// One connection from accept to close, as a coroutine: wait, read a header, read its body, answer, as often as the
// client likes.
#pragma once

#include "connection_base.hpp"
#include "request_parser.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>

namespace cpp_beast {

using cpp_common::Count;
using cpp_common::Refusal;
using cpp_common::Socket;
using cpp_common::Worker;

template <class T> using Task = boost::asio::awaitable<T, cpp_common::Executor>;
/// An operation's error code is part of its result: a peer that leaves is no exception.
constexpr auto completion = boost::asio::as_tuple(boost::asio::use_awaitable_t<cpp_common::Executor>{});

class Connection final : public cpp_common::Connection {
public:
  Connection(Socket socket, Worker &worker, Count &count);

  void serve() override;
  void refuse(const Refusal &refusal) override;

protected:
  void end() override;

private:
  using Error = boost::system::error_code;
  using Parser = cpp_common::RequestParser;

  Task<void> answer_requests();
  Task<bool> answer_request();
  Task<bool> wait_for_request();
  Task<Error> read_body(Parser &parser);
  Task<void> end_with(Refusal refusal);
  Task<void> linger();
  template <class Response> Task<bool> write(const Response &response);
  void spawn(Task<void> task);

  Socket socket_;
  cpp_common::Request request_;
  boost::beast::flat_buffer buffer_;
};

std::unique_ptr<cpp_common::Service> make_service(Worker &worker);

} // namespace cpp_beast
