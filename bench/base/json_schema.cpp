// The half of json.hpp that checks schemas. The only file that includes the validator, which takes seconds to compile.
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/nearest.hpp"

#define VALIJSON_USE_EXCEPTIONS 1 // else a schema that it cannot use ends the program
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <array>
#include <ranges>
#include <string>
#include <vector>

namespace reqbench::base {
namespace {

using Plain = nlohmann::json; // the one form that the validator's adapter takes

struct Problem {
  std::string path; // a JSON pointer; empty for the whole document
  std::string sentence;
};

/// "/requests/0/method" of {"<root>", "[requests]", "[0]", "[method]"}.
std::string pointer_of(const std::vector<std::string> &context) {
  Plain::json_pointer pointer;
  for (std::size_t i = 1; i < context.size(); ++i) {
    std::string_view step = context[i];
    if (step.starts_with('[') && step.ends_with(']')) step = step.substr(1, step.size() - 2);
    pointer /= std::string{step};
  }
  return pointer.to_string();
}

const Plain *member(const Plain &object, const std::string &key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found == object.end() ? nullptr : &*found;
}

/// Follows local references ("#/definitions/x"); bounded, because a schema may refer to itself.
const Plain &resolve(const Plain &schema, const Plain &root) {
  const Plain *at = &schema;
  for (int i = 0; i < 16; ++i) {
    const auto *reference = member(*at, "$ref");
    if (reference == nullptr || !reference->is_string()) break;
    const auto &text = reference->get_ref<const std::string &>();
    const Plain::json_pointer target{text.starts_with('#') ? text.substr(1) : "/"};
    if (!root.contains(target)) break;
    at = &root.at(target);
  }
  return *at;
}

/// The part of the schema that speaks of one place of a document; null where the way leads through a choice (anyOf…).
const Plain *schema_at(const Plain &root, Plain::json_pointer path) {
  std::vector<std::string> steps;
  for (; !path.empty(); path.pop_back()) steps.push_back(path.back());
  const Plain *at = &resolve(root, root);
  for (const auto &step : std::views::reverse(steps)) {
    const Plain *next = nullptr;
    if (const auto *properties = member(*at, "properties")) next = member(*properties, step);
    if (next == nullptr) next = member(*at, "additionalProperties");
    if (next == nullptr) next = member(*at, "items");
    if (next == nullptr) return nullptr;
    at = &resolve(*next, root);
  }
  return at;
}

std::string list(const Plain &values) {
  if (!values.is_array()) return values.dump();
  std::string text;
  for (const auto &value : values) text += (text.empty() ? "" : ", ") + value.dump();
  return text;
}

std::string short_dump(const Plain &value) {
  constexpr std::size_t longest = 60;
  auto text = value.dump(-1, ' ', true, Plain::error_handler_t::replace);
  return text.size() <= longest ? text : text.substr(0, longest) + "…";
}

/// The validator says which rule was broken; the schema says what would have been right.
struct Rule {
  std::string_view description; // how the validator's sentence begins
  const char *keyword;          // where the schema holds the expected value
  std::string_view expected;
};
constexpr std::array rules{
    Rule{"Failed to match against any enum values", "enum", "expected one of "},
    Rule{"Failed to match expected value set by 'const'", "const", "expected "},
    Rule{"Value type not permitted", "type", "expected the type "},
    Rule{"Failed to match regex", "pattern", "expected a text that matches "},
    Rule{"String should be no more than", "maxLength", "expected a text with a length of at most "},
    Rule{"Expected number greater than or equal", "minimum", "expected a number of at least "},
    Rule{"Expected number greater than ", "exclusiveMinimum", "expected a number above "},
    Rule{"Expected number less than or equal", "maximum", "expected a number of at most "},
    Rule{"Expected number less than ", "exclusiveMaximum", "expected a number below "},
};

/// The name in "… constraints: 'nmae'." or "Missing required property 'name'.".
std::string quoted_name(std::string_view description) {
  // A name may hold quotes itself, so its front is found by the words before it and its end by the last quote.
  const auto end = description.rfind('\'');
  for (const std::string_view before : {": '", "property '"}) {
    const auto at = description.find(before);
    if (at != std::string_view::npos && at + before.size() <= end)
      return std::string{description.substr(at + before.size(), end - at - before.size())};
  }
  return std::string{description};
}

std::string unknown_key(const std::string &key, const Plain *schema) {
  std::vector<std::string> known;
  const auto *properties = schema == nullptr ? nullptr : member(*schema, "properties");
  if (properties != nullptr) {
    for (const auto &[name, ignored] : properties->items()) known.push_back(name);
  }
  return unknown_name("key", key, known).message();
}

std::string sentence(const std::string &description, const Plain *schema, const Plain &value) {
  if (description.starts_with("Object contains a property")) return unknown_key(quoted_name(description), schema);
  if (description.starts_with("Missing required property"))
    return "expected the key '" + quoted_name(description) + "', which is missing";
  for (const auto &rule : rules) {
    const auto *expected = schema == nullptr ? nullptr : member(*schema, rule.keyword);
    if (expected != nullptr && description.starts_with(rule.description))
      return std::string{rule.expected} + list(*expected) + ", got " + short_dump(value);
  }
  return description + (description.ends_with('.') ? " Got " : ", got ") + short_dump(value);
}

/// Sentences that only repeat, one level up, that something below is wrong.
bool only_repeats(std::string_view description) {
  return description.starts_with("Failed to validate against schema associated with p") ||
         description.starts_with("Failed to validate item #") ||
         description.starts_with("Failed to validate against child schema #") ||
         description.starts_with("Failed to validate against additional properties schema");
}

std::vector<Problem> problems_of(const Plain &document, const Plain &schema) {
  valijson::Schema rules_of_schema;
  valijson::SchemaParser{valijson::SchemaParser::kDraft7}.populateSchema(
      valijson::adapters::NlohmannJsonAdapter{schema}, rules_of_schema);
  valijson::ValidationResults found;
  valijson::Validator{valijson::Validator::kStrongTypes}.validate(
      rules_of_schema, valijson::adapters::NlohmannJsonAdapter{document}, &found);
  std::vector<Problem> problems, repeated;
  for (const auto &problem : found) {
    const auto path = pointer_of(problem.context);
    const Plain::json_pointer pointer{path};
    const auto value = document.contains(pointer) ? document.at(pointer) : Plain{};
    (only_repeats(problem.description) ? repeated : problems)
        .push_back({path, sentence(problem.description, schema_at(schema, pointer), value)});
  }
  return problems.empty() ? repeated : problems;
}

} // namespace

Status validate_json(const Json &document, const Json &schema, std::string_view source, ErrorKind kind) {
  try {
    Plain rules_of_schema = schema;
    // An identity would turn "#/definitions/x" into a remote document, which the validator would have to fetch.
    if (rules_of_schema.is_object()) rules_of_schema.erase("$id");
    const auto problems = problems_of(Plain(document), rules_of_schema);
    if (problems.empty()) return {};
    std::vector<std::string> lines;
    lines.reserve(problems.size());
    for (const auto &[path, text] : problems) lines.push_back("at " + (path.empty() ? "the top" : path) + ": " + text);
    Error error{kind, std::string{source} + ": " + lines.front()};
    for (std::size_t i = 1; i < lines.size(); ++i) error = std::move(error).detail(lines[i]);
    return error;
  } catch (const std::exception &failure) {
    return Error{kind, std::string{source} + ": the schema itself cannot be used: " + failure.what()};
  }
}

Result<Json> read_json(const std::filesystem::path &path, const std::filesystem::path &schema, ErrorKind kind) {
  const auto rules_text = read_file(schema);
  if (!rules_text) return rules_text.error();
  auto rules_of_schema = parse_json(*rules_text, schema.string());
  if (!rules_of_schema) return rules_of_schema;
  const auto text = read_file(path, kind);
  if (!text) return text.error();
  auto document = parse_json(*text, path.string(), kind);
  if (!document) return document;
  if (const auto valid = validate_json(*document, *rules_of_schema, path.string(), kind); !valid) return valid.error();
  return document;
}

} // namespace reqbench::base
