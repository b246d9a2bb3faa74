// Which path is answered by which function, and what everything else gets: 404, 405 with Allow, 501.
#pragma once

#include "answers.hpp"
#include "request.hpp"

namespace cpp_common {

/// Fills in the route, and what it wants done with the body.
void find_route(Request &request);

/// Never throws for what a client sent: InvalidInput becomes a 400.
Answer answer(const Request &request);

} // namespace cpp_common
