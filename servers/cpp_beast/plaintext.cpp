// A fixed text; see plaintext.hpp.
#include "plaintext.hpp"

namespace cpp_beast {

Answer plaintext(const Request &) { return {http::status::ok, "text/plain; charset=utf-8", "Hello, World!", {}}; }

} // namespace cpp_beast
