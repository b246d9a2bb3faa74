// One connection from accept to close: read a request, answer it, as often as the client likes. What it reads with is
// Beast's async_read, into a parser that keeps the rules of HTTP (see request_parser.hpp); what it answers with is a
// Beast response and async_write.
#pragma once

#include "request_parser.hpp"
#include "worker.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>

namespace cpp_beast {

class Connection final : public cpp_common::Watched {
public:
  Connection(cpp_common::Socket socket, cpp_common::Worker &worker);
  ~Connection() override { worker_.gone(); }

  cpp_common::Task<void> serve();

  cpp_common::Sight look() const override;
  void close() override;

private:
  template <class T> using Task = cpp_common::Task<T>;
  using Response = boost::beast::http::response<boost::beast::http::string_body>;

  Task<bool> serve_one();
  Task<cpp_common::ErrorCode> read_request();
  Task<cpp_common::ErrorCode> read_body();
  Response response_of(cpp_common::Answer answer, bool keep_alive) const;
  Task<cpp_common::ErrorCode> write(Response &response, bool header_only);

  cpp_common::Socket socket_;
  cpp_common::Worker &worker_;
  boost::beast::flat_buffer buffer_;
  cpp_common::Request request_;
  std::optional<cpp_common::RequestParser> parser_; ///< of the request under way
  std::uint64_t turn_ = 0;
  bool writing_ = false;
};

} // namespace cpp_beast
