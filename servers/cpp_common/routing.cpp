// Twenty handlers; see routing.hpp.
#include "routing.hpp"

#include "percent.hpp"
#include "query.hpp"

#include <charconv>

namespace cpp_common {
namespace {

constexpr std::uint32_t largest_page = 1'000'000;

std::uint32_t parse_page(const Query &query) {
  if (!query.has("page")) return 1;
  const std::string text = query.first("page");
  std::uint32_t page = 0;
  const char *const end = text.data() + text.size();
  // For an unsigned type from_chars takes digits alone: no sign, no fraction, no space.
  const auto [stopped, error] = std::from_chars(text.data(), end, page);
  if (error != std::errc{} || stopped != end || page < 1 || page > largest_page) {
    throw InvalidInput("page must be a whole number from 1 to 1000000");
  }
  return page;
}

/// The route's name and what its path left open.
OrderedJson described(std::string_view name, const Request &request) {
  OrderedJson object{{"route", name}};
  for (const Parameter &parameter : request.parameters) {
    object.emplace(parameter.name, decode_percent(parameter.encoded, Plus::is_itself));
  }
  return object;
}

Answer one(std::string_view name, const Request &request) {
  return json_answer(http::status::ok, described(name, request));
}

Answer page_of(std::string_view name, const Request &request) {
  OrderedJson object = described(name, request);
  object["page"] = parse_page(Query(request.query));
  return json_answer(http::status::ok, object);
}

} // namespace

Answer users(const Request &request) { return page_of("users", request); }
Answer user(const Request &request) { return one("user", request); }
Answer user_orders(const Request &request) { return page_of("user_orders", request); }
Answer user_order(const Request &request) { return one("user_order", request); }
Answer order_items(const Request &request) { return page_of("order_items", request); }
Answer order_item(const Request &request) { return one("order_item", request); }
Answer user_addresses(const Request &request) { return one("user_addresses", request); }
Answer user_address(const Request &request) { return one("user_address", request); }
Answer products(const Request &request) { return page_of("products", request); }
Answer product(const Request &request) { return one("product", request); }
Answer product_reviews(const Request &request) { return page_of("product_reviews", request); }
Answer product_review(const Request &request) { return one("product_review", request); }
Answer product_price(const Request &request) { return one("product_price", request); }
Answer categories(const Request &request) { return one("categories", request); }
Answer category(const Request &request) { return one("category", request); }
Answer category_products(const Request &request) { return page_of("category_products", request); }
Answer cart(const Request &request) { return one("cart", request); }
Answer cart_item(const Request &request) { return one("cart_item", request); }
Answer status(const Request &request) { return one("status", request); }

Answer search(const Request &request) {
  const Query query(request.query);
  OrderedJson object = described("search", request);
  object["q"] = query.first("q");
  object["page"] = parse_page(query);
  return json_answer(http::status::ok, object);
}

} // namespace cpp_common
