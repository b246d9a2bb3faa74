// For tests: results/schema.json against what is written. It is made strict: a key that it does not name is refused, so
// that none goes undocumented.
#pragma once

#include "base/file.hpp"
#include "base/json.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace reqbench::result {

inline base::Json published_schema() {
  const auto text = base::read_file(std::filesystem::path{REQBENCH_SOURCE_DIR} / "results/schema.json");
  return *base::parse_json(*text, "results/schema.json");
}

/// Every object schema that lists its keys allows no others.
inline base::Json strict(base::Json schema) {
  if (schema.is_object() && schema.contains("properties") && schema.contains("type") &&
      !schema.contains("additionalProperties"))
    schema["additionalProperties"] = false;
  if (schema.is_structured())
    for (auto &part : schema) part = strict(std::move(part));
  return schema;
}

/// What is wrong with it, or nothing. One definition in place of all: so an error names the key, and not "none of
/// four".
inline std::string complaint(const base::Json &document, std::string_view definition) {
  auto schema = published_schema();
  schema.erase("anyOf");
  schema["allOf"] = base::Json::array({{{"$ref", "#/definitions/" + std::string{definition}}}});
  const auto valid = base::validate_json(document, strict(std::move(schema)), definition);
  return valid ? "" : valid.error().message();
}

} // namespace reqbench::result
