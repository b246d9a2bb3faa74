// The table of routes; see routes.hpp.
#include "routes.hpp"

#include "json_object.hpp"
#include "order.hpp"
#include "plaintext.hpp"
#include "routing.hpp"
#include "upload.hpp"

#include <array>

namespace cpp_common {
namespace {

using http::verb;

constexpr std::array routes{
    Route{"plaintext", "/plaintext", verb::get, plaintext},
    Route{"json", "/json", verb::get, json_object},
    Route{"order", "/order", verb::post, order, BodyUse::kept},
    Route{"upload", "/upload", verb::post, upload, BodyUse::counted},
    Route{"users", "/api/users", verb::get, routing_with_page},
    Route{"user", "/api/users/{user}", verb::get, routing},
    Route{"user_orders", "/api/users/{user}/orders", verb::get, routing_with_page},
    Route{"user_order", "/api/users/{user}/orders/{order}", verb::get, routing},
    Route{"order_items", "/api/users/{user}/orders/{order}/items", verb::get, routing_with_page},
    Route{"order_item", "/api/users/{user}/orders/{order}/items/{item}", verb::get, routing},
    Route{"user_addresses", "/api/users/{user}/addresses", verb::get, routing},
    Route{"user_address", "/api/users/{user}/addresses/{address}", verb::get, routing},
    Route{"products", "/api/products", verb::get, routing_with_page},
    Route{"product", "/api/products/{product}", verb::get, routing},
    Route{"product_reviews", "/api/products/{product}/reviews", verb::get, routing_with_page},
    Route{"product_review", "/api/products/{product}/reviews/{review}", verb::get, routing},
    Route{"product_price", "/api/products/{product}/prices/{currency}", verb::get, routing},
    Route{"categories", "/api/categories", verb::get, routing},
    Route{"category", "/api/categories/{category}", verb::get, routing},
    Route{"category_products", "/api/categories/{category}/products", verb::get, routing_with_page},
    Route{"cart", "/api/carts/{cart}", verb::get, routing},
    Route{"cart_item", "/api/carts/{cart}/items/{item}", verb::get, routing},
    Route{"search", "/api/search", verb::get, routing_with_q_and_page},
    Route{"status", "/api/status", verb::get, routing},
};

Answer not_found() { return error_answer(http::status::not_found, "no such path"); }

Answer method_not_allowed(const Route &route) {
  Answer refusal = error_answer(http::status::method_not_allowed, "this path answers only " + route.allowed());
  refusal.allow = route.allowed();
  return refusal;
}

Answer method_unknown() { return error_answer(http::status::not_implemented, "no such method"); }

/// OPTIONS *: what this server can do at all.
Answer options() { return {http::status::ok, {}, {}, "GET, HEAD, OPTIONS, POST"}; }

} // namespace

void find_route(Request &request) {
  static const Router router(routes);
  router.find(request.path, request.match);
  const Route *const route = request.match.route;
  request.body.begin(route != nullptr && route->allows(request.method) ? route->body : BodyUse::dropped);
}

Answer answer(const Request &request) {
  const Route *const route = request.match.route;
  if (request.method == verb::unknown) return method_unknown();
  if (request.path == "*") return options();
  if (route == nullptr) return not_found();
  if (!route->allows(request.method)) return method_not_allowed(*route);
  try {
    return route->handler(request);
  } catch (const InvalidInput &invalid) {
    return error_answer(http::status::bad_request, invalid.what());
  }
}

} // namespace cpp_common
