#include "run/plan.hpp"

#include "base/json.hpp"
#include "base/nearest.hpp"
#include "base/random.hpp"
#include "launch/command.hpp"
#include "run/capacity.hpp"
#include "statistics/debug_signs.hpp"
#include "statistics/precision.hpp"

#include <algorithm>
#include <ranges>

namespace reqbench::run {
namespace {

using namespace std::chrono_literals;
using base::Error;
using base::ErrorKind;

const std::vector<std::string> default_servers{"cpp_beast", "go_nethttp", "python_fastapi"};
const std::vector<std::string> default_workloads{"plaintext", "json", "order"};
constexpr std::string_view default_baseline = "python_fastapi";

/// The user's names, in the user's order and once each; every name there is with --all; else the default ones.
base::Result<std::vector<std::string>> chosen(std::string_view what, const std::vector<std::string> &asked, bool all,
                                              const std::vector<std::string> &defaults,
                                              const std::vector<std::string> &known) {
  const auto &wanted = !asked.empty() ? asked : all ? known : defaults;
  std::vector<std::string> names;
  for (const auto &name : wanted) {
    if (std::ranges::find(known, name) == known.end()) return base::unknown_name(what, name, known);
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

base::Status add_servers(Plan &plan, const Options &options, const std::vector<Choice> &servers) {
  std::vector<std::string> known;
  for (const auto &server : servers) {
    const auto &name = server.manifest.name;
    if (launch::is_candidate(server.manifest)) {
      known.push_back(name);
    } else if (std::ranges::find(options.servers, name) != options.servers.end()) {
      return Error{ErrorKind::usage, name +
                                         " is a calibration: it shows what the generator can do, and is compared with "
                                         "no server; `reqbench serve " +
                                         name + "` starts it for `reqbench load`"};
    }
  }
  const auto names = chosen("server", options.servers, options.all, default_servers, known);
  if (!names) return names.error();
  for (const auto &name : *names) {
    const auto &server = *std::ranges::find(servers, name, [](const Choice &c) { return c.manifest.name; });
    const auto &manifest = server.manifest;
    const bool has_work = std::ranges::any_of(plan.workloads, [&](const auto &w) { return offers(manifest, w); });
    if (!has_work && !server.refused())
      return Error{ErrorKind::usage, name + " offers none of the chosen workloads; \"workloads\" in servers/" + name +
                                         "/server.json names what it offers, and `reqbench list servers` shows it"};
    if (server.missing) {
      plan.skipped.push_back(describe(manifest, name));
      plan.skipped.back().skipped = server.missing->why;
      plan.notes.push_back(name + " takes no part: " + server.missing->why);
    } else {
      plan.participants.push_back({.label = name, .manifest = manifest, .again = false});
    }
  }
  if (plan.participants.empty())
    return Error{ErrorKind::server, "none of the chosen servers can be started here: " + plan.notes.front()};
  return {};
}

base::Status admit_all(Plan &plan) {
  for (const auto &participant : plan.participants)
    if (auto admitted = admit(plan, describe(participant.manifest, participant.label)); !admitted) return admitted;
  if (!plan.calibration) return {};
  return admit(plan, describe(plan.calibration->manifest, plan.calibration->manifest.name));
}

base::Status add_baseline(Plan &plan, const Options &options) {
  std::vector<std::string> names;
  for (const auto &participant : plan.participants) names.push_back(participant.label);
  if (!options.baseline.empty()) {
    if (std::ranges::find(names, options.baseline) == names.end())
      return base::unknown_name("baseline (it must take part)", options.baseline, names);
    plan.baseline = options.baseline;
  } else {
    const auto usual = std::ranges::find(names, default_baseline);
    plan.baseline = usual != names.end() ? *usual : names.front();
  }
  const auto &original = *std::ranges::find(plan.participants, plan.baseline, &Participant::label);
  plan.participants.push_back({.label = result::again(plan.baseline), .manifest = original.manifest, .again = true});
  return {};
}

/// A word that was typed twice counts once. Two words for one load are refused: each would be measured, and told apart
/// by its word only.
base::Status add_load(std::vector<result::LoadRequest> &loads, result::LoadRequest load) {
  if (std::ranges::find(loads, load.name, &result::LoadRequest::name) != loads.end()) return {};
  const auto twin = std::ranges::find_if(loads, [&](result::LoadRequest other) {
    other.name = load.name;
    return other == load;
  });
  if (twin != loads.end())
    return Error{ErrorKind::usage,
                 "the loads '" + twin->name + "' and '" + load.name + "' are the same; name one of them"};
  loads.push_back(std::move(load));
  return {};
}

base::Status add_loads(Plan &plan, const Options &options) {
  const auto measure = options.duration.value_or(plan.profile.measure);
  std::vector<std::string> words = options.loads;
  if (words.empty()) {
    for (const auto part : std::views::split(plan.profile.loads, ',')) words.emplace_back(part.begin(), part.end());
  }
  for (const auto &rate : options.rates) words.push_back("rate:" + base::Json(rate.per_second).dump());
  for (const auto &word : words) {
    auto load = parse_load(word, options.connections, measure);
    if (!load) return std::move(load).error();
    if (load->model == "open") load->arrivals = to_string(options.arrivals.value_or(schedule::Arrivals::constant));
    if (auto added = add_load(plan.loads, std::move(*load)); !added) return added;
  }
  const bool spaces_something = options.slo || std::ranges::count(plan.loads, "open", &result::LoadRequest::model) > 0;
  if (options.arrivals && !spaces_something)
    return Error{ErrorKind::usage, "--arrivals spaces the requests of open loads, and there is none: add one (--loads "
                                   "common, --rates 2k) or --slo, or leave it out"};
  return {};
}

/// cpp_null, else the first one there is; a closed load as the run asks for one, else as it would.
base::Status add_calibration(Plan &plan, const Options &options, const std::vector<Choice> &servers) {
  constexpr std::string_view usual = "cpp_null";
  constexpr std::string_view consequence = "the generator's own ceiling is not measured, and who bound a load is "
                                           "decided by an assumed share of its processors: ";
  const Choice *chosen = nullptr;
  for (const auto &server : servers)
    if (!server.refused() && !launch::is_candidate(server.manifest) && (!chosen || server.manifest.name == usual))
      chosen = &server;
  if (chosen == nullptr || chosen->missing) {
    plan.notes.push_back(std::string{consequence} + (chosen ? chosen->manifest.name + ": " + chosen->missing->why
                                                            : "there is no calibration server"));
    return {};
  }
  const auto asked = std::ranges::find_if(plan.loads, result::tells_capacity);
  auto load = asked != plan.loads.end()
                  ? base::Result{*asked}
                  : parse_load("closed", options.connections, options.duration.value_or(plan.profile.measure));
  if (!load) return std::move(load).error();
  plan.calibration = Calibration{chosen->manifest, *std::move(load)};
  return {};
}

base::Status divide_cpus(Plan &plan, int cores, const resource::Topology &topology) {
  auto divided = resource::plan_cores(topology, cores);
  if (!divided) return std::move(divided).error();
  plan.server_cpus = std::move(divided->server);
  plan.generator_cpus = std::move(divided->generator);
  if (!divided->note.empty()) plan.notes.push_back(std::move(divided->note));
  return {};
}

} // namespace

bool offers(const launch::Manifest &manifest, const workload::Workload &workload) {
  return std::ranges::find(manifest.workloads, workload.name()) != manifest.workloads.end();
}

base::Status admit(Plan &plan, const result::ServerRecord &server) {
  if (result::is_again(server)) return {};
  auto sign = statistics::development_sign(server);
  if (sign.empty()) sign = statistics::debug_sign(server);
  if (sign.empty()) return {};
  if (!plan.allow_debug)
    return Error{ErrorKind::usage, server.name + " is not measured: " + sign +
                                       ", so its figures would not be those of a server in use; correct servers/" +
                                       server.name +
                                       "/server.json, leave it out, or measure it all the same with "
                                       "--allow-debug"};
  auto note = server.name + " is measured all the same, with --allow-debug: " + sign;
  if (std::ranges::find(plan.notes, note) == plan.notes.end()) plan.notes.push_back(std::move(note));
  return {};
}

result::ServerRecord describe(const launch::Manifest &manifest, std::string label) {
  result::ServerRecord server;
  server.name = manifest.name;
  server.label = std::move(label);
  server.language = manifest.language;
  server.framework = manifest.framework;
  server.variant = manifest.variant;
  server.concurrency = manifest.concurrency;
  server.workers_meaning = manifest.workers_meaning;
  server.workloads = manifest.workloads;
  server.command = manifest.start;
  server.environment = launch::environment_template(manifest);
  server.build = manifest.build;
  for (const auto &deviation : manifest.deviations) server.deviations.emplace_back(deviation.check, deviation.reason);
  return server;
}

std::vector<TrialPlan> block_of_trials(const Plan &plan, int block, int last_number) {
  std::vector<TrialPlan> members;
  for (std::size_t p = 0; p < plan.participants.size(); ++p) {
    for (std::size_t w = 0; w < plan.workloads.size(); ++w) {
      const auto &participant = plan.participants[p];
      const bool takes_part = !participant.again || plan.profile.self_pair_everywhere || w == 0;
      if (takes_part && offers(participant.manifest, plan.workloads[w]))
        members.push_back({.block = block, .participant = p, .workload = w});
    }
  }
  if (plan.calibration) members.push_back({.block = block, .calibrates = true});
  base::Random::stream(plan.seed, "block", static_cast<std::uint64_t>(block)).shuffle(members);
  for (auto &member : members) member.number = ++last_number;
  return members;
}

std::vector<std::string> Plan::not_offered() const {
  std::vector<std::string> sentences;
  for (const auto &participant : participants) {
    std::string names;
    for (const auto &workload : workloads)
      if (!offers(participant.manifest, workload)) names += (names.empty() ? "`" : ", `") + workload.name() + "`";
    if (!participant.again && !names.empty()) sentences.push_back(participant.label + " does not offer " + names);
  }
  return sentences;
}

std::string Plan::label(const TrialPlan &trial) const {
  return trial.calibrates ? calibration->manifest.name + " (calibration)" : participants[trial.participant].label;
}

base::Nanoseconds Plan::estimate_most() const {
  if (!precision) return estimate();
  const auto block = block_of_trials(*this, 1, 0);
  auto total = estimate();
  for (const auto &trial : block) total += std::max(0, precision->most_blocks - blocks) * estimate(trial);
  return total;
}

base::Nanoseconds Plan::estimate(const TrialPlan &trial, double closed_per_s) const {
  // Launch, brief verify, settling and stop take about 0.7 s together and the edges of a load 0.1 s; a warm-up mostly
  // ends after its first 8 to 10 windows. Measured: 6.4 s a trial in quick, 14.2 s in standard.
  const auto load_edges = 100ms;
  const auto until_warm = warm_up.value_or(9 * profile.window);
  if (trial.calibrates) return 200ms + until_warm + calibration->load.measure + load_edges;
  base::Nanoseconds total = 700ms + until_warm + profile.after;
  for (const auto &load : loads) total += load.measure + load_edges;
  if (slo) total += capacity_estimate(*slo, closed_per_s);
  return total;
}

base::Nanoseconds Plan::estimate() const {
  base::Nanoseconds total{0};
  for (const auto &trial : trials) total += estimate(trial);
  for (const auto &participant : participants) {
    if (participant.again) continue;
    total += proof_estimate;
    for (const auto &workload : workloads)
      if (offers(participant.manifest, workload)) total += pilot_estimate;
  }
  return total;
}

base::Result<Plan> make_plan(const Options &options, const std::vector<Choice> &servers,
                             const std::vector<workload::Workload> &catalog, const resource::Topology &topology) {
  Plan plan;
  const auto profile = find_profile(options.profile);
  if (!profile) return profile.error();
  plan.profile = *profile;

  std::vector<std::string> known;
  for (const auto &workload : catalog) known.push_back(workload.name());
  const auto names = chosen("workload", options.workloads, options.all, default_workloads, known);
  if (!names) return names.error();
  for (const auto &name : *names)
    plan.workloads.push_back(*std::ranges::find(catalog, name, [](const auto &w) { return w.name(); }));

  if (auto done = add_servers(plan, options, servers); !done) return std::move(done).error();
  if (auto done = add_baseline(plan, options); !done) return std::move(done).error();
  if (auto done = add_loads(plan, options); !done) return std::move(done).error();
  if (auto done = divide_cpus(plan, options.cores, topology); !done) return std::move(done).error();

  if (auto done = add_calibration(plan, options, servers); !done) return std::move(done).error();
  plan.allow_debug = options.allow_debug;
  if (auto done = admit_all(plan); !done) return std::move(done).error();
  plan.seed = options.seed ? *options.seed : base::fresh_seed();
  plan.blocks = options.blocks > 0 ? options.blocks : plan.profile.blocks;
  plan.workers = options.cores;
  plan.port = options.port;
  plan.measure = options.duration.value_or(plan.profile.measure);
  plan.connections = options.connections;
  plan.engine = options.engine;
  plan.warm_up = options.warm_up;
  plan.slo = options.slo;
  if (plan.slo && options.arrivals) plan.slo->arrivals = to_string(*options.arrivals);
  if (options.precision) {
    plan.blocks = std::max(plan.blocks, statistics::least_blocks);
    plan.precision = result::PrecisionRecord{
        .asked = *options.precision,
        .most_blocks = std::min(result::most_blocks, std::max(least_most_blocks, most_blocks_factor * plan.blocks))};
  }
  for (int block = 1; block <= plan.blocks; ++block)
    std::ranges::move(block_of_trials(plan, block, static_cast<int>(plan.trials.size())),
                      std::back_inserter(plan.trials));
  return plan;
}

} // namespace reqbench::run
