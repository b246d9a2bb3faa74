// Which answer is right: the oracle that verify and the load generator share.
#pragma once

#include "base/json.hpp"
#include "workload/answer.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reqbench::workload {

/// What kind of right answer a body must be.
enum class BodyRule {
  any,   ///< the body is not looked at (its length and framing still are)
  text,  ///< these bytes
  json,  ///< this JSON value, whatever the order of keys and white space
  error, ///< a JSON object whose "error" is a text that is not empty
};

struct Expectation {
  int status = 200;
  BodyRule body = BodyRule::any;
  std::string text;         ///< for BodyRule::text
  base::Json json;          ///< for BodyRule::json
  std::string content_type; ///< media type without parameters, compared without case; empty = not checked
  std::vector<Field>
      fields; ///< further fields that must be there with this value (Allow: these tokens; HEAD and OPTIONS may be more)
};

/// What differs, in words a reader of a failed verify can act on.
struct Mismatch {
  enum class What { status, field, body } what;
  std::string where; ///< "status", "Content-Type", "/total_cents"
  std::string expected;
  std::string got;
};

/// Nothing when the answer is right; else the first difference (status before fields before body).
std::optional<Mismatch> check(const Expectation &expectation, const Answer &answer);

} // namespace reqbench::workload
