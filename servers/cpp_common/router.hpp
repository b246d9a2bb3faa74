// Which path belongs to which route. A path is a row of segments; a pattern's {name} takes any one segment that is not
// empty. Literal segments go before parameters.
#pragma once

#include "body.hpp"

#include <boost/beast/http/verb.hpp>

#include <memory>
#include <ostream> // for verb.hpp, which does not include it
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cpp_common {

struct Answer;
struct Request;

struct Route {
  std::string_view name;
  std::string_view pattern;
  boost::beast::http::verb method; ///< GET answers HEAD too
  Answer (*handler)(const Request &);
  BodyUse body = BodyUse::dropped;

  bool allows(boost::beast::http::verb asked) const;
  std::string allowed() const;
};

struct Match {
  const Route *route = nullptr;                                          ///< null when no pattern fits
  std::vector<std::pair<std::string_view, std::string_view>> parameters; ///< name and raw value, in order of the path
};

class Router {
public:
  /// The routes must outlive it.
  explicit Router(std::span<const Route> routes);

  void find(std::string_view path, Match &match) const;

private:
  struct Node {
    std::vector<std::pair<std::string_view, std::unique_ptr<Node>>> literals;
    std::unique_ptr<Node> parameter;
    std::string_view name; ///< of the parameter that leads here
    const Route *route = nullptr;
  };

  static bool find(const Node &node, std::string_view rest, Match &match);
  static Node &child(Node &node, std::string_view segment);

  Node root_;
};

} // namespace cpp_common
