// Which path is answered by which function, and what everything else gets: 404, or 405 with Allow.
#pragma once

#include "router.hpp"

namespace cpp_common {

/// Once the header is there: looks up the route and begins the body as the route wants it. Never throws.
void find_route(Request &request);

/// Once the body is there too. Never throws for what a client sent: InvalidInput becomes a 400.
Answer answer(const Request &request);

} // namespace cpp_common
