// Beast's parser, and the rules that it leaves to others: one place for both servers. It fills a Request and refuses,
// before anything behind it is read, whatever two readers could understand differently (RFC 9112, 11.2).
//
// Beast refuses by itself: bare CR and LF, control bytes, spaces before colons, other versions than 1.0 and 1.1,
// numbers that are none or do not fit, Content-Length beside Transfer-Encoding. Added here: exactly one valid Host, no
// folded lines, no Transfer-Encoding but one "chunked" in HTTP/1.1, one Content-Length that is one number, the forms of
// the target, framing fields in a trailer, the limits of line, block, fields and chunk extensions. And "close" holds,
// whatever else Connection says.
#pragma once

#include "answers.hpp"
#include "limits.hpp"
#include "request.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <optional>

namespace cpp_common {

class RequestParser final : public http::basic_parser<true> {
public:
  RequestParser(Request &request, const Limits &limits);

  bool is_http_11() const { return version_ >= 11; }
  /// Beast lets keep-alive go before close in HTTP/1.0; RFC 9112, 9.3 has it the other way round.
  bool keep_alive() const { return !asks_to_close_ && basic_parser::keep_alive(); }
  /// The client waits for "100 Continue" before it sends the body.
  bool expects_continue() const { return expects_continue_; }

  /// What to tell the client when put() or an async_read gave this error, with the bytes it left unread.
  Refusal refusal(boost::system::error_code error, std::string_view unread) const;

private:
  using Error = boost::system::error_code;
  using Text = boost::beast::string_view;
  using Length = boost::optional<std::uint64_t>;

  void on_request_impl(http::verb method, Text name, Text target, int version, Error &error) override;
  void on_response_impl(int, Text, int, Error &) override {}
  void on_field_impl(http::field field, Text name, Text value, Error &error) override;
  void on_header_impl(Error &error) override;
  void on_body_init_impl(const Length &, Error &) override {}
  std::size_t on_body_impl(Text piece, Error &) override;
  void on_chunk_header_impl(std::uint64_t size, Text extensions, Error &error) override;
  std::size_t on_chunk_body_impl(std::uint64_t, Text piece, Error &) override;
  void on_finish_impl(Error &) override {}

  void check_field(http::field field, std::string_view value, Error &error);
  void refuse(http::status status, const char *sentence, Error &error);

  Request &request_;
  const Limits &limits_;
  std::size_t fields_ = 0;
  std::size_t block_bytes_ = 0;
  std::size_t extension_bytes_ = 0;
  unsigned hosts_ = 0;
  unsigned content_lengths_ = 0;
  unsigned version_ = 0; ///< 10 or 11; 0 while the request line is not complete
  bool header_done_ = false;
  bool expects_continue_ = false;
  bool asks_to_close_ = false;
  http::status refused_with_ = http::status::unknown;
  const char *sentence_ = nullptr;
};

} // namespace cpp_common
