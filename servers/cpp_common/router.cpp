// A tree of segments; see router.hpp.
#include "router.hpp"

#include <algorithm>

namespace cpp_common {
namespace {

namespace http = boost::beast::http;

/// Cuts off "/segment".
std::string_view take_segment(std::string_view &rest) {
  const std::size_t end = std::min(rest.find('/', 1), rest.size());
  const std::string_view segment = rest.substr(1, end - 1);
  rest.remove_prefix(end);
  return segment;
}

} // namespace

bool Route::allows(http::verb asked) const {
  return asked == method || (asked == http::verb::head && method == http::verb::get);
}

std::string Route::allowed() const { return method == http::verb::get ? "GET, HEAD" : std::string(to_string(method)); }

Router::Router(std::span<const Route> routes) {
  for (const Route &route : routes) {
    Node *node = &root_;
    for (std::string_view rest = route.pattern; !rest.empty();) node = &child(*node, take_segment(rest));
    node->route = &route;
  }
}

void Router::find(std::string_view path, Match &match) const {
  match.route = nullptr;
  match.parameters.clear();
  if (path.starts_with('/')) find(root_, path, match);
}

bool Router::find(const Node &node, std::string_view rest, Match &match) {
  if (rest.empty()) {
    match.route = node.route;
    return node.route != nullptr;
  }
  const std::string_view segment = take_segment(rest);
  for (const auto &[text, next] : node.literals) {
    if (text == segment && find(*next, rest, match)) return true;
  }
  if (!node.parameter || segment.empty()) return false;
  match.parameters.emplace_back(node.parameter->name, segment);
  if (find(*node.parameter, rest, match)) return true;
  match.parameters.pop_back();
  return false;
}

Router::Node &Router::child(Node &node, std::string_view segment) {
  if (segment.starts_with('{')) {
    if (!node.parameter) node.parameter = std::make_unique<Node>();
    node.parameter->name = segment.substr(1, segment.size() - 2);
    return *node.parameter;
  }
  for (const auto &[text, next] : node.literals) {
    if (text == segment) return *next;
  }
  return *node.literals.emplace_back(segment, std::make_unique<Node>()).second;
}

} // namespace cpp_common
