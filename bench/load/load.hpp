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
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::load {

/// One request of the load: what is sent, what must come back. Drawn per request with the stored seed.
struct Shot {
  std::string bytes;                 ///< the whole request, prebuilt
  workload::Expectation expect;      ///< the oracle of the slow path
  connection::AnswerTemplate answer; ///< the fast path; empty = always slow
  bool head = false;                 ///< answers have no body
  double weight = 1;                 ///< its share of the requests, beside the other shots'
};

/// closed: each of N connections sends when its answer came. open: requests fall due at a rate, whether a connection is
/// free or not. held: N connections are kept open, and each asks now and then, or never.
struct Model {
  enum class Kind : unsigned char { closed, open, held };
  Kind kind = Kind::closed;
  /// open: what is measured, one after the other, as long as the measure window. The warm-up runs at the rate with
  /// which they begin; they begin at the window's edge, whenever the warm-up ends.
  std::vector<schedule::Stretch> stretches;
  schedule::Arrivals arrivals = schedule::Arrivals::constant; ///< open
  /// held: each connection asks once in so long; 0 = never. The connection that is idle longest asks, staggered over
  /// the time, so each keeps its turn as long as none is lost.
  base::Nanoseconds heartbeat{};
  /// Churn: after so many answers we close the connection in order, and open another; 0 = it is kept as long as the
  /// server does. In a closed load the first request of a new connection is due when it begins to connect.
  int requests_per_connection = 0;
  /// At least so many of 127.0.0.0/8, taken in turn by new connections (loopback targets only); more are taken where
  /// the ports of one would run out.
  int source_addresses = 1;
};

std::string_view to_string(Model::Kind kind);
/// Open at one rate.
Model open_at(base::Rate rate, base::Nanoseconds measure, schedule::Arrivals arrivals = schedule::Arrivals::constant);

using Phase = sample::Phase;

struct LoadPlan {
  Model model;
  EngineKind engine = EngineKind::epoll;
  int connections = 64;
  int threads = 1;
  base::CpuSet cpus; ///< the workers are pinned here; empty = not pinned
  /// Of answers with a larger body one in `check_in_full_each` is compared in full (1 = all), the others by their
  /// header and the body's length: above this size a look at every byte costs more than what the load is to measure.
  std::size_t check_in_full_below = std::size_t{32} * 1024;
  int check_in_full_each = 16;
  /// Warm-up: fixed when `until_steady` is false; else ends by the steady-state rule, at most `warm_up`.
  base::Nanoseconds warm_up{};
  bool until_steady = false;
  base::Nanoseconds measure{};                         ///< 0 = warm-up only
  base::Nanoseconds drain = std::chrono::seconds{2};   ///< what is still unanswered then is in_flight
  base::Nanoseconds timeout = std::chrono::seconds{2}; ///< of one request, from its actual send
  base::Nanoseconds window = std::chrono::milliseconds{125};
  std::uint64_t seed = 0;
};

/// When requests fall due in the measure window: of a held load its heartbeats; empty = when an answer came (closed),
/// or never.
std::vector<schedule::Stretch> stretches_of(const LoadPlan &plan);

/// The plan as it can be carried out here: the soft limit of descriptors is raised where it must be, and connections
/// come from as many addresses as have enough ports. Errors (usage): it makes no sense, or needs more than there is.
/// run_load() does this first; whoever sends something before asks it himself.
base::Result<LoadPlan> fit(LoadPlan plan, const connection::Endpoint &endpoint);

/// Called by worker 0 at each phase edge, on its thread: keep it to microseconds (read clocks, no files). A worker's
/// thread has a table of descriptors of its own: those of others cannot be used from here, nor from a thread begun
/// here.
using PhaseObserver = std::function<void(Phase, base::Instant)>;
/// Called by worker 0 for each window of its own share of the load as it ends, on its thread: publish, do not print.
using WindowObserver = std::function<void(const sample::Window &)>;

/// Runs one load to its end, or until `stop` is set (the recording is then whole, and marked interrupted). Errors: the
/// plan makes no sense, or needs more descriptors or local ports than there are (usage), no socket could be made
/// (environment), a thread of the generator ended early (environment), the server refused the very first connection
/// (server). Failures of requests are data. All connections
/// are opened before warm-up begins and closed at the end. A connection that is lost is opened again, idle or not.
base::Result<sample::Recording> run_load(const connection::Endpoint &endpoint, std::span<const Shot> shots,
                                         const LoadPlan &plan, const base::StopFlag &stop,
                                         const PhaseObserver &observer = {}, const WindowObserver &windows = {});

/// Asks for each case once, checks the answer in full and learns its template; the order of the result is that of the
/// cases. An error (kind wrong_answer) shows request, expected and got of the first answer that is wrong; `stop` is
/// heard at any time (kind interrupted).
base::Result<std::vector<Shot>> learn_shots(const connection::Endpoint &endpoint, std::span<const workload::Case> cases,
                                            base::Nanoseconds timeout, const base::StopFlag &stop = {});

} // namespace reqbench::load
