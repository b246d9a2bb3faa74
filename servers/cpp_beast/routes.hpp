// Which path is answered by which function, and what everything else gets: 404, or 405 with Allow.
#pragma once

#include "answers.hpp"

namespace cpp_beast {

/// Never throws for what a client sent: InvalidInput becomes a 400.
Answer answer(const Request &request);

} // namespace cpp_beast
