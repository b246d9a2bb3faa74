// Parameters in, object out; see routing.hpp.
#include "routing.hpp"

#include "query.hpp"
#include "request.hpp"
#include "target.hpp"
#include "text.hpp"

namespace cpp_common {
namespace {

constexpr std::uint64_t max_page = 1'000'000;

Members name_and_parameters(const Request &request) {
  Members members;
  members.reserve(request.match.parameters.size() + 3);
  members.emplace_back("route", request.match.route->name);
  for (const auto &[name, encoded] : request.match.parameters) {
    std::string value(encoded.size(), '\0');
    value.resize(
        static_cast<std::size_t>(decode_percent(encoded, /*plus_is_space=*/false, value.data()) - value.data()));
    members.emplace_back(name, std::move(value));
  }
  return members;
}

std::uint64_t parse_page(const Query &query) {
  const auto page = whole_number(query.find("page").value_or("1"), 1, max_page);
  if (!page) throw InvalidInput("page must be a whole number from 1 to 1000000");
  return *page;
}

} // namespace

Answer routing(const Request &request) { return json_answer(http::status::ok, name_and_parameters(request)); }

Answer routing_with_page(const Request &request) {
  Members members = name_and_parameters(request);
  members.emplace_back("page", parse_page(Query(request.query)));
  return json_answer(http::status::ok, std::move(members));
}

Answer routing_with_q_and_page(const Request &request) {
  const Query query(request.query);
  Members members = name_and_parameters(request);
  members.emplace_back("q", query.first("q"));
  members.emplace_back("page", parse_page(query));
  return json_answer(http::status::ok, std::move(members));
}

} // namespace cpp_common
