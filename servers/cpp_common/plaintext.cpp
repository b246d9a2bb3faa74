// A fixed text; see plaintext.hpp.
#include "plaintext.hpp"

namespace cpp_common {

Answer plaintext(const Request &) { return {http::status::ok, ContentType::text, "Hello, World!", {}}; }

} // namespace cpp_common
