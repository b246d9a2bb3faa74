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

constexpr auto get = http::verb::get;
constexpr auto post = http::verb::post;

constexpr std::array routes{
    Route{"/plaintext", get, plaintext},
    Route{"/json", get, json_object},
    Route{"/order", post, order, BodyUse::collect},
    Route{"/upload", post, upload, BodyUse::count},
    Route{"/api/users", get, users},
    Route{"/api/users/{user}", get, user},
    Route{"/api/users/{user}/orders", get, user_orders},
    Route{"/api/users/{user}/orders/{order}", get, user_order},
    Route{"/api/users/{user}/orders/{order}/items", get, order_items},
    Route{"/api/users/{user}/orders/{order}/items/{item}", get, order_item},
    Route{"/api/users/{user}/addresses", get, user_addresses},
    Route{"/api/users/{user}/addresses/{address}", get, user_address},
    Route{"/api/products", get, products},
    Route{"/api/products/{product}", get, product},
    Route{"/api/products/{product}/reviews", get, product_reviews},
    Route{"/api/products/{product}/reviews/{review}", get, product_review},
    Route{"/api/products/{product}/prices/{currency}", get, product_price},
    Route{"/api/categories", get, categories},
    Route{"/api/categories/{category}", get, category},
    Route{"/api/categories/{category}/products", get, category_products},
    Route{"/api/carts/{cart}", get, cart},
    Route{"/api/carts/{cart}/items/{item}", get, cart_item},
    Route{"/api/search", get, search},
    Route{"/api/status", get, status},
};

const Router router{routes};

Answer not_found() { return error_answer(http::status::not_found, "no such path"); }

Answer method_not_allowed(const Route &route) {
  Answer refusal =
      error_answer(http::status::method_not_allowed, "this path answers only " + std::string(route.allowed()));
  refusal.allow = route.allowed();
  return refusal;
}

/// What the server as a whole can do.
Answer options() { return {http::status::ok, ContentType::text, {}, "GET, HEAD, OPTIONS, POST"}; }

} // namespace

void find_route(Request &request) {
  try {
    request.route = router.find(request.path, request.parameters);
  } catch (const InvalidInput &) { // a '%' that is none can be in no route's literal
    request.route = nullptr;
  }
  if (request.route != nullptr && request.route->allows(request.method)) request.body.begin(request.route->body);
}

Answer answer(const Request &request) {
  if (request.path == "*") return options();
  if (request.route == nullptr) return not_found();
  if (!request.route->allows(request.method)) return method_not_allowed(*request.route);
  try {
    return request.route->handler(request);
  } catch (const InvalidInput &invalid) {
    return error_answer(http::status::bad_request, invalid.what());
  }
}

} // namespace cpp_common
