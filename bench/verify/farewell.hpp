// SIGTERM, seen from the clients: one holds an idle connection, one has sent half of a request, and one comes too late.
// Of the life cycle's checks `stop`, `in_flight`, `last_answer` and `newcomers`.
#pragma once

#include "launch/launcher.hpp"
#include "verify/life_cycle.hpp"

#include <optional>
#include <string>

namespace reqbench::verify {

struct Finding {
  std::string asked, expected, got;
};
/// Nothing when the promise is kept.
using Outcome = std::optional<Finding>;

struct Farewell {
  launch::Ending ending;
  Outcome in_flight, last_answer, newcomers;
};

/// A request with a body of at least two bytes of some workload; nothing when none has any.
std::optional<workload::Case> request_with_body(const LifeSubject &subject);

/// Stops the server while those three are there.
Farewell bid_farewell(const LifeSubject &subject, launch::RunningServer &server);

} // namespace reqbench::verify
