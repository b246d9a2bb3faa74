#include "run/run.hpp"

#include "run/checkout.hpp"
#include "run/pace.hpp"
#include "run/trial.hpp"
#include "verify/telling.hpp"
#include "verify/unserved.hpp"

#include <algorithm>
#include <set>

namespace reqbench::run {
namespace {

using base::Nanoseconds;

/// After so many failed trials of one server and workload in succession the rest would only cost time.
constexpr int failures_in_a_row = 2;

class Execution {
public:
  Execution(Plan plan, const std::filesystem::path &root, result::RunWriter writer, const base::StopFlag &stop,
            Observer &observer)
      : plan_{std::move(plan)},
        root_{root},
        writer_{std::move(writer)},
        stop_{stop},
        observer_{observer},
        pace_{plan_.estimate()} {
    ended_.folder = writer_.folder();
    ended_.server_failed = !plan_.skipped.empty();
  }

  void describe(const Origin &origin);
  /// Everything of ours but the server lives on the generator's processors; children inherit it.
  void pin_generator() {
    if (auto pinned = base::pin(0, plan_.generator_cpus); !pinned)
      warn("the generator could not be pinned: " + pinned.error().message());
  }
  base::Result<Ended> run();

private:
  base::Status save() { return writer_.write_run(record_); }
  void prove_all();
  void pilot_all();
  void settle_baseline();
  base::Status measure_all();
  void exclude(std::size_t participant, const std::string &why);
  void warn(const std::string &text, const std::vector<std::string> &details = {}) {
    record_.notes.push_back(text);
    observer_.on_warning(text, details);
  }
  result::ServerRecord &server_record(const std::string &label) {
    return *std::ranges::find(record_.servers, label, &result::ServerRecord::label);
  }

