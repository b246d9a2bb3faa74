// From a path to its route, segment by segment, however many routes there are. A segment in braces is a parameter and
// takes any one segment that is not empty; a literal goes before a parameter.
#pragma once

#include "request.hpp"

#include <memory>
#include <span>
#include <vector>

namespace cpp_common {

struct Route {
  std::string_view pattern; ///< such as /api/users/{user}
  http::verb method;        ///< GET answers HEAD too
  Answer (*handler)(const Request &);
  BodyUse body = BodyUse::ignore;

  bool allows(http::verb asked) const {
    return asked == method || (asked == http::verb::head && method == http::verb::get);
  }
  std::string_view allowed() const { return method == http::verb::get ? "GET, HEAD" : "POST"; }
};

class Router {
public:
  /// The routes must outlive it.
  explicit Router(std::span<const Route> routes);

  /// The route of this path, or nothing; its parameters, still encoded, go to `parameters`.
  const Route *find(std::string_view path, Parameters &parameters) const;

private:
  struct Node {
    const Route *route = nullptr;
    std::vector<std::pair<std::string_view, std::unique_ptr<Node>>> literals;
    std::string_view parameter_name;
    std::unique_ptr<Node> parameter;
  };

  void add(const Route &route);
  static Node &child(Node &node, std::string_view segment);
  static const Route *find_below(const Node &node, std::string_view rest, Parameters &parameters);

  Node root_;
};

} // namespace cpp_common
