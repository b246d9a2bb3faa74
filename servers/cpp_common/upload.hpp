// POST /upload: any bytes, answered with their number and CRC-32. They are counted while they stream in and never kept.
#pragma once

#include "answers.hpp"
#include "request.hpp"

namespace cpp_common {

Answer upload(const Request &request);

} // namespace cpp_common
