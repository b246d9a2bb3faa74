// GET /plaintext: a fixed text, what HTTP costs alone.
#pragma once

#include "answers.hpp"
#include "request.hpp"

namespace cpp_common {

Answer plaintext(const Request &request);

} // namespace cpp_common
