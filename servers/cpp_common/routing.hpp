// The workload `routing`: a route answers with its name, its path parameters and the query parameters that it has.
#pragma once

#include "answers.hpp"

namespace cpp_common {

struct Request;

Answer routing(const Request &request);                 ///< path parameters only
Answer routing_with_page(const Request &request);       ///< and page, 1 when absent
Answer routing_with_q_and_page(const Request &request); ///< and q, empty when absent

} // namespace cpp_common
