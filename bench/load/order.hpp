// What the words of a load ask for, proved as far as it can be before anything is sent, and the steps that carry it
// out: order_of() → learn() → settle_engine() → run_load(). Whoever takes words (the command line, Python) goes this
// way.
#pragma once

#include "base/json.hpp"
#include "load/words.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reqbench::load {

struct Order {
  Words words;
  connection::Url url;
  workload::Case request;
  LoadPlan plan; ///< as it can be carried out here
};

/// Errors (usage): words that make no sense, or more than this machine has; (environment): no such engine here.
base::Result<Order> order_of(Words words);

struct Learned {
  std::vector<Shot> shots;
  /// The first answer was wrong: it is counted like every other one, and parsed each time.
  std::optional<base::Error> wrong;
};

/// Asks once, and learns the answer.
base::Result<Learned> learn(const Order &order, const base::StopFlag &stop);

/// Replaces an engine that is left open by the cheaper one, and tells why it is; empty when it was asked for.
std::string settle_engine(LoadPlan &plan, std::span<const Shot> shots);

/// "GET http://127.0.0.1:8080/".
std::string asked_of(const Order &order);
/// What takes effect, in the words of the command line. Fields that may hold a secret are named, their values are not
/// kept. `engine`: the one that carried it.
base::Json options_of(const Order &order, const std::string &engine);
/// The arguments of a command line, without the values of such fields.
std::vector<std::string> without_secrets(std::vector<std::string> arguments);

} // namespace reqbench::load
