// How an order is told in a result: result files are published, so what a field's name says of its value decides
// whether the value is kept.
#include "load/order.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace reqbench::load {
namespace {

bool may_be_secret(std::string_view field) {
  constexpr std::array words{"auth", "cookie", "token", "secret", "key", "password", "session", "signature"};
  std::string name{field};
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::any_of(words, [&](const char *word) { return name.find(word) != name.npos; });
}

std::string without_secret(const std::string &header) {
  const auto colon = std::min(header.find(':'), header.size());
  return may_be_secret(header.substr(0, colon)) ? header.substr(0, colon) + ": (not kept)" : header;
}

/// "rate 5k, poisson arrivals": the words that gave the load its shape.
std::string shape_of(const Order &order) {
  const auto &words = order.words;
  std::string text = "closed";
  if (words.rate) text = "rate " + *words.rate;
  if (words.ramp) text = "ramp " + *words.ramp;
  if (words.steps) text = "steps " + *words.steps;
  if (order.plan.model.kind == Model::Kind::open)
    text += ", " + std::string{schedule::to_string(order.plan.model.arrivals)} + " arrivals";
  if (words.held) text = *words.held == no_heartbeat ? "held, no heartbeat" : "held, heartbeat " + *words.held;
  if (const int churn = order.plan.model.requests_per_connection; churn > 0)
    text += ", a new connection for every " + std::to_string(churn) + (churn == 1 ? " request" : " requests");
  return text;
}

} // namespace

std::string asked_of(const Order &order) { return order.request.method + " " + order.words.url; }

base::Json options_of(const Order &order, const std::string &engine) {
  const auto &plan = order.plan;
  auto headers = base::Json::array();
  for (const auto &text : order.words.headers) headers.push_back(without_secret(text));
  return {{"url", order.words.url},
          {"method", order.request.method},
          {"headers", headers},
          {"body_bytes", order.request.body.size()},
          {"expect_status", order.request.expect.status},
          {"expect_body", order.request.expect.body == workload::BodyRule::text ? "as given" : "any"},
          {"shape", shape_of(order)},
          {"connections", plan.connections},
          {"duration", base::format_duration(plan.measure)},
          {"warm_up", base::format_duration(plan.warm_up)},
          {"timeout", base::format_duration(plan.timeout)},
          {"threads", plan.threads},
          {"engine", engine}};
}

std::vector<std::string> without_secrets(std::vector<std::string> arguments) {
  constexpr std::string_view joined = "--header=";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].starts_with(joined))
      arguments[i] = std::string{joined} + without_secret(arguments[i].substr(joined.size()));
    else if (i > 0 && arguments[i - 1] == "--header")
      arguments[i] = without_secret(arguments[i]);
  }
  return arguments;
}

} // namespace reqbench::load
