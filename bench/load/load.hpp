// Keep the schedule: a due request and a free connection become a sample. The one entry into the load generator, for
// `reqbench load` and `reqbench run` alike.
#pragma once

#include "base/clock.hpp"
#include "base/cpus.hpp"
#include "base/result.hpp"
#include "base/stop.hpp"
#include "base/units.hpp"
#include "connection/answer_template.hpp"
#include "connection/endpoint.hpp"
#include "load/engine_kind.hpp"
#include "sample/phase.hpp"
#include "sample/recording.hpp"
#include "schedule/stretch.hpp"
#include "workload/workload.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reqbench::load {

/// One request of the load: what is sent, what must come back. Drawn per request with the stored seed.
struct Shot {
  std::string bytes;                 ///< the whole request, prebuilt
  workload::Expectation expect;      ///< the oracle of the slow path
  connection::AnswerTemplate answer; ///< the fast path; empty = always slow
  bool head = false;                 ///< answers have no body
};

/// closed: each of N connections sends when its answer came. open: requests fall due at a rate. held: connections are
/// kept open, and ask only to show that they live.
struct Model {
  enum class Kind : unsigned char { closed, open, held };
  Kind kind = Kind::closed;
  std::vector<schedule::Stretch> stretches; ///< open: what is measured, one after the other; equal ends = constant
  schedule::Arrivals arrivals = schedule::Arrivals::constant; ///< open
  base::Nanoseconds heartbeat{};   ///< held: each connection asks once in so long (staggered); 0 = never
  int requests_per_connection = 0; ///< churn; 0 = a connection is kept as long as the server does
  int source_addresses = 1;        ///< of 127.0.0.0/8, taken in turn by new connections (loopback targets only)
  std::optional<base::Rate> rate;  ///< set = open(constant), else closed
};

using Phase = sample::Phase;

struct LoadPlan {
  Model model;
  EngineKind engine = EngineKind::epoll;
  int connections = 64;
  int threads = 1;
  base::CpuSet cpus; ///< the workers are pinned here; empty = not pinned
  /// Warm-up: fixed when `until_steady` is false; else ends by the steady-state rule, at most `warm_up`.
  base::Nanoseconds warm_up{};
  bool until_steady = false;
  base::Nanoseconds measure{};                         ///< 0 = warm-up only
  base::Nanoseconds drain = std::chrono::seconds{2};   ///< what is still unanswered then is in_flight
  base::Nanoseconds timeout = std::chrono::seconds{2}; ///< of one request, from its actual send
  base::Nanoseconds window = std::chrono::milliseconds{125};
  std::uint64_t seed = 0;
};

/// Called by worker 0 at each phase edge, on its thread: keep it to microseconds (read clocks, no files).
using PhaseObserver = std::function<void(Phase, base::Instant)>;
/// Called by worker 0 for each window of its own share of the load as it ends, on its thread: publish, do not print.
using WindowObserver = std::function<void(const sample::Window &)>;

/// Runs one load to its end, or until `stop` is set (the recording is then whole, and marked interrupted). Errors: the
/// plan makes no sense (usage), no socket could be made (environment), the server refused the very first connection
/// (server). Failures of requests are data. All connections are opened before warm-up begins and closed at the end.
base::Result<sample::Recording> run_load(const connection::Endpoint &endpoint, std::span<const Shot> shots,
                                         const LoadPlan &plan, const base::StopFlag &stop,
                                         const PhaseObserver &observer = {}, const WindowObserver &windows = {});

/// Asks for each case once, checks the answer in full and learns its template; the order of the result is that of the
/// cases. An error (kind wrong_answer) shows request, expected and got of the first answer that is wrong.
base::Result<std::vector<Shot>> learn_shots(const connection::Endpoint &endpoint, std::span<const workload::Case> cases,
                                            base::Nanoseconds timeout);

} // namespace reqbench::load
