// What a run leaves on disk, as types. results/README.md tells the same for people, results/schema.json for programs.
// New keys may be added; none is renamed or changes its unit without a new schema version.
#pragma once

#include "base/json.hpp"
#include "resource/disturbance.hpp"
#include "resource/host.hpp"
#include "resource/listen_queue.hpp"
#include "resource/process_tree.hpp"
#include "sample/recording.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::result {

inline constexpr int schema_version = 1;
/// Bytes of a name: of a run, a server, a workload, a load. A report shows each of them hundreds of times; that of a
/// run may be as long as a folder's.
inline constexpr std::size_t longest_name = 255;
inline constexpr int most_blocks = 1000; ///< also the limit of --blocks; who counts by a file's number must have one

/// One server of a run, as it took part. `label` is the name in tables: the server's name, or again(name) for the
/// second member of the A/A pair.
struct ServerRecord {
  std::string name, label;
  std::string language, framework, variant, concurrency, workers_meaning;
  std::vector<std::string> workloads; ///< those it offers; empty in records from before this was kept
  std::vector<std::pair<std::string, std::string>> deviations; ///< check, reason
  base::Json versions;                                         ///< really running, from the server itself
  std::vector<std::string> command;                            ///< as a template: no absolute path
  std::map<std::string, std::string> environment;              ///< all of it, as a template
  std::vector<std::vector<std::string>> build;                 ///< the commands, as templates
  std::string digest;  ///< of its manifest, program and files; empty in records from before this was kept
  std::string skipped; ///< why it was not measured at all; empty = it was
};

/// The label of the A/A pair's second member: the same server, measured once more in every block.
std::string again(std::string_view server);
bool is_again(const ServerRecord &server);
/// The same program written in another variant: same language and framework.
bool siblings(const ServerRecord &a, const ServerRecord &b);
/// A sentence may set them against each other: equal variants, or siblings.
bool comparable(const ServerRecord &a, const ServerRecord &b);
/// It was measured, and is not the A/A pair's second member: it has a place and ratios of its own.
bool is_ranked(const ServerRecord &server);

struct WorkloadRecord {
  std::string name, title, description;
  base::Json document;
};

/// One load of a trial's list, as asked: "closed", "common", …
struct LoadRequest {
  std::string name;  ///< the word of --loads
  std::string model; ///< "closed", "open" or "held"
  int connections = 0;
  double share = 0;      ///< share:50 → 0.5 of the server's own pilot; 0 = not by share
  bool common = false;   ///< at the common rate of the workload
  double rate_per_s = 0; ///< rate:R, else 0: derived from the pilots
  base::Nanoseconds measure{};
  /// steps:1k+5k → one rate after the other, each for its part of the measure window.
  std::vector<double> steps_per_s{};
  int requests_per_connection = 0; ///< churn:1 → a connection is closed after so many; 0 = it is kept
  std::string arrivals{}; ///< of an open load: "constant" or "poisson"; empty = constant, of before it was kept
  bool operator==(const LoadRequest &) const = default;
};

/// Each server gives what it can, on connections that are kept: a churn tells what connections cost, not what the
/// server can do.
bool tells_capacity(const LoadRequest &load);

/// The generator's own ceiling, measured in the same run: a server that costs as little as one can gives one stored
/// right answer to every request of the first workload. Its trials stand apart from those of the servers.
struct CalibrationRecord {
  ServerRecord server;
  std::string workload;
  LoadRequest load;
};

/// What --slo asks for: at the capacity this share of the requests is answered within `latency`.
struct Objective {
  double percentile = 0; ///< 0.99
  base::Nanoseconds latency{};
  std::string arrivals = "constant"; ///< of the search's steps; or "poisson"
};
/// "p99", "p99.9"; of 0.99, 0.999.
std::string percentile_name(double percentile);
std::string percentile_name(const Objective &objective);
/// "p99 < 20 ms", "p99 < 20 ms under Poisson arrivals".
std::string to_string(const Objective &objective);

/// What --precision asks for: blocks are added until every interval reaches no farther than this from its ratio.
struct PrecisionRecord {
  double asked = 0; ///< 0.03
  int most_blocks = 0;
};

