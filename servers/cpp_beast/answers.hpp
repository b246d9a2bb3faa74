// What a handler gets and what it gives back, without HTTP's framing: the connection adds that. An answer with a JSON
// body is a document or {"error": a sentence}.
#pragma once

#include <boost/beast/http/status.hpp>
#include <boost/beast/http/verb.hpp>
#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace cpp_beast {

namespace http = boost::beast::http;

/// Keeps the order in which a document is written, and is quicker to build than the sorted kind. Not for parsing: its
/// look-up is linear, so a hostile body of many keys would take quadratic time.
using OrderedJson = nlohmann::ordered_json;

/// Views into the connection's buffers: valid while the handler runs.
struct Request {
  http::verb method = http::verb::unknown;
  std::string_view path;
  std::string_view query;
  std::string_view body;
};

struct Answer {
  http::status status = http::status::ok;
  std::string_view content_type;
  std::string body;
  std::string allow; ///< 405 only
};

/// A request that makes no sense; what() is the sentence for the client. Becomes a 400.
struct InvalidInput : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Answer json_answer(http::status status, const OrderedJson &document);
Answer error_answer(http::status status, std::string_view sentence);

} // namespace cpp_beast
