// A fixed text; see plaintext.hpp.
#include "plaintext.hpp"

namespace cpp_common {

Answer plaintext(const Request &) {
  return {http::status::ok, "text/plain; charset=utf-8", std::string_view("Hello, World!"), {}};
}

} // namespace cpp_common
