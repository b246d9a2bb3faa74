// A tree of segments; see router.hpp.
#include "router.hpp"

#include "percent.hpp"

#include <algorithm>

namespace cpp_common {
namespace {

/// "/a/b" gives "a" and leaves "/b".
std::string_view take_segment(std::string_view &path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool means(std::string_view segment, std::string_view literal) {
  if (segment == literal) return true;
  return segment.find('%') != std::string_view::npos && decode_percent(segment, Plus::is_itself) == literal;
}

} // namespace

Router::Router(std::span<const Route> routes) {
  for (const Route &route : routes) add(route);
}

void Router::add(const Route &route) {
  Node *node = &root_;
  for (std::string_view rest = route.pattern; !rest.empty();) node = &child(*node, take_segment(rest));
  node->route = &route;
}

Router::Node &Router::child(Node &node, std::string_view segment) {
  if (segment.starts_with('{')) {
    if (!node.parameter) node.parameter = std::make_unique<Node>();
    node.parameter_name = segment.substr(1, segment.size() - 2);
    return *node.parameter;
  }
  const auto found = std::ranges::find(node.literals, segment, [](const auto &pair) { return pair.first; });
  if (found != node.literals.end()) return *found->second;
  return *node.literals.emplace_back(segment, std::make_unique<Node>()).second;
}

const Route *Router::find(std::string_view path, Parameters &parameters) const {
  return find_below(root_, path, parameters);
}

/// As deep as the longest pattern at most.
const Route *Router::find_below(const Node &node, std::string_view rest, Parameters &parameters) {
  if (rest.empty()) return node.route;
  if (rest.front() != '/') return nullptr;
  const std::string_view segment = take_segment(rest);
  for (const auto &[literal, below] : node.literals) {
    if (!means(segment, literal)) continue;
    if (const Route *route = find_below(*below, rest, parameters)) return route;
  }
  if (!node.parameter || segment.empty()) return nullptr;
  parameters.push_back({node.parameter_name, segment});
  if (const Route *route = find_below(*node.parameter, rest, parameters)) return route;
  parameters.pop_back();
  return nullptr;
}

} // namespace cpp_common
