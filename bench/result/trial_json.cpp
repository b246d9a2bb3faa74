// The fields of trials/<n>.json, in the order in which they are written.
#include "result/fields.hpp"
#include "result/load_json.hpp"
#include "result/record.hpp"

#include "base/units.hpp"

#include <algorithm>

namespace reqbench::result {

template <class Io> void fields(Io &io, typename Io::template Ref<MemoryByPhase> memory) {
  io("idle", memory.idle);
  io("warm", memory.warm);
  io("loaded", memory.loaded);
  io("after", memory.after);
}

template <class Io> void fields(Io &io, typename Io::template Ref<CapacityStep> step) {
  io("rate_per_s", step.rate_per_s);
  io.seconds("length_s", step.length);
  io("verdict", step.verdict);
  io("why", step.why);
  io("cut_short", step.cut_short);
  io.nanoseconds("latency_ns", step.latency);
  io("latency_at_least", step.latency_at_least);
  io("achieved_per_s", step.achieved_per_s);
  io("planned", step.planned);
  io("errors", step.errors);
}

template <class Io> void fields(Io &io, typename Io::template Ref<CapacityRecord> capacity) {
  io("closed_per_s", capacity.closed_per_s);
  io("rate_per_s", capacity.rate_per_s);
  io("at_least", capacity.at_least);
  io("ended", capacity.ended);
  io.later("generator_share", capacity.generator_share);
  io("steps", capacity.steps);
}

template <class Io> void fields(Io &io, typename Io::template Ref<resource::ThreadAffinity> affinity) {
  io("thread", affinity.thread);
  io.prose("name", affinity.name);
  io.cpus("cpus", affinity.cpus);
}

namespace {

void warm_up_ledger(FieldWriter &io, const TrialRecord &trial) {
  io("warm_up_ledger", sample::to_json(trial.warm_up_ledger));
}

void warm_up_ledger(FieldReader &io, TrialRecord &trial) {
  const auto *json = io.find("warm_up_ledger");
  if (json == nullptr) return;
  const auto read = sample::ledger_from_json(*json);
  if (!read) return io.wrong("warm_up_ledger", read.error().message());
  trial.warm_up_ledger = *read;
}

constexpr const char *warm_up_latency_key = "warm_up_latency_ns";

void warm_up_latency(FieldWriter &io, const TrialRecord &trial) {
  histogram(io, warm_up_latency_key, trial.warm_up_latency);
}

void warm_up_latency(FieldReader &io, TrialRecord &trial) {
  if (io.has(warm_up_latency_key)) histogram(io, warm_up_latency_key, trial.warm_up_latency);
}

} // namespace

template <class Io> void fields(Io &io, typename Io::template Ref<TrialRecord> trial) {
  io("number", trial.number);
  io("block", trial.block);
  io.name("server", trial.server);
  io.name("workload", trial.workload);
  io("started", trial.started);
  io.prose("failure", trial.failure);
  io.prose("last_words", trial.last_words);
  io.prose("marks", trial.marks);
  io.nanoseconds("start_up_ns", trial.start_up);
  io("steady", trial.steady);
  io.seconds("warm_up_s", trial.warm_up);
  warm_up_ledger(io, trial);
  warm_up_latency(io, trial);
  io.object("affinity", [&](auto &inner) {
    inner.cpus("asked", trial.asked_cpus);
    inner("as_asked", trial.affinity_as_asked);
    inner("threads", trial.affinity);
  });
  io("memory", trial.memory);
  io("loads", trial.loads);
  io.later("capacity", trial.capacity);
  io.prose("stop", trial.stop);
  io.seconds("stop_took_s", trial.stop_took);
}

namespace {

constexpr base::Nanoseconds zero{0};

/// Right answers of the measure phase, and those of the warm-up that came late: one a connection was on its way, and of
/// an open load all that fell due may have waited.
std::uint64_t most_completed(const sample::Recording &recording) {
  return recording.ledger.ok() + static_cast<std::uint64_t>(std::max(0, recording.connections)) +
         static_cast<std::uint64_t>(std::max(0.0, recording.offered_per_s * base::to_seconds(recording.warm_up)));
}

/// Of a load alone the server's part is missing as a whole.
bool has_server(const LoadRecord &load) {
  return load.server_window != zero || load.server_cpu != zero || load.counters.processes != 0;
}

std::string broken_account(const LoadRecord &load) {
  const auto &ledger = load.recording.ledger;
  const auto &latency = load.recording.latency;
  const auto answers = latency.count() - latency.censored();
  if (const auto difference = ledger.difference(); difference != 0)
    return "the ledger of load " + load.name + " does not balance: planned differs from the sum of the rest by " +
           std::to_string(difference);
  if (answers != ledger.ok())
    return "the latency histogram of load " + load.name + " holds " + std::to_string(answers) +
           " answers, its ledger " + std::to_string(ledger.ok());
  if (load.recording.completed_in_window > most_completed(load.recording))
    return "load " + load.name + " says that " + std::to_string(load.recording.completed_in_window) +
           " right answers came in its window, and its ledger counts " + std::to_string(ledger.ok());
  if (!load.recording.interrupted &&
      (load.recording.measured <= zero || (load.server_window <= zero && has_server(load))))
    return "the window of load " + load.name + " has no length";
  if (std::min({load.server_cpu, load.server_cpu_user, load.server_cpu_system, load.foreign_cpu}) < zero)
    return "the CPU time of load " + load.name + " is negative";
  return {};
}

} // namespace

namespace {

/// The bounds of a rate, as typed: base::parse_rate.
bool is_rate(double per_second) { return per_second >= 0.001 && per_second <= 1e9; }

bool is_possible(const CapacityRecord &capacity) {
  return (!capacity.rate_per_s || is_rate(*capacity.rate_per_s)) &&
         std::ranges::all_of(capacity.steps, is_rate, &CapacityStep::rate_per_s);
}

} // namespace

std::string broken_account(const TrialRecord &trial) {
  for (const auto &load : trial.loads)
    if (auto broken = broken_account(load); !broken.empty()) return broken;
  if (trial.start_up < zero) return "the start-up time is negative";
  if (trial.capacity && !is_possible(*trial.capacity)) return "a rate of its capacity is none that can be asked";
  return {};
}

namespace {

template <class Records, class Name> auto find(const Records &records, Name name, const std::string &wanted) {
  const auto found = std::ranges::find(records, wanted, name);
  return found == records.end() ? nullptr : &*found;
}

/// A machine that hung for so long is not taken for a hand that edited.
constexpr base::Nanoseconds hang = std::chrono::seconds{1};

bool is_near(base::Nanoseconds length, base::Nanoseconds asked, base::Nanoseconds later_begin) {
  return length >= asked * 9 / 10 - later_begin && length <= asked * 11 / 10 + hang;
}

/// Only a load of one rate, or of none, is exactly as long as was asked.
std::string out_of_plan(const LoadRecord &load, const std::vector<LoadRequest> &loads,
                        const std::vector<std::string> &marks) {
  const auto *asked = find(loads, &LoadRequest::name, load.name);
  if (asked == nullptr) return "its load '" + load.name + "' is not in run.json";
  const bool is_fixed = asked->model == "closed" || asked->model == "open";
  if (!is_fixed || load.recording.interrupted) return {};
  const auto differs = [&](base::Nanoseconds length) {
    return "its load '" + load.name + "' was measured for " + base::format_duration(length) +
           ", and run.json asks for " + base::format_duration(asked->measure);
  };
  // The load's own window lies between times that were set before; the server's between readings, each as late as it
  // was.
  if (!is_near(load.recording.measured, asked->measure, zero)) return differs(load.recording.measured);
  // Of CPU that was withheld because they lay too far from the edges, the mark says so.
  const bool is_withheld = load.server_cpu == zero && std::ranges::count(marks, read_late_mark(load.name)) > 0;
  if (has_server(load) && !is_withheld && !is_near(load.server_window, asked->measure, hang))
    return differs(load.server_window);
  return {};
}

} // namespace

std::string read_late_mark(std::string_view load) { return "server CPU read late in " + std::string{load}; }

bool is_calibration(const TrialRecord &trial, const RunRecord &run) {
  return run.calibration && trial.server == run.calibration->server.label;
}

std::string out_of_plan(const TrialRecord &trial, const RunRecord &run) {
  const bool calibrates = is_calibration(trial, run);
  if (!calibrates && find(run.servers, &ServerRecord::label, trial.server) == nullptr)
    return "its server '" + trial.server + "' is not in run.json";
  if (calibrates ? trial.workload != run.calibration->workload
                 : find(run.workloads, &WorkloadRecord::name, trial.workload) == nullptr)
    return "its workload '" + trial.workload + "' is not in run.json";
  if (trial.block < 1 || trial.block > run.blocks)
    return "its block is " + std::to_string(trial.block) + ", and run.json has " + std::to_string(run.blocks);
  const auto &loads = calibrates ? std::vector{run.calibration->load} : run.loads;
  for (const auto &load : trial.loads)
    if (auto why = out_of_plan(load, loads, trial.marks); !why.empty()) return why;
  return {};
}

base::Json to_json(const TrialRecord &record) {
  base::Json json{{"schema_version", schema_version}};
  json.update(write_fields(record));
  return json;
}

base::Result<TrialRecord> trial_from_json(const base::Json &json) {
  if (auto version = check_version(json); !version) return std::move(version).error();
  return read_fields<TrialRecord>(json);
}

} // namespace reqbench::result