/// run.json: written before the first trial and again at the end (`finished`).
struct RunRecord {
  std::string id;                ///< the directory's name
  std::string started, finished; ///< UTC; finished is empty while it runs or when it was interrupted
  bool interrupted = false;
  std::string reqbench_version, git_commit;
  bool git_dirty = false;
  std::string compiler, build_type;
  std::string binary;                 ///< a hash of the program that measures; empty when it could not be read
  std::vector<std::string> resumed;   ///< UTC: when it was continued after it had been stopped
  std::vector<std::string> arguments; ///< as typed
  base::Json options;                 ///< effective: every option with its value
  std::string profile;                ///< quick, standard, rigorous; or load_profile
  std::uint64_t seed = 0;
  int blocks = 0; ///< planned; with a precision those so far
  std::optional<PrecisionRecord> precision;
  std::string baseline; ///< label
  std::string engine;
  base::CpuSet server_cpus, generator_cpus;
  int workers = 1;
  resource::Host host;
  std::vector<ServerRecord> servers;
  std::vector<WorkloadRecord> workloads;
  std::vector<LoadRequest> loads;
  std::optional<CalibrationRecord> calibration;
  std::optional<Objective> slo;
  /// workload → label → closed goodput of the pilot, right answers per second.
  std::map<std::string, std::map<std::string, double>> pilots;
  /// workload → the common rate, 50 % of the slowest pilot.
  std::map<std::string, double> common_rates;
  std::optional<int> trials_written; ///< at its end; fewer files mean that some were lost
  std::vector<std::string> notes;    ///< what the reader must know: servers skipped, conditions of the host, …
};

/// The profile of what `reqbench load --save` leaves: one trial with one load of a target that reqbench did not start,
/// so nothing is known of its CPU and memory, and nothing of how its figures vary.
inline constexpr std::string_view load_profile = "load";
inline bool is_load(const RunRecord &run) { return run.profile == load_profile; }
/// The first of its loads that tells_capacity(); null when it asks for none.
const LoadRequest *full_load(const RunRecord &run);

/// Of the servers that it measured, without the second member of the A/A pair.
std::vector<std::string> measured_labels(const RunRecord &run);

struct MemoryByPhase {
  std::optional<resource::Memory> idle, warm, loaded,
      after; ///< loaded: right after the last load; after: some time later
};

/// What connections cost that are kept open: memory before a held load opened them, and while they stood, after its
/// window.
struct HeldMemory {
  resource::Memory before, held;
};

/// The server's memory and CPU at one moment of a load; `at` counts from the start of the load's first phase, as the
/// windows do.
struct UseInTime {
  base::Nanoseconds at{};
  std::uint64_t rss_bytes = 0; ///< of all its processes: what they share counts in each
  base::Nanoseconds cpu{};     ///< since they began, in ticks of 10 ms
};

/// Of those moments what the checks need, for the series may be left out.
struct MemoryInWindow {
  std::uint64_t begin_bytes = 0, middle_bytes = 0, end_bytes = 0; ///< of the measure window
  base::Nanoseconds sampler_cpu{};                                ///< what the looking took, in the whole load
};

/// One load of one trial.
struct LoadRecord {
  std::string name;
  sample::Recording recording;
  base::Nanoseconds server_cpu{};                           ///< total of the tree inside the measure window
  base::Nanoseconds server_cpu_user{}, server_cpu_system{}; ///< split, to 10 ms ticks
  base::Nanoseconds server_window{};                        ///< between the two readings of the server's CPU
  base::Nanoseconds foreign_cpu{};                ///< busy time of the server's processors that is not the server's
  base::Nanoseconds steal{};                      ///< of the server's and the generator's processors
  resource::Counters counters;                    ///< after the load; switches: difference over the load
  std::optional<resource::Disturbance> machine{}; ///< what else went on; empty = not read
  std::optional<MemoryInWindow> memory{};         ///< empty = not read
  std::vector<UseInTime> use{};                   ///< in the series
  /// The busiest threads of the server, from just before the load to just after it, so that no reading of them falls
  /// into its window.
  std::vector<resource::ThreadUse> server_threads;
  std::optional<HeldMemory> held_memory;              ///< of a held load
  base::Nanoseconds server_threads_window{};          ///< between those two readings
  std::optional<resource::ListenCounts> listen_queue; ///< during the load, of the machine; empty = not read
};

