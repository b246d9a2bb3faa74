#include "run/trial.hpp"

#include "connection/exchange.hpp"
#include "launch/launcher.hpp"
#include "resource/listen_queue.hpp"
#include "resource/process_tree.hpp"
#include "run/capacity.hpp"
#include "run/load_marks.hpp"
#include "run/watch.hpp"
#include "sample/recording.hpp"
#include "verify/verify.hpp"

#include <algorithm>
#include <thread>

namespace reqbench::run {
namespace {

using namespace std::chrono_literals;
using base::Nanoseconds;

/// Requests that a load draws from: enough that no server gains by remembering answers, few enough that ours stay in
/// the cache.
constexpr std::size_t shot_count = 512;
constexpr Nanoseconds pilot_length = 1s;
/// After connecting, before the measure window: the new connections' first requests are not the load's.
constexpr Nanoseconds lead_in = 200ms;
constexpr Nanoseconds settle = 100ms;

/// Sleeps in slices, so that a wish to stop is heard within 20 ms.
void rest(Nanoseconds length, const base::StopFlag &stop) {
  const auto end = base::now() + length;
  while (!stop.requested() && base::now() < end)
    std::this_thread::sleep_for(std::min<Nanoseconds>(20ms, end - base::now()));
}

connection::Endpoint named_localhost(connection::Endpoint endpoint) {
  // The same Host whatever port the server was given: requests stay equal byte for byte over all launches.
  endpoint.host = "localhost";
  return endpoint;
}

/// The state that the phases of one trial share.
struct Trial {
  const TrialSetting &setting;
  const base::StopFlag &stop;
  result::TrialRecord record;
  base::ErrorKind failure{}; ///< of record.failure
  std::optional<launch::RunningServer> server;
  std::optional<resource::ProcessTree> tree;
  connection::Endpoint endpoint;

