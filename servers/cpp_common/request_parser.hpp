// Beast's parser, made strict: it reads one request into a Request and refuses what RFC 9110 and 9112 forbid but Beast
// lets pass. Why a parser of our own, as Beast's documentation offers under "Custom Parsers": its request_parser keeps
// neither where a field was folded nor which fields were trailers, so these rules could not be checked afterwards.
// What Beast lets pass and this one does not, each with a test in framing_test.cpp: folded fields; several Host; an
// authority that is none; a Transfer-Encoding that is not exactly `chunked`, or in HTTP/1.0; Content-Length given twice
// or as a list; header blocks beyond their limit when they come line by line; control bytes in a chunk's extension;
// trailers that change the request.
#pragma once

#include "limits.hpp"
#include "request.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <optional>

namespace cpp_common {

using ErrorCode = boost::system::error_code;

/// Why a request is not answered by a handler. The connection ends with it: where the next request would begin is
/// no longer certain.
struct Refusal {
  http::status status;
  std::string_view sentence;
};

class RequestParser final : public http::basic_parser<true> {
public:
  /// Both must outlive it. Use it for one request: Beast's parsers cannot begin again.
  RequestParser(Request &request, const Limits &limits);

  /// Whether the client is to be told why, for it is neither gone nor silent.
  static bool is_refused(const ErrorCode &error);
  /// What to tell a client after `error`.
  Refusal refusal(const ErrorCode &error) const;

private:
  using View = boost::beast::string_view;
  using Length = boost::optional<std::uint64_t>;

  void on_request_impl(http::verb method, View method_text, View target, int version, ErrorCode &error) override;
  void on_response_impl(int, View, int, ErrorCode &) override {}
  void on_field_impl(http::field name, View name_text, View value, ErrorCode &error) override;
  void on_header_impl(ErrorCode &error) override;
  void on_body_init_impl(const Length &, ErrorCode &) override {}
  std::size_t on_body_impl(View piece, ErrorCode &error) override;
  void on_chunk_header_impl(std::uint64_t size, View extensions, ErrorCode &error) override;
  std::size_t on_chunk_body_impl(std::uint64_t rest, View piece, ErrorCode &error) override;
  void on_finish_impl(ErrorCode &) override {}

  void check_host(View value, ErrorCode &error);
  void check_content_length(View value, ErrorCode &error);
  void check_transfer_encoding(View value, ErrorCode &error);
  void refuse(ErrorCode &error, http::status status, std::string_view sentence);

  Request &request_;
  const Limits &limits_;
  std::optional<Refusal> refusal_;
  std::size_t header_bytes_ = 0;
  std::size_t fields_ = 0;
  std::size_t extension_bytes_ = 0;
  bool in_trailers_ = false;
  bool has_host_ = false;
  bool has_content_length_ = false;
  bool has_expectation_ = false;
};

} // namespace cpp_common
