// The phase that is a load: the generator runs it, and what server, generator and machine had consumed is read at its
// edges.
#include "run/trial_phases.hpp"

#include "resource/listen_queue.hpp"
#include "run/load_marks.hpp"
#include "run/watch.hpp"

#include <algorithm>

namespace reqbench::run {
namespace {

/// False when processes of the server came and went and its CPU cannot be told. A figure that is too small would be
/// worse than none, so nothing of it is; nor where it was not read at the edges.
bool book_cpu(const Trial &trial, const Edge &begin, const Edge &end, result::LoadRecord &load) {
  /// Of the window: what a server that drops its children may hide before its CPU is withheld, since it runs where only
  /// the server should, and cannot be told from another program's.
  constexpr int hidden_part = 50;
  const auto used = resource::consumed(begin.tree, end.tree);
  const auto of_server = base::spent(begin.processors, end.processors, trial.plan().server_cpus);
  const auto of_generator = base::spent(begin.processors, end.processors, trial.plan().generator_cpus);
  load.server_window = end.tree.at - begin.tree.at;
  load.steal = of_server.steal + of_generator.steal;
  const auto foreign = foreign_cpu(begin, end, used.cpu.total, trial.plan().server_cpus, trial.plan().generator_cpus);
  load.machine.emplace().generator_foreign_cpu = foreign.generator;
  if (!used.whole || (used.may_hide && foreign.server > load.server_window / hidden_part)) return false;
  load.foreign_cpu = foreign.server;
  if (!read_at_edges(load)) return true; // that it is not told has a mark of its own
  load.server_cpu = used.cpu.total;
  load.server_cpu_user = used.cpu.user;
  load.server_cpu_system = used.cpu.system;
  return true;
}

load::Model model_of(const result::LoadRequest &wanted, const std::map<std::string, double> &rates) {
  load::Model model;
  model.requests_per_connection = wanted.requests_per_connection;
  if (wanted.model == "held") {
    model.kind = load::Model::Kind::held;
    model.heartbeat = wanted.measure; // each connection asks once, staggered over the window
  }
  if (const auto rate = rates.find(wanted.name); rate != rates.end())
    model = load::open_at(base::Rate{rate->second}, wanted.measure);
  if (wanted.arrivals == to_string(schedule::Arrivals::poisson)) model.arrivals = schedule::Arrivals::poisson;
  if (!wanted.steps_per_s.empty()) {
    model.kind = load::Model::Kind::open;
    const auto each = wanted.measure / static_cast<std::int64_t>(wanted.steps_per_s.size());
    for (const double rate : wanted.steps_per_s) model.stretches.push_back({base::Rate{rate}, base::Rate{rate}, each});
  }
  return model;
}

/// Read around a load, outside its window: a server may have hundreds of threads.
struct Surroundings {
  base::Result<resource::Counters> counters;
  std::vector<resource::ThreadUse> threads;
  std::optional<resource::ListenCounts> listen_queue;
  base::Instant at;
};

Surroundings look_around(Trial &trial) {
  return {trial.tree->counters(), trial.tree->threads(), resource::read_listen_counts(), base::now()};
}

void book_surroundings(const Surroundings &before, const Surroundings &after, result::LoadRecord &load) {
  constexpr std::size_t most_threads = 8; // those that could have bound the server, and a file of bounded size
  if (before.counters && after.counters) {
    load.counters = *after.counters;
    load.counters.voluntary_switches -=
        std::min(before.counters->voluntary_switches, after.counters->voluntary_switches);
    load.counters.involuntary_switches -=
        std::min(before.counters->involuntary_switches, after.counters->involuntary_switches);
  }
  load.server_threads = resource::used_between(before.threads, after.threads, most_threads);
  load.server_threads_window = after.at - before.at;
  if (before.listen_queue && after.listen_queue)
    load.listen_queue = resource::ListenCounts{after.listen_queue->overflows - before.listen_queue->overflows,
                                               after.listen_queue->drops - before.listen_queue->drops};
}

/// Nothing when it did not take place; the trial says why.
std::optional<result::LoadRecord> measure_once(Trial &trial, const result::LoadRequest &wanted,
                                               LoadReadings &readings) {
  auto plan = base_plan(trial);
  plan.connections = wanted.connections;
  plan.measure = wanted.measure;
  plan.warm_up = lead_in;
  plan.seed = trial.seed(wanted.name);
  plan.model = model_of(wanted, trial.setting.rates);

  result::LoadRecord load;
  load.name = wanted.name;
  trial.tree->refresh();
  const auto before = look_around(trial);
  Edge begin, end;
  std::optional<resource::Memory> connected;
  if (wanted.model == "held") {
    load.held_memory.emplace();
    read_memory(trial, connected);
    load.held_memory->before = connected.value_or(resource::Memory{});
    connected.reset();
  }
  // More than the clocks that a phase observer should read: /proc/stat takes about 10 µs, the stat file of each process
  // about 7 µs, during which worker 0 answers nothing. But ticks taken outside the window would count its surroundings.
  const auto edges = [&](load::Phase phase, base::Instant) {
    if (phase == load::Phase::measure) begin = read_edge(*trial.tree);
    if (phase == load::Phase::drain) end = read_edge(*trial.tree);
    // The connections still stand, and nothing is on its way any more: a walk over page tables disturbs no sample.
    if (phase == load::Phase::done && load.held_memory) {
      const auto memory = trial.tree->memory();
      if (memory) connected = *memory;
    }
  };
  Watch watch{*trial.tree, trial.plan().server_cpus};
  auto recording = load::run_load(trial.endpoint, trial.setting.shots, plan, trial.stop, edges,
                                  load::followed(trial.setting.observer.feed(), plan));
  if (!recording) {
    if (trial.server->alive())
      trial.fail("during " + wanted.name + ": " + recording.error().message());
    else
      explain_silence(trial, wanted.name);
    return {};
  }
  load.recording = std::move(*recording);
  if (load.held_memory && connected)
    load.held_memory->held = *connected;
  else
    load.held_memory.reset();
  readings.server_cpu = book_cpu(trial, begin, end, load);
  watch.book(load, begin.tree.at, end.tree.at);
  const auto after = look_around(trial);
  book_surroundings(before, after, load);
  readings.counters = before.counters && after.counters;
  readings.processors = !begin.processors.empty() && !end.processors.empty();
  return load;
}

/// As of its recording; or both edges were passed at once, in the midst of the generator's work.
bool passed_unseen(const result::LoadRecord &load) {
  const bool at_once = load.server_window * 2 < load.recording.measured;
  return says_nothing(load.recording) || (at_once && none_came(load.recording));
}

} // namespace

void measure(Trial &trial, const result::LoadRequest &wanted) {
  LoadReadings readings;
  auto load = measure_once(trial, wanted, readings);
  for (int again = 0; again < most_measured_again && load && passed_unseen(*load); ++again) {
    if (load->recording.interrupted || trial.stop.requested() || !trial.server->alive()) break;
    trial.mark("machine stood still, measured again in " + wanted.name);
    const auto held = load->held_memory; // connections that were held before have left their memory
    load = measure_once(trial, wanted, readings = {});
    if (load && load->held_memory && held) load->held_memory->before = held->before;
  }
  if (!load) return;
  for (const auto &mark : load_marks(*load, readings)) trial.mark(mark);
  const bool silent = load->recording.ledger.ok() == 0, still = passed_unseen(*load);
  const bool interrupted = load->recording.interrupted;
  trial.record.loads.push_back(std::move(*load));
  if (interrupted || (!silent && trial.server->alive())) return;
  const auto &ledger = trial.record.loads.back().recording.ledger;
  if (!still || !trial.server->alive()) return explain_silence(trial, wanted.name, ledger);
  const auto ends = ends_of(ledger);
  trial.fail("no right answer during " + wanted.name + ": the machine stood still" +
                 (ends.empty() ? "" : " (" + ends + ")"),
             base::ErrorKind::environment);
}

} // namespace reqbench::run