  const Plan &plan() const { return setting.plan; }
  bool calibrates() const { return setting.trial.calibrates; }
  const launch::Manifest &manifest() const {
    return calibrates() ? plan().calibration->manifest : plan().participants[setting.trial.participant].manifest;
  }
  const workload::Workload &workload() const { return plan().workloads[setting.trial.workload]; }
  /// Every trial has seeds of its own: the same requests in every launch would be an input that a server could learn.
  std::uint64_t seed(std::string_view purpose) const {
    return base::Random::stream(plan().seed, purpose, static_cast<std::uint64_t>(setting.trial.number)).next();
  }
  void fail(std::string why, base::ErrorKind kind = base::ErrorKind::server) {
    if (!record.failure.empty()) return;
    record.failure = std::move(why);
    failure = kind;
    if (server) record.last_words = server->last_words();
  }
  void mark(const std::string &what) {
    if (std::ranges::find(record.marks, what) == record.marks.end()) record.marks.push_back(what);
  }
  bool going_on() const { return record.failure.empty() && !stop.requested(); }
};

void launch_server(Trial &trial) {
  auto how = launch_plan(trial.plan());
  if (trial.calibrates()) how.arguments = {"--answer-file", trial.setting.stored_answer.string()};
  auto started = launch::launch(trial.manifest(), trial.setting.root, how, trial.stop);
  if (!started) {
    trial.fail(started.error().message());
    trial.record.last_words = started.error().details();
    return;
  }
  trial.server.emplace(std::move(*started));
  trial.endpoint = named_localhost(trial.server->endpoint());
  trial.tree.emplace(trial.server->root(), trial.server->guardian());
}

/// One question on a connection of its own.
base::Status ask_once(const Trial &trial, std::string_view purpose, Nanoseconds limit) {
  const auto cases = trial.workload().draw(trial.seed(purpose), 1);
  auto exchange = connection::Exchange::open(trial.endpoint, limit);
  if (!exchange) return base::Error{exchange.error()}.while_doing("no connection");
  const auto received = exchange->ask(workload::render(cases.front(), trial.endpoint.host_field()));
  if (!received) return base::Error{received.error()}.while_doing("no answer");
  if (const auto wrong = workload::check(cases.front().expect, received->answer))
    return base::Error{base::ErrorKind::wrong_answer,
                       "answers wrongly: " + wrong->where + ": expected " + wrong->expected + ", got " + wrong->got};
  return {};
}

void first_right_answer(Trial &trial) {
  const auto answered = ask_once(trial, "first", 5s);
  if (!answered) return trial.fail("after the ready line: " + answered.error().message(), answered.error().kind());
  trial.record.start_up = base::now() - trial.server->exec_at();
}

/// After the first answer, because start-up would pay for the reading of /proc.
void check_port(Trial &trial) {
  if (const auto owned = trial.server->owns_port(); !owned) trial.fail(owned.error().message());
}

void verify_briefly(Trial &trial) {
  const auto report = verify::verify({.endpoint = trial.endpoint,
                                      .manifest = trial.manifest(),
                                      .workloads = {&trial.workload(), 1},
                                      .seed = trial.seed("verify"),
                                      .stop = &trial.stop},
                                     verify::Depth::brief);
  if (report.passed()) return;
  trial.fail("answers wrongly (" + report.failures.front().check + ")", base::ErrorKind::wrong_answer);
  trial.record.last_words = report.failures.front().to_lines();
}

void read_memory(Trial &trial, std::optional<resource::Memory> &into) {
  trial.tree->refresh();
  if (const auto memory = trial.tree->memory())
    into = *memory;
  else
    trial.mark("memory not read");
}

void read_idle(Trial &trial) {
  rest(settle, trial.stop);
  read_memory(trial, trial.record.memory.idle);
  if (!trial.tree->reset_peaks()) trial.mark("peak not reset");
}

load::LoadPlan base_plan(const Trial &trial) {
  load::LoadPlan plan;
  plan.connections = trial.plan().connections;
  plan.engine = trial.plan().engine;
  plan.cpus = trial.plan().generator_cpus;
  plan.window = trial.plan().profile.window;
  return plan;
}

/// "3021 bad_body, 2 reset": what became of the requests that were not answered right.
std::string ends_of(const sample::Ledger &ledger) {
  std::string text;
  for (std::size_t i = 0; i < sample::outcome_count; ++i) {
    const auto outcome = static_cast<sample::Outcome>(i);
    if (outcome == sample::Outcome::ok || ledger.of(outcome) == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(ledger.of(outcome)) + " " + std::string{to_string(outcome)};
  }
  return text;
}

/// Tells a server that died from one that answers wrongly, and both from one that does not answer. `ledger`: of the
/// load, when there is one.
void explain_silence(Trial &trial, const std::string &load_name, const sample::Ledger &ledger = {}) {
  if (!trial.server->alive())
    return trial.fail("the server died during " + load_name + ": " + trial.server->stop().to_sentence());
  const auto ends = ends_of(ledger);
  const auto why = "no right answer during " + load_name + ": ";
  if (ledger.wrong() > 0) return trial.fail(why + ends, base::ErrorKind::wrong_answer);
  trial.fail(why + "the server hangs or refuses" + (ends.empty() ? "" : " (" + ends + ")"));
}

void warm_up(Trial &trial) {
  auto plan = base_plan(trial);
  plan.warm_up = trial.plan().warm_up.value_or(trial.plan().profile.warm_up_cap);
  plan.until_steady = !trial.plan().warm_up;
  plan.seed = trial.seed("warm_up");
  const auto recording = load::run_load(trial.endpoint, trial.setting.shots, plan, trial.stop);
  if (!recording) {
    if (!trial.server->alive()) return explain_silence(trial, "warm-up");
    return trial.fail("during warm-up: " + recording.error().message());
  }
  trial.record.warm_up = recording->warm_up;
  trial.record.warm_up_ledger = recording->warm_up_ledger;
  trial.record.warm_up_latency = recording->warm_up_latency;
  trial.record.steady = recording->steady;
  if (!recording->steady) trial.mark("not steady");
  if (recording->warm_up_ledger.ok() == 0) return explain_silence(trial, "warm-up", recording->warm_up_ledger);
  read_memory(trial, trial.record.memory.warm);
}

void read_affinity(Trial &trial) {
  trial.record.asked_cpus = trial.plan().server_cpus;
  trial.record.affinity = trial.tree->affinity();
  trial.record.affinity_as_asked =
      !trial.record.affinity.empty() && std::ranges::all_of(trial.record.affinity, [&](const auto &thread) {
        return thread.cpus == trial.record.asked_cpus;
      });
  if (!trial.record.affinity_as_asked) trial.mark("affinity differs");
}

/// False when the server's CPU cannot be told: a figure that is too small would be worse than none, so nothing of it
/// is.
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
  load.server_cpu = used.cpu.total;
  load.server_cpu_user = used.cpu.user;
  load.server_cpu_system = used.cpu.system;
  load.foreign_cpu = foreign.server;
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

void measure(Trial &trial, const result::LoadRequest &wanted) {
  auto plan = base_plan(trial);
  plan.connections = wanted.connections;
  plan.measure = wanted.measure;
  plan.warm_up = lead_in;
  plan.seed = trial.seed(wanted.name);
  plan.model = model_of(wanted, trial.setting.rates);

  result::LoadRecord load;
  load.name = wanted.name;
  trial.tree->refresh();
  LoadReadings readings;
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
  auto recording = load::run_load(trial.endpoint, trial.setting.shots, plan, trial.stop, edges);
  if (!recording) {
    if (!trial.server->alive()) return explain_silence(trial, wanted.name);
    return trial.fail("during " + wanted.name + ": " + recording.error().message());
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
  for (const auto &mark : load_marks(load, readings)) trial.mark(mark);
  const bool silent = load.recording.ledger.ok() == 0;
  const bool interrupted = load.recording.interrupted;
  trial.record.loads.push_back(std::move(load));
  if (!interrupted && (silent || !trial.server->alive()))
    explain_silence(trial, wanted.name, trial.record.loads.back().recording.ledger);
}

/// From the closed load of this launch, where it has one like the search's own.
double goodput_of(const Trial &trial) {
  for (const auto &load : trial.record.loads) {
    const auto asked = std::ranges::find(trial.plan().loads, load.name, &result::LoadRequest::name);
    if (asked->model == "closed" && asked->requests_per_connection == 0 &&
        asked->connections == trial.plan().connections)
      return load.recording.achieved_per_s();
  }
  return trial.setting.pilot_per_s;
}

void find_capacity(Trial &trial) {
  CapacityPlan plan;
  plan.load = base_plan(trial);
  plan.load.warm_up = lead_in;
  plan.load.seed = trial.seed("capacity");
  plan.objective = *trial.plan().slo;
  plan.closed_per_s = goodput_of(trial);
  if (trial.setting.on_phase)
    plan.on_step = [&](std::string_view step) { trial.setting.on_phase("capacity: " + std::string{step}); };
  auto found = search_capacity(trial.endpoint, trial.setting.shots, plan, trial.stop);
  if (!found) {
    if (!trial.server->alive()) return explain_silence(trial, "the search for its capacity");
    return trial.fail("during the search for its capacity: " + found.error().message());
  }
  trial.record.capacity = *std::move(found);
  if (!trial.record.capacity->rate_per_s) trial.mark("no capacity: " + trial.record.capacity->ended);
  if (trial.record.capacity->at_least) trial.mark("capacity is a lower bound: " + trial.record.capacity->ended);
  if (!trial.server->alive()) explain_silence(trial, "the search for its capacity");
}

/// A server that fell silent in the middle of its last load has answers in it all the same.
void last_right_answer(Trial &trial) {
  const auto &last = trial.setting.plan.loads.back().name;
  const auto answered = ask_once(trial, "last", load::LoadPlan{}.timeout);
  if (answered) return;
  if (!trial.server->alive()) return explain_silence(trial, last);
  const bool wrong = answered.error().kind() == base::ErrorKind::wrong_answer;
  trial.fail((wrong ? "after " : "hangs after ") + last + ": " + answered.error().message(), answered.error().kind());
}

void stop_server(Trial &trial) {
  if (!trial.server) return;
  const auto ending = trial.server->stop();
  trial.record.stop = ending.to_sentence();
  trial.record.stop_took = ending.took;
  if (ending.killed) trial.mark("did not stop");
}

struct Step {
  std::string name;
  std::function<void(Trial &)> run;
};

/// Nothing is asked of a calibration but its load: it answers every other request wrongly.
std::vector<Step> steps_of(const TrialSetting &setting) {
  const auto load_step = [](const result::LoadRequest &load) {
    return Step{load.name, [&load](Trial &trial) { measure(trial, load); }};
  };
  const Step launch{"launch", launch_server}, port{"port", check_port}, warm{"warm-up", warm_up},
      affinity{"affinity", read_affinity};
  if (setting.trial.calibrates) return {launch, port, warm, affinity, load_step(setting.plan.calibration->load)};
  std::vector<Step> steps{
      launch,  {"first answer", first_right_answer}, port, {"verify", verify_briefly}, {"idle", read_idle}, warm,
      affinity};
  for (const auto &load : setting.plan.loads) steps.push_back(load_step(load));
  steps.push_back({"memory", [](Trial &t) { read_memory(t, t.record.memory.loaded); }});
  steps.push_back({"last answer", last_right_answer});
  steps.push_back({"after", [](Trial &t) {
                     rest(t.plan().profile.after, t.stop);
                     read_memory(t, t.record.memory.after);
                   }});
  // Last, so that no other figure of the trial is of a server that has been overloaded.
  if (setting.plan.slo) steps.push_back({"capacity", find_capacity});
  return steps;
}

/// The answer that the calibration will tell, asked once more; nothing where it could not be told on a connection that
/// stays open.
std::optional<StoredAnswer> answer_to_store(const connection::Endpoint &endpoint, std::span<const load::Shot> shots) {
  const auto which = request_to_store(shots);
  if (!which) return std::nullopt;
  const auto &shot = shots[*which];
  auto exchange = connection::Exchange::open(endpoint, 5s);
  if (!exchange) return std::nullopt;
  const auto received = exchange->ask(shot.bytes);
  if (!received || !received->keep_alive || !received->raw.starts_with("HTTP/1.1 ") ||
      workload::check(shot.expect, received->answer))
    return std::nullopt;
  return StoredAnswer{received->raw, shot.expect};
}

} // namespace

launch::LaunchPlan launch_plan(const Plan &plan) {
  launch::LaunchPlan launch;
  launch.workers = plan.workers;
  launch.port = plan.port;
  launch.cpus = plan.server_cpus;
  launch.guard_cpus = plan.generator_cpus;
  return launch;
}

TrialEnd run_trial(const TrialSetting &setting, const base::StopFlag &stop) {
  Trial trial{.setting = setting, .stop = stop, .record = {}, .failure = {}, .server = {}, .tree = {}, .endpoint = {}};
  trial.record.number = setting.trial.number;
  trial.record.block = setting.trial.block;
  trial.record.server =
      trial.calibrates() ? trial.manifest().name : setting.plan.participants[setting.trial.participant].label;
  trial.record.workload = trial.workload().name();
  trial.record.started = base::utc_now();

  for (const auto &step : steps_of(setting)) {
    if (!trial.going_on()) break;
    if (setting.on_phase) setting.on_phase(step.name);
    step.run(trial);
  }
  if (stop.requested()) trial.fail("interrupted");
  stop_server(trial);
  const bool wrong =
      trial.failure == base::ErrorKind::wrong_answer || trial.record.warm_up_ledger.wrong() > 0 ||
      std::ranges::any_of(trial.record.loads, [](const auto &load) { return load.recording.ledger.wrong() > 0; });
  return {.record = std::move(trial.record), .failure = trial.failure, .wrong_answers = wrong};
}

base::Result<Pilot> run_pilot(const Plan &plan, const Participant &participant, const workload::Workload &workload,
                              const std::filesystem::path &root, const base::StopFlag &stop, PilotDepth depth) {
  auto server = launch::launch(participant.manifest, root, launch_plan(plan), stop);
  if (!server) return std::move(server).error();
  if (auto owned = server->owns_port(); !owned) return std::move(owned).error();
  const auto endpoint = named_localhost(server->endpoint());
  const auto cases = workload.draw(base::Random::stream(plan.seed, workload.name()).next(), shot_count);
  /// A server that died is told as such, with its last words; anything else as what failed.
  const auto explain = [&](base::Error failure) {
    if (server->alive()) return failure;
    const auto last_words = server->last_words();
    base::Error died{base::ErrorKind::server, "the server died in the pilot: " + server->stop().to_sentence()};
    for (const auto &line : last_words) died = std::move(died).detail(line);
    return died;
  };
  auto shots = load::learn_shots(endpoint, cases, 5s, stop);
  if (!shots) return explain(std::move(shots).error());
  Pilot pilot{.shots = *std::move(shots), .answer = {}};
  const bool is_first = workload.name() == plan.workloads.front().name();
  if (plan.calibration && is_first) pilot.answer = answer_to_store(endpoint, pilot.shots);
  if (depth == PilotDepth::learn) return pilot;
  load::LoadPlan closed;
  closed.connections = plan.connections;
  closed.engine = plan.engine;
  closed.cpus = plan.generator_cpus;
  closed.warm_up = lead_in;
  closed.measure = pilot_length;
  closed.seed = plan.seed;
  const auto recording = load::run_load(endpoint, pilot.shots, closed, stop);
  if (!recording) return explain(recording.error());
  const auto &ledger = recording->ledger;
  if (!stop.requested() && (recording->completed_in_window == 0 || !server->alive())) {
    const auto kind = ledger.wrong() > 0 ? base::ErrorKind::wrong_answer : base::ErrorKind::server;
    const auto ends = ends_of(ledger);
    return explain({kind, "no right answer in the pilot second" + (ends.empty() ? "" : ": " + ends)});
  }
  pilot.goodput_per_s = recording->achieved_per_s();
  pilot.wrong_answers = ledger.wrong() + recording->warm_up_ledger.wrong() > 0;
  return pilot;
}

} // namespace reqbench::run
