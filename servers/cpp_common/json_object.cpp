// Parameters in, object out; see json_object.hpp.
#include "json_object.hpp"

#include "request.hpp"
#include "text.hpp"

#include <algorithm>

namespace cpp_common {
namespace {

constexpr std::uint64_t max_id = 1'000'000'000;

std::int64_t parse_id(std::string_view text) {
  const auto id = whole_number(text, 1, max_id);
  if (!id) throw InvalidInput("id must be a whole number from 1 to 1000000000");
  return static_cast<std::int64_t>(*id);
}

std::string_view parse_message(std::string_view text) {
  if (!is_text(text)) throw InvalidInput("message must have 1 to 200 characters");
  return text;
}

bool parse_active(std::string_view text) {
  if (text != "true" && text != "false") throw InvalidInput("active must be 'true' or 'false'");
  return text == "true";
}

Query::Values parse_tags(Query::Values tags) {
  if (tags.empty() || std::ranges::count(tags, "") > 0) {
    throw InvalidInput("tag must be there and must not be empty");
  }
  return tags;
}

} // namespace

Answer json_object(const Request &request) {
  const Query query(request.query);
  const Object object = parse_object(query);
  OrderedJson::array_t tags;
  tags.reserve(object.tags.size());
  for (const std::string_view tag : object.tags) tags.emplace_back(tag);
  Members members;
  members.reserve(5);
  members.emplace_back("id", object.id);
  members.emplace_back("next_id", object.id + 1);
  members.emplace_back("message", object.message);
  members.emplace_back("active", object.active);
  members.emplace_back("tags", std::move(tags));
  return json_answer(http::status::ok, std::move(members));
}

Object parse_object(const Query &query) {
  return {parse_id(query.first("id")), parse_message(query.first("message")), parse_active(query.first("active")),
          parse_tags(query.all("tag"))};
}

} // namespace cpp_common