  Plan plan_;
  const std::filesystem::path &root_;
  result::RunWriter writer_;
  const base::StopFlag &stop_;
  Observer &observer_;
  result::RunRecord record_;
  Ended ended_;
  Pace pace_;
  std::set<std::size_t> excluded_;
  std::map<std::pair<std::string, std::string>, std::vector<load::Shot>> shots_; ///< server name, workload
  std::set<std::pair<std::size_t, std::size_t>> given_up_;                       ///< participant, workload
  std::map<std::pair<std::size_t, std::size_t>, int> failures_;
};

void Execution::describe(const Origin &origin) {
  record_.id = writer_.folder().filename().string();
  record_.started = base::utc_now();
  record_.reqbench_version = origin.version;
  record_.compiler = origin.compiler;
  record_.build_type = origin.build_type;
  record_.arguments = origin.arguments;
  record_.options = origin.options;
  const auto checkout = read_checkout(root_);
  record_.git_commit = checkout.commit;
  record_.git_dirty = checkout.dirty;
  record_.profile = plan_.profile.name;
  record_.seed = plan_.seed;
  record_.blocks = plan_.blocks;
  record_.baseline = plan_.baseline;
  record_.engine = load::to_string(plan_.engine);
  record_.server_cpus = plan_.server_cpus;
  record_.generator_cpus = plan_.generator_cpus;
  record_.workers = plan_.workers;
  record_.host = resource::read_host();
  record_.notes = plan_.notes;
  record_.loads = plan_.loads;
  for (const auto &participant : plan_.participants) {
    record_.servers.push_back(run::describe(participant.manifest, participant.label));
    if (participant.again) { // the same program: asked once
      record_.servers.back().versions = server_record(participant.manifest.name).versions;
      continue;
    }
    auto versions = launch::running_versions(participant.manifest, root_, stop_);
    if (versions)
      record_.servers.back().versions = std::move(*versions);
    else
      warn("the versions of " + participant.label + " are not known: " + versions.error().message(),
           versions.error().details());
  }
  record_.servers.insert(record_.servers.end(), plan_.skipped.begin(), plan_.skipped.end());
  for (const auto &workload : plan_.workloads)
    record_.workloads.push_back({workload.name(), workload.title(), workload.description(), workload.document()});
  for (const auto &condition : resource::warnings_of(record_.host))
    record_.notes.push_back(condition.text + ": " + condition.consequence);
}

/// A server that was not proven, or never started, is not measured; neither is its twin of the A/A pair.
void Execution::exclude(std::size_t participant, const std::string &why) {
  for (std::size_t p = 0; p < plan_.participants.size(); ++p) {
    if (plan_.participants[p].manifest.name != plan_.participants[participant].manifest.name) continue;
    excluded_.insert(p);
    server_record(plan_.participants[p].label).skipped = why;
  }
}

void Execution::prove_all() {
  for (std::size_t p = 0; p < plan_.participants.size() && !stop_.requested(); ++p) {
    const auto &participant = plan_.participants[p];
    if (participant.again) continue;
    pace_.begin_step(proof_estimate, base::now());
    observer_.on_step("proving that " + participant.label + " answers right", "verify", pace_.left(base::now()));
    const auto report = prove(participant.manifest, plan_.workloads, root_, launch_plan(plan_), plan_.seed, stop_);
    if (stop_.requested()) return;
    if (!report) {
      ended_.server_failed = true;
      exclude(p, "did not start: " + report.error().message());
      warn(participant.label + " is not measured: " + report.error().message(), report.error().details());
    } else if (!report->passed()) {
      ended_.wrong_answer = true;
      exclude(p, "answers wrongly: " + report->failures.front().check);
      warn(participant.label + " is not measured: it answers wrongly, " + verify::outcome_text(*report) +
               "; see `reqbench verify " + participant.manifest.name + "`",
           verify::failure_lines(*report));
    } else if (!report->stale.empty()) {
      warn(participant.label + " has a deviation that no longer occurs", report->stale);
    }
  }
}

void Execution::pilot_all() {
  for (std::size_t w = 0; w < plan_.workloads.size(); ++w) {
    const auto &workload = plan_.workloads[w];
    auto &pilots = record_.pilots[workload.name()];
    for (std::size_t p = 0; p < plan_.participants.size() && !stop_.requested(); ++p) {
      const auto &participant = plan_.participants[p];
      if (participant.again || !offers(participant.manifest, workload)) continue;
      if (excluded_.contains(p)) {
        pace_.leave_out(pilot_estimate);
        continue;
      }
      pace_.begin_step(pilot_estimate, base::now());
      observer_.on_step("pilot of " + participant.label + ", " + workload.name(), "pilot", pace_.left(base::now()));
      auto pilot = run_pilot(plan_, participant, workload, root_, stop_);
      if (stop_.requested()) return;
      if (!pilot) {
        const bool wrong = pilot.error().kind() == base::ErrorKind::wrong_answer;
        (wrong ? ended_.wrong_answer : ended_.server_failed) = true;
        for (std::size_t twin = 0; twin < plan_.participants.size(); ++twin) {
          if (plan_.participants[twin].manifest.name == participant.manifest.name) given_up_.insert({twin, w});
        }
        warn(participant.label + " takes no part in " + workload.name() + ": " + pilot.error().message(),
             pilot.error().details());
        continue;
      }
      ended_.wrong_answer |= pilot->wrong_answers;
      pilots[participant.label] = pilot->goodput_per_s;
      shots_[{participant.manifest.name, workload.name()}] = std::move(pilot->shots);
    }
    if (!pilots.empty()) record_.common_rates[workload.name()] = common_rate(pilots);
  }
}

/// A baseline that is not measured compares nothing: the first server that is takes its place, and the report says so.
void Execution::settle_baseline() {
  const auto measured = [&](std::size_t p) { return !excluded_.contains(p); };
  for (std::size_t p = 0; p < plan_.participants.size(); ++p) {
    if (plan_.participants[p].label == plan_.baseline && measured(p)) return;
  }
  for (std::size_t p = 0; p < plan_.participants.size(); ++p) {
    if (!measured(p)) continue;
    warn("the baseline " + plan_.baseline + " is not measured; ratios are to " + plan_.participants[p].label);
    record_.baseline = plan_.baseline = plan_.participants[p].label;
    return;
  }
}

base::Status Execution::measure_all() {
  const auto total = plan_.trials.size();
  for (const auto &trial : plan_.trials) {
    if (stop_.requested()) return {};
    const auto &participant = plan_.participants[trial.participant];
    const auto &workload = plan_.workloads[trial.workload];
    const std::pair cell{trial.participant, trial.workload};
    if (excluded_.contains(trial.participant) || given_up_.contains(cell)) {
      pace_.leave_out(plan_.trial_estimate());
      continue;
    }
    const auto what = "trial " + std::to_string(trial.number) + " of " + std::to_string(total) + ", block " +
                      std::to_string(trial.block) + ": " + participant.label + ", " + workload.name();
    const auto &original = participant.manifest.name;
    const auto rates =
        open_rates(plan_.loads, record_.pilots[workload.name()][original], record_.common_rates[workload.name()]);
    pace_.begin_trial(trial.block, plan_.trial_estimate(), base::now());
    const auto end =
        run_trial({plan_, trial, root_, shots_.at({original, workload.name()}), rates,
                   [&](std::string_view phase) { observer_.on_step(what, phase, pace_.left(base::now())); }},
                  stop_);
    const auto &record = end.record;
    if (stop_.requested()) return {}; // an interrupted trial is not a sample
    if (auto written = writer_.write_trial(record); !written) return written;
    record_.trials_written = record_.trials_written.value_or(0) + 1;
    observer_.on_trial(record);
    ended_.wrong_answer |= end.wrong_answers;
    if (record.failure.empty()) {
      ++ended_.finished;
      failures_[cell] = 0;
      continue;
    }
    ended_.server_failed |= end.failure != base::ErrorKind::wrong_answer;
    observer_.on_warning(what + ": " + record.failure, record.last_words);
    if (++failures_[cell] == failures_in_a_row) {
      given_up_.insert(cell);
      warn(participant.label + ", " + workload.name() + ": given up after " + std::to_string(failures_in_a_row) +
           " failed trials in succession");
    }
  }
  return {};
}

base::Result<Ended> Execution::run() {
  if (auto saved = save(); !saved) return std::move(saved).error();
  prove_all();
  settle_baseline();
  pilot_all();
  if (auto saved = save(); !saved) return std::move(saved).error();
  auto measured = measure_all();
  ended_.interrupted = record_.interrupted = stop_.requested();
  if (!ended_.interrupted && measured) record_.finished = base::utc_now();
  if (!measured) {
    (void)save(); // the trial's error is the one to tell; run.json of the last save stands
    return base::Error{measured.error()}.hint(
        std::to_string(ended_.finished) + (ended_.finished == 1 ? " finished trial stays" : " finished trials stay") +
        " readable in " + writer_.folder().string());
  }
  if (auto saved = save(); !saved) return std::move(saved).error();
  return ended_;
}

} // namespace

std::map<std::string, double> open_rates(const std::vector<result::LoadRequest> &loads, double pilot, double common) {
  std::map<std::string, double> rates;
  for (const auto &load : loads) {
    if (load.model != "open" || !load.steps_per_s.empty()) continue;
    const double rate = load.common ? common : load.share > 0 ? load.share * pilot : load.rate_per_s;
    rates[load.name] = std::max(1.0, rate);
  }
  return rates;
}

double common_rate(const std::map<std::string, double> &pilots) {
  const auto slowest = std::ranges::min_element(pilots, {}, [](const auto &pilot) { return pilot.second; });
  return slowest == pilots.end() ? 0 : slowest->second / 2;
}

base::Result<verify::Report> prove(const launch::Manifest &manifest, const std::vector<workload::Workload> &workloads,
                                   const std::filesystem::path &root, const launch::LaunchPlan &launch,
                                   std::uint64_t seed, const base::StopFlag &stop) {
  auto server = launch::launch(manifest, root, launch, stop);
  if (!server) return std::move(server).error();
  if (auto owned = server->owns_port(); !owned) return std::move(owned).error();
  std::vector<workload::Workload> offered;
  for (const auto &workload : workloads) {
    if (offers(manifest, workload)) offered.push_back(workload);
  }
  verify::Subject subject{
      .endpoint = server->endpoint(), .manifest = manifest, .workloads = {}, .seed = seed, .stop = &stop};
  const auto unserved = verify::take_unserved(subject, offered);
  subject.workloads = offered;
  auto report = verify::verify(subject, verify::Depth::full);
  report.checks += static_cast<int>(unserved.size());
  report.failures.insert(report.failures.begin(), unserved.begin(), unserved.end());
  return report;
}

base::Status check_descriptors(const std::vector<result::LoadRequest> &loads, std::uint64_t limit) {
  // Beside its connections a runner holds its pipes, /proc files, result files and epoll descriptors.
  constexpr std::uint64_t reserve = 64;
  for (const auto &load : loads) {
    if (static_cast<std::uint64_t>(load.connections) + reserve <= limit) continue;
    return base::Error{base::ErrorKind::environment,
                       "load " + load.name + " needs " + std::to_string(load.connections) +
                           " connections, but a process may open only " + std::to_string(limit) +
                           " descriptors here; raise the hard limit (ulimit -Hn) or ask for fewer --connections"};
  }
  return {};
}

base::Result<Ended> execute(Plan plan, const std::filesystem::path &root, const std::filesystem::path &folder,
                            const Origin &origin, const base::StopFlag &stop, Observer &observer) {
  if (auto enough = check_descriptors(plan.loads, resource::read_host().descriptor_limit); !enough)
    return std::move(enough).error();
  auto writer = result::RunWriter::create(folder);
  if (!writer) return std::move(writer).error();
  Execution execution{std::move(plan), root, std::move(*writer), stop, observer};
  execution.describe(origin); // before pinning, which narrows what the host says of its processors
  execution.pin_generator();
  return execution.run();
}

} // namespace reqbench::run
