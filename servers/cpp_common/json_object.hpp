// GET /json: read a query, check each parameter, answer with a small object.
#pragma once

#include "answers.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cpp_common {

struct Request;

struct Object {
  std::int64_t id = 0;
  std::string message;
  bool active = false;
  std::vector<std::string> tags;
};

Answer json_object(const Request &request);

/// Throws InvalidInput with a sentence that names the parameter.
Object parse_object(std::string_view query);

} // namespace cpp_common