/// The mark of a trial whose readings of the server's CPU lay a tenth of that load's window farther apart than its
/// edges, or nearer: the machine stood still, and the CPU is withheld (0).
std::string read_late_mark(std::string_view load);

/// One step of the search for the capacity under an objective.
struct CapacityStep {
  double rate_per_s = 0;
  base::Nanoseconds length{};  ///< measured
  std::string verdict;         ///< "met", "missed", or "refused": the generator bound it, and it says nothing
  std::string why;             ///< of what was not met
  bool cut_short = false;      ///< it was lost before its time
  base::Nanoseconds latency{}; ///< at the objective's percentile
  bool latency_at_least = false;
  double achieved_per_s = 0;
  std::uint64_t planned = 0, errors = 0;
};

/// The highest rate at which a launch met the objective, with the search for it.
struct CapacityRecord {
  double closed_per_s = 0;          ///< what the ladder of rates begins from
  std::optional<double> rate_per_s; ///< that held twice; empty = none did
  bool at_least = false;            ///< nothing above it was lost: it was not tried, or the generator bound it
  std::string ended;                ///< why the search ended
  double generator_share = 0;       ///< from which on the generator counted as bound; 0 = of before it was kept
  std::vector<CapacityStep> steps;  ///< in order
};

/// trials/<n>.json: one fresh launch of one server under one workload.
struct TrialRecord {
  int number = 0;     ///< 1, 2, … in the order they ran
  int block = 0;      ///< 1, 2, …
  std::string server; ///< label
  std::string workload;
  std::string started;
  /// Empty = fine; else why the trial does not count ("the server died during closed: exit code 1").
  std::string failure;
  std::vector<std::string> last_words; ///< of the server's standard error, when it failed
  std::vector<std::string> marks;      ///< "not steady", "generator late", "affinity differs", "wrong answers"
  base::Nanoseconds start_up{};        ///< exec → first right answer
  bool steady = true;
  base::Nanoseconds warm_up{};
  sample::Ledger warm_up_ledger;
  sample::Histogram warm_up_latency{sample::Precision::one_percent};
  base::CpuSet asked_cpus;
  std::vector<resource::ThreadAffinity> affinity; ///< of the server's threads, read back under load
  bool affinity_as_asked = false;
  MemoryByPhase memory;
  std::vector<LoadRecord> loads;
  std::optional<CapacityRecord> capacity; ///< when the run has an objective
  std::string stop;                       ///< how it left, a sentence
  base::Nanoseconds stop_took{};
};

base::Json to_json(const RunRecord &record);
base::Json to_json(const TrialRecord &record);
/// All that a load left behind, without the server's part: for `load --json`. Its histograms are whole, and its seconds
/// stand here, because no series file lies beside it.
base::Json to_json(const sample::Recording &recording);
/// Per load: windows and seconds, as columns, for trials/<n>.series.json.
base::Json series_json(const TrialRecord &record);
/// Fills windows and seconds of the trial's loads. Errors (kind damaged): wrong types, another trial's series.
base::Status series_from_json(const base::Json &json, TrialRecord &trial);
/// What a trial's numbers must satisfy among each other: each ledger balances, each latency histogram holds exactly the
/// answers that its ledger counts, no more were completed in the window than can have been, and times are not negative.
/// Empty when they do; else the sentence that says what does not.
std::string broken_account(const TrialRecord &trial);
/// Whether it is one of the run's calibration, and not of a server that is compared.
bool is_calibration(const TrialRecord &trial, const RunRecord &run);
/// What they must satisfy beside the run's plan: its server, workload and loads are known, its block is one of the
/// plan's, its windows are about as long as was asked.
std::string out_of_plan(const TrialRecord &trial, const RunRecord &run);
/// Errors (kind damaged) name the missing or wrong key by its path.
base::Result<RunRecord> run_from_json(const base::Json &json);
base::Result<TrialRecord> trial_from_json(const base::Json &json);

} // namespace reqbench::result
