// GET /plaintext: a fixed text, what HTTP costs alone.
#pragma once

#include "answers.hpp"

namespace cpp_common {

struct Request;

Answer plaintext(const Request &request);

} // namespace cpp_common
