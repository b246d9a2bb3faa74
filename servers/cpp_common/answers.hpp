// What a handler gives back, without HTTP's framing: the connection adds that. A body is a JSON document, which the
// connection writes, or a text. Every refusal is {"error": a sentence}.
#pragma once

#include "json_memory.hpp"

#include <boost/beast/http/status.hpp>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cpp_common {

namespace http = boost::beast::http;

/// nlohmann's, with the memory that each server chooses (its json_memory.hpp): a document is made and dropped while one
/// request is answered, on one thread.
template <template <class, class, class...> class Object>
using JsonOf =
    nlohmann::basic_json<Object, std::vector, std::string, bool, std::int64_t, std::uint64_t, double, JsonAllocator>;

/// Keeps the order in which a document is written, and is quicker to build than the sorted kind. Not for parsing: its
/// look-up is linear, so a hostile body of many keys would take quadratic time.
using OrderedJson = JsonOf<nlohmann::ordered_map>;

/// An object member by member. Written as {{"a", 1}, …} each member would first be an array of two, on the heap.
using Members = OrderedJson::object_t;

/// A query may hold bytes that are not UTF-8: they leave as U+FFFD, because JSON cannot carry them.
constexpr auto for_broken_utf8 = OrderedJson::error_handler_t::replace;

struct Answer {
  http::status status = http::status::ok;
  std::string_view content_type;
  std::variant<std::string_view, OrderedJson> body; ///< a text lives as long as the program
  std::string allow;                                ///< 405 and OPTIONS * only
};

/// Why bytes are no request that can be answered; the connection ends with it.
struct Refusal {
  http::status status = http::status::bad_request;
  std::string sentence;
};

/// A request that makes no sense; what() is the sentence for the client. Becomes a 400.
struct InvalidInput : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Answer json_answer(http::status status, OrderedJson document);
Answer error_answer(http::status status, std::string_view sentence);

/// The body as it goes out.
std::string body_text(const Answer &answer);

} // namespace cpp_common
