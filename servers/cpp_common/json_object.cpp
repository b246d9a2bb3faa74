// Parameters in, object out; see json_object.hpp.
#include "json_object.hpp"

#include "query.hpp"
#include "text.hpp"

#include <algorithm>
#include <charconv>

namespace cpp_common {
namespace {

constexpr std::uint64_t largest_id = 1'000'000'000;

std::int64_t parse_id(std::string_view text) {
  std::uint64_t id = 0;
  const char *const end = text.data() + text.size();
  // For an unsigned type from_chars takes digits alone: no sign, no fraction, no space.
  const auto [stopped, error] = std::from_chars(text.data(), end, id);
  if (error != std::errc{} || stopped != end || id < 1 || id > largest_id) {
    throw InvalidInput("id must be a whole number from 1 to 1000000000");
  }
  return static_cast<std::int64_t>(id);
}

std::string parse_message(std::string text) {
  if (!is_text(text)) throw InvalidInput("message must have 1 to 200 characters");
  return text;
}

bool parse_active(std::string_view text) {
  if (text != "true" && text != "false") throw InvalidInput("active must be 'true' or 'false'");
  return text == "true";
}

std::vector<std::string> parse_tags(std::vector<std::string> texts) {
  if (texts.empty() || std::ranges::count(texts, "") > 0) {
    throw InvalidInput("tag must be there and must not be empty");
  }
  return texts;
}

} // namespace

Answer json_object(const Request &request) {
  Object object = parse_object(request.query);
  // Member by member: from a list in braces, nlohmann makes an array of every pair before it makes the object.
  OrderedJson document;
  document["id"] = object.id;
  document["next_id"] = object.id + 1;
  document["message"] = std::move(object.message);
  document["active"] = object.active;
  document["tags"] = std::move(object.tags);
  return json_answer(http::status::ok, document);
}

Object parse_object(std::string_view query) {
  const Query parameters(query);
  return {parse_id(parameters.first("id")), parse_message(parameters.first("message")),
          parse_active(parameters.first("active")), parse_tags(parameters.all("tag"))};
}

} // namespace cpp_common
