// What a run will do, decided before anything starts: who takes part, on which processors, in which order, how long.
// Pure: the same options, seed and machine give the same plan, and --dry-run prints it.
#pragma once

#include "base/cpus.hpp"
#include "base/result.hpp"
#include "base/units.hpp"
#include "launch/manifest.hpp"
#include "load/engine_kind.hpp"
#include "resource/topology.hpp"
#include "result/record.hpp"
#include "run/profile.hpp"
#include "schedule/stretch.hpp"
#include "workload/workload.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reqbench::run {

/// The user's words, parsed but not yet judged.
struct Options {
  std::vector<std::string> servers, workloads; ///< empty = the default three
  bool all = false;                            ///< every candidate and every workload there is
  std::string profile = "quick";
  std::vector<std::string> loads; ///< words; empty = the profile's
  std::vector<base::Rate> rates;  ///< each adds a load rate:R
  int connections = 64;
  std::optional<base::Nanoseconds> duration; ///< of each load, instead of the profile's
  std::optional<base::Nanoseconds> warm_up;  ///< a fixed warm-up instead of the steady-state rule
  int blocks = 0;                            ///< 0 = the profile's
  int cores = 1;                             ///< of the server; also its workers
  int port = 0;
  load::EngineKind engine = load::EngineKind::epoll;
  std::optional<result::Objective> slo;       ///< under which each launch's capacity is searched
  std::optional<schedule::Arrivals> arrivals; ///< of the open loads and of that search; empty = constant
  std::optional<double> precision;            ///< blocks are added until each ratio is known so well: 0.03
  std::string baseline;              ///< server name; empty = python_fastapi when it takes part, else the first
  std::optional<std::uint64_t> seed; ///< empty = a fresh one
  bool allow_debug = false;          ///< servers that were started or built for development are measured all the same
};

/// One member of every block: a server under its label.
struct Participant {
  std::string label; ///< the server's name; result::again(name) for the second of the A/A pair
  launch::Manifest manifest;
  bool again = false;
};

struct TrialPlan {
  int number = 0, block = 0; ///< from 1
  std::size_t participant = 0, workload = 0;
  bool calibrates = false; ///< of Plan::calibration, and of no participant
};

/// The server that shows what the generator itself can do: one launch a block, of one closed load of the first
/// workload.
struct Calibration {
  launch::Manifest manifest;
  result::LoadRequest load;
};

/// Of a server, before its pilot has told it.
inline constexpr double assumed_goodput = 20'000;

struct Plan {
  Profile profile{};
  std::vector<Participant> participants;
  std::vector<result::ServerRecord> skipped; ///< asked for, but cannot be started here, with the reason
  std::vector<workload::Workload> workloads;
  std::vector<result::LoadRequest> loads;
  std::optional<Calibration> calibration;
  std::vector<TrialPlan> trials; ///< in the order they run
  std::string baseline;          ///< label
  std::uint64_t seed = 0;
  int blocks = 0, workers = 1, port = 0, connections = 64;
  base::Nanoseconds measure{}; ///< of a load of one rate
  load::EngineKind engine = load::EngineKind::epoll;
  std::optional<base::Nanoseconds> warm_up;
  std::optional<result::Objective> slo;
  std::optional<result::PrecisionRecord> precision;
  base::CpuSet server_cpus, generator_cpus;
  bool allow_debug = false;
  std::vector<std::string> notes; ///< "one processor only: …"

  /// "go_echo does not offer `order`": what the user may miss in the tables.
  std::vector<std::string> not_offered() const;
  /// Expected length of everything, from the plan's own times; the real pace corrects it while it runs. With a
  /// precision of the blocks that are measured in any case.
  base::Nanoseconds estimate() const;
  base::Nanoseconds estimate_most() const; ///< of all blocks that a precision may need
  /// `closed_per_s`: of the server, once its pilot has told it; by it the steps of a capacity are as long as they are.
  base::Nanoseconds estimate(const TrialPlan &trial, double closed_per_s = assumed_goodput) const;
  /// "go_echo", "cpp_null (calibration)".
  std::string label(const TrialPlan &trial) const;
};

/// Expected length of a server's proof and of one pilot: a launch, and the checks of three workloads or one closed
/// second.
inline constexpr base::Nanoseconds proof_estimate = std::chrono::milliseconds{1500};
inline constexpr base::Nanoseconds pilot_estimate = std::chrono::milliseconds{1600};

/// A precision adds blocks up to this multiple of the profile's, and up to this many at least.
inline constexpr int most_blocks_factor = 4, least_most_blocks = 20;

bool offers(const launch::Manifest &manifest, const workload::Workload &workload);

struct Choice {
  launch::Manifest manifest;
  std::optional<launch::Missing> missing; ///< why it cannot be started here
  /// Its manifest cannot be used: nothing but its name is known.
  bool refused() const { return missing && missing->lack == launch::Lack::manifest; }
};

/// Errors (kind usage): an unknown server, workload, profile, load or baseline (with the nearest name), a calibration,
/// a server that offers none of the workloads, one for development, more cores than there are; (kind server): none of
/// the servers can be started.
base::Result<Plan> make_plan(const Options &options, const std::vector<Choice> &servers,
                             const std::vector<workload::Workload> &catalog, const resource::Topology &topology);

/// A server that was started or built for development is refused (kind usage), or noted where the plan allows it: by
/// its manifest when the plan is made, by its versions as soon as it was asked for them.
base::Status admit(Plan &plan, const result::ServerRecord &server);

/// A server as the result record tells it; the versions really running are added when the run begins.
result::ServerRecord describe(const launch::Manifest &manifest, std::string label);

/// The trials of one block, numbered on from the last one: every (participant, workload) once, and the calibration,
/// shuffled by the run's seed and the block's number.
std::vector<TrialPlan> block_of_trials(const Plan &plan, int block, int last_number);

} // namespace reqbench::run
