// POST /upload: any bytes, counted while they stream in; nothing of them is kept.
#pragma once

#include "answers.hpp"

namespace cpp_common {

struct Request;

Answer upload(const Request &request);

} // namespace cpp_common
