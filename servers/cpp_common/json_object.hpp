// GET /json: read a query, check each parameter, answer with a small object.
#pragma once

#include "answers.hpp"
#include "query.hpp"

#include <cstdint>
#include <string_view>

namespace cpp_common {

struct Request;

/// Its texts are views, as those of the query are.
struct Object {
  std::int64_t id = 0;
  std::string_view message;
  bool active = false;
  Query::Values tags;
};

Answer json_object(const Request &request);

/// Throws InvalidInput with a sentence that names the parameter.
Object parse_object(const Query &query);

} // namespace cpp_common
