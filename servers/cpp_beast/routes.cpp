// The table of routes; see routes.hpp.
#include "routes.hpp"

#include "json_object.hpp"
#include "order.hpp"
#include "plaintext.hpp"

#include <algorithm>
#include <array>

namespace cpp_beast {
namespace {

struct Route {
  std::string_view path;
  http::verb method; ///< GET answers HEAD too
  Answer (*handler)(const Request &);

  bool allows(http::verb asked) const {
    return asked == method || (asked == http::verb::head && method == http::verb::get);
  }
  std::string allowed() const { return method == http::verb::get ? "GET, HEAD" : std::string(to_string(method)); }
};

constexpr std::array routes{
    Route{"/plaintext", http::verb::get, plaintext},
    Route{"/json", http::verb::get, json_object},
    Route{"/order", http::verb::post, order},
};

Answer not_found() { return error_answer(http::status::not_found, "no such path"); }

Answer method_not_allowed(const Route &route) {
  Answer refusal = error_answer(http::status::method_not_allowed, "this path answers only " + route.allowed());
  refusal.allow = route.allowed();
  return refusal;
}

} // namespace

Answer answer(const Request &request) {
  const auto *const route = std::ranges::find(routes, request.path, &Route::path);
  if (route == routes.end()) return not_found();
  if (!route->allows(request.method)) return method_not_allowed(*route);
  try {
    return route->handler(request);
  } catch (const InvalidInput &invalid) {
    return error_answer(http::status::bad_request, invalid.what());
  }
}

} // namespace cpp_beast
