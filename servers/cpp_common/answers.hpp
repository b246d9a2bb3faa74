// What a handler gives back, without HTTP's framing: the connection adds that. An answer with a JSON body is a document
// or {"error": a sentence}.
#pragma once

#include "json_text.hpp"

#include <boost/beast/http/status.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace cpp_common {

namespace http = boost::beast::http;

enum class ContentType : std::uint8_t { json, text };

constexpr std::string_view name_of(ContentType type) {
  return type == ContentType::json ? "application/json" : "text/plain; charset=utf-8";
}

struct Answer {
  http::status status = http::status::ok;
  ContentType content_type = ContentType::json;
  std::string body;
  std::string_view allow; ///< of 405 and OPTIONS; a text that lives as long as the program
};

/// A request that makes no sense to a handler; what() is the sentence for the client. Becomes a 400.
struct InvalidInput : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Answer json_answer(http::status status, const OrderedJson &document);
Answer error_answer(http::status status, std::string_view sentence);

} // namespace cpp_common
