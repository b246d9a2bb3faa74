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
#include "sample/phase.hpp"
#include "sample/recording.hpp"
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

/// closed: each of N connections sends when its answer came. open: requests fall due at a rate.
struct Model {
  std::optional<base::Rate> rate; ///< set = open(constant), else closed
};

using Phase = sample::Phase;

struct LoadPlan {
  Model model;
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

/// Runs one load to its end, or until `stop` is set (the recording is then whole, and marked interrupted). Errors: the
/// plan makes no sense (usage), no socket could be made (environment), the server refused the very first connection
/// (server). Failures of requests are data. All connections are opened before warm-up begins and closed at the end.
base::Result<sample::Recording> run_load(const connection::Endpoint &endpoint, std::span<const Shot> shots,
                                         const LoadPlan &plan, const base::StopFlag &stop,
                                         const PhaseObserver &observer = {});

/// Asks for each case once, checks the answer in full and learns its template; the order of the result is that of the
/// cases. An error (kind wrong_answer) shows request, expected and got of the first answer that is wrong; `stop` is
/// heard between two cases (kind interrupted).
base::Result<std::vector<Shot>> learn_shots(const connection::Endpoint &endpoint, std::span<const workload::Case> cases,
                                            base::Nanoseconds timeout, const base::StopFlag &stop = {});

} // namespace reqbench::load
