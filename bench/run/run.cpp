#include "run/run.hpp"

#include "base/units.hpp"

#include "run/checkout.hpp"
#include "run/pace.hpp"
#include "run/resume.hpp"
#include "run/trial.hpp"
#include "statistics/precision.hpp"
#include "verify/telling.hpp"
#include "verify/unserved.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <set>

namespace reqbench::run {
namespace {

using base::Nanoseconds;

/// After so many failed trials of one server and workload in succession the rest would only cost time.
constexpr int failures_in_a_row = 2;

/// Of a file's bytes; empty when it cannot be read.
std::string hash_of(const std::filesystem::path &file) {
  const auto bytes = base::read_file(file);
  if (!bytes) return {};
  const auto hash = base::stable_hash(*bytes);
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(hash));
  return text.data();
}

bool has_wrong_answers(const result::TrialRecord &trial) {
  return trial.failure.find("answers wrongly") != std::string::npos || trial.warm_up_ledger.wrong() > 0 ||
         std::ranges::any_of(trial.loads, [](const auto &load) { return load.recording.ledger.wrong() > 0; });
}

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
  /// After describe(): takes over what the run has, when nothing has changed.
  base::Status continue_from(const result::Run &earlier);
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
  void settle_calibration();
  base::Nanoseconds estimate(const TrialPlan &trial) const;
  void correct_pace();
  base::Status measure(const TrialPlan &trial);
  base::Result<bool> add_block();
  base::Status measure_all();
  TrialEnd measure_trial(const TrialPlan &trial);
  void book_failure(const TrialPlan &trial, const TrialEnd &end);
  std::string what(const TrialPlan &trial) const;
  void exclude(std::size_t participant, const std::string &why);
  void warn(const std::string &text, const std::vector<std::string> &details = {}) {
    note(text);
    observer_.on_warning(text, details);
  }
  /// Once, also when a run that is continued finds the same again.
  void note(const std::string &text) {
    if (std::ranges::find(record_.notes, text) == record_.notes.end()) record_.notes.push_back(text);
  }
  result::ServerRecord &server_record(const std::string &label) {
    return *std::ranges::find(record_.servers, label, &result::ServerRecord::label);
  }

  /// Measured before the run was continued.
  bool is_done(const TrialPlan &trial) const { return done_.contains(trial.number); }
  bool has_to_do(std::size_t participant, std::optional<std::size_t> workload = {}) const;
  bool wants_pilot(std::size_t participant, std::size_t workload) const;
  void give_up(const std::string &server, std::size_t workload);
  bool is_left_out(const TrialPlan &trial) const {
    if (trial.calibrates) return !answer_file_;
    return excluded_.contains(trial.participant) || given_up_.contains({trial.participant, trial.workload});
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
  std::optional<StoredAnswer> stored_answer_; ///< of the first pilot of the first workload that had one
  std::vector<load::Shot> calibration_shots_;
  std::optional<AnswerFile> answer_file_; ///< empty: nothing is calibrated
  std::set<int> done_;                    ///< numbers of the trials that the run has, when it is continued
};

void Execution::describe(const Origin &origin) {
  record_.id = writer_.folder().filename().string();
  record_.started = base::utc_now();
  record_.reqbench_version = origin.version;
  record_.binary = hash_of("/proc/self/exe");
  record_.compiler = origin.compiler;
  record_.build_type = origin.build_type;
  record_.arguments = origin.arguments;
  record_.options = options_json(plan_);
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
  record_.slo = plan_.slo;
  record_.precision = plan_.precision;
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
  if (plan_.calibration) {
    const auto &manifest = plan_.calibration->manifest;
    record_.calibration = result::CalibrationRecord{.server = run::describe(manifest, manifest.name),
                                                    .workload = plan_.workloads.front().name(),
                                                    .load = plan_.calibration->load};
    if (auto versions = launch::running_versions(manifest, root_, stop_))
      record_.calibration->server.versions = std::move(*versions);
  }
  record_.servers.insert(record_.servers.end(), plan_.skipped.begin(), plan_.skipped.end());
  for (const auto &workload : plan_.workloads)
    record_.workloads.push_back({workload.name(), workload.title(), workload.description(), workload.document()});
  for (const auto &condition : resource::warnings_of(record_.host))
    record_.notes.push_back(condition.text + ": " + condition.consequence);
}

base::Status Execution::continue_from(const result::Run &earlier) {
  if (!earlier.broken_accounts.empty())
    return base::Error{base::ErrorKind::damaged, "it cannot be continued: " + earlier.broken_accounts.front()};
  if (auto changed = differences(earlier.record, record_); !changed.empty()) {
    base::Error refused{base::ErrorKind::usage,
                        "it cannot be continued, because what it measures has changed: " + changed.front() +
                            (changed.size() > 1 ? " and " + std::to_string(changed.size() - 1) + " more" : "") +
                            "; put it back, or begin a new run"};
    for (auto &change : changed) refused = std::move(refused).detail(std::move(change));
    return refused;
  }
  record_ = earlier.record;
  record_.resumed.push_back(base::utc_now());
  record_.finished.clear();
  record_.interrupted = false;
  done_ = measured_trials(earlier);
  for (int block = plan_.blocks + 1; block <= record_.blocks; ++block) { // those that a precision added
    std::ranges::move(block_of_trials(plan_, block, static_cast<int>(plan_.trials.size())),
                      std::back_inserter(plan_.trials));
  }
  if (done_.empty()) { // its rates were perhaps never finished
    record_.pilots.clear();
    record_.common_rates.clear();
  } else {
    plan_.baseline = record_.baseline;
  }
  record_.trials_written = static_cast<int>(done_.size());
  for (std::size_t p = 0; p < plan_.participants.size(); ++p) {
    if (server_record(plan_.participants[p].label).skipped.empty()) continue;
    excluded_.insert(p);
    ended_.server_failed = true;
  }
  for (const auto &trial : plan_.trials) {
    if (trial.calibrates || !is_done(trial)) continue;
    const auto &record = *std::ranges::find(earlier.trials, trial.number, &result::TrialRecord::number);
    ended_.wrong_answer |= has_wrong_answers(record);
    auto &failures = failures_[{trial.participant, trial.workload}];
    failures = record.failure.empty() ? 0 : failures + 1;
    if (record.failure.empty())
      ++ended_.finished;
    else
      ended_.server_failed |= !has_wrong_answers(record);
    if (failures == failures_in_a_row) given_up_.insert({trial.participant, trial.workload});
  }
  for (const auto &trial : plan_.trials)
    if (is_done(trial)) pace_.leave_out(plan_.estimate(trial));
  return {};
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
    if (!has_to_do(p)) {
      pace_.leave_out(proof_estimate);
      continue;
    }
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
      const bool kept = !done_.empty(); // the rates of a run stay those of its first pilots
      if (kept && !pilots.contains(participant.label)) give_up(participant.manifest.name, w);
      if (!wants_pilot(p, w)) {
        pace_.leave_out(pilot_estimate);
        continue;
      }
      pace_.begin_step(pilot_estimate, base::now());
      observer_.on_step("pilot of " + participant.label + ", " + workload.name(), "pilot", pace_.left(base::now()));
      auto pilot = run_pilot(plan_, participant, workload, root_, stop_,
                             kept ? PilotDepth::learn : PilotDepth::learn_and_measure);
      if (stop_.requested()) return;
      if (!pilot) {
        const bool wrong = pilot.error().kind() == base::ErrorKind::wrong_answer;
        (wrong ? ended_.wrong_answer : ended_.server_failed) = true;
        give_up(participant.manifest.name, w);
        warn(participant.label + " takes no part in " + workload.name() + ": " + pilot.error().message(),
             pilot.error().details());
        continue;
      }
      ended_.wrong_answer |= pilot->wrong_answers;
      if (!stored_answer_ && pilot->answer) {
        stored_answer_ = std::move(pilot->answer);
        calibration_shots_ = calibration_shots(pilot->shots, *stored_answer_);
      }
      if (!kept) pilots[participant.label] = pilot->goodput_per_s;
      shots_[{participant.manifest.name, workload.name()}] = std::move(pilot->shots);
    }
    if (done_.empty() && !pilots.empty()) record_.common_rates[workload.name()] = common_rate(pilots);
  }
}

void Execution::give_up(const std::string &server, std::size_t workload) {
  for (std::size_t twin = 0; twin < plan_.participants.size(); ++twin)
    if (plan_.participants[twin].manifest.name == server) given_up_.insert({twin, workload});
}

/// Of a server or its twin: they share a program, a proof and a pilot.
bool Execution::has_to_do(std::size_t participant, std::optional<std::size_t> workload) const {
  return std::ranges::any_of(plan_.trials, [&](const TrialPlan &trial) {
    return !trial.calibrates && !is_done(trial) && !is_left_out(trial) && (!workload || trial.workload == *workload) &&
           plan_.participants[trial.participant].manifest.name == plan_.participants[participant].manifest.name;
  });
}

/// A pilot also tells the calibration what to answer.
bool Execution::wants_pilot(std::size_t participant, std::size_t workload) const {
  if (excluded_.contains(participant) || given_up_.contains({participant, workload})) return false;
  const bool for_calibration =
      workload == 0 && !stored_answer_ &&
      std::ranges::any_of(plan_.trials, [&](const auto &t) { return t.calibrates && !is_done(t); });
  return for_calibration || has_to_do(participant, workload);
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

/// The answer that the calibration will give came from a pilot, so it is right.
void Execution::settle_calibration() {
  const bool wanted = std::ranges::any_of(plan_.trials, [&](const auto &t) { return t.calibrates && !is_done(t); });
  if (!wanted || stop_.requested()) return;
  const auto without = "the generator's own ceiling is not measured, and who bound a load is decided by an assumed "
                       "share of its processors: ";
  if (!stored_answer_) return warn(without + std::string{"no pilot gave an answer that can be stored"});
  auto file = AnswerFile::write(root_, stored_answer_->bytes);
  if (!file) return warn(without + file.error().message());
  answer_file_.emplace(*std::move(file));
}

std::string Execution::what(const TrialPlan &trial) const {
  return "trial " + std::to_string(trial.number) + " of " + std::to_string(plan_.trials.size()) + ", block " +
         std::to_string(trial.block) + ": " + plan_.label(trial) + ", " + plan_.workloads[trial.workload].name();
}

TrialEnd Execution::measure_trial(const TrialPlan &trial) {
  const auto on_phase = [&](std::string_view phase) { observer_.on_step(what(trial), phase, pace_.left(base::now())); };
  pace_.begin_trial(trial.block, estimate(trial), base::now());
  if (trial.calibrates)
    return run_trial({plan_, trial, root_, calibration_shots_, {}, on_phase, 0, answer_file_->path()}, stop_);
  const auto &original = plan_.participants[trial.participant].manifest.name;
  const auto &workload = plan_.workloads[trial.workload].name();
  const double pilot = record_.pilots[workload][original];
  const auto rates = open_rates(plan_.loads, pilot, record_.common_rates[workload]);
  return run_trial({plan_, trial, root_, shots_.at({original, workload}), rates, on_phase, pilot, {}}, stop_);
}

void Execution::book_failure(const TrialPlan &trial, const TrialEnd &end) {
  observer_.on_warning(what(trial) + ": " + end.record.failure, end.record.last_words);
  if (trial.calibrates) return note(what(trial) + ": " + end.record.failure);
  ended_.server_failed |= end.failure != base::ErrorKind::wrong_answer;
  const std::pair cell{trial.participant, trial.workload};
  if (++failures_[cell] != failures_in_a_row) return;
  given_up_.insert(cell);
  warn(plan_.label(trial) + ", " + plan_.workloads[trial.workload].name() + ": given up after " +
       std::to_string(failures_in_a_row) + " failed trials in succession");
}

/// Until its pilot has told how fast a server is, the steps of its capacity are a guess.
base::Nanoseconds Execution::estimate(const TrialPlan &trial) const {
  if (trial.calibrates || !plan_.slo) return plan_.estimate(trial);
  const auto workload = record_.pilots.find(plan_.workloads[trial.workload].name());
  if (workload == record_.pilots.end()) return plan_.estimate(trial);
  const auto pilot = workload->second.find(plan_.participants[trial.participant].manifest.name);
  return plan_.estimate(trial, pilot == workload->second.end() ? assumed_goodput : pilot->second);
}

void Execution::correct_pace() {
  for (const auto &trial : plan_.trials)
    if (!is_done(trial)) pace_.leave_out(plan_.estimate(trial) - estimate(trial));
}

base::Status Execution::measure(const TrialPlan &trial) {
  if (is_done(trial)) return {};
  if (is_left_out(trial)) {
    pace_.leave_out(estimate(trial));
    return {};
  }
  const auto end = measure_trial(trial);
  if (stop_.requested()) return {}; // an interrupted trial is not a sample
  if (auto written = writer_.write_trial(end.record); !written) return written;
  record_.trials_written = record_.trials_written.value_or(0) + 1;
  observer_.on_trial(end.record);
  if (!trial.calibrates) ended_.wrong_answer |= end.wrong_answers;
  if (!end.record.failure.empty()) {
    book_failure(trial, end);
  } else if (!trial.calibrates) {
    ++ended_.finished;
    failures_[{trial.participant, trial.workload}] = 0;
  }
  return {};
}

/// One more, where the precision that was asked for is not reached; false when it is, or the blocks are used up.
/// run.json comes first: a trial of a block that it does not know would not be the run's.
base::Result<bool> Execution::add_block() {
  if (!record_.precision || stop_.requested()) return false;
  if (auto saved = save(); !saved) return std::move(saved).error();
  const auto so_far = result::read_run(writer_.folder());
  if (!so_far) return so_far.error();
  const auto &[asked, most_blocks] = *record_.precision;
  const auto state = statistics::precision_of(*so_far, {.half_width = asked, .most_blocks = most_blocks});
  const auto percent = [](double share) { return base::format_significant(share * 100, 3) + " %"; };
  if (state.stop && !state.reached)
    note("the precision of " + percent(asked) + " was not reached in " + std::to_string(record_.blocks) +
         " blocks: the widest ratio (" + state.widest_of + ") is known to within " + percent(state.widest));
  if (state.stop) return false;
  auto block = block_of_trials(plan_, record_.blocks + 1, static_cast<int>(plan_.trials.size()));
  const auto measures = [&](const TrialPlan &trial) { return !trial.calibrates && !is_left_out(trial); };
  if (std::ranges::none_of(block, measures)) return false;
  ++record_.blocks;
  for (const auto &trial : block) pace_.leave_out(-estimate(trial));
  std::ranges::move(block, std::back_inserter(plan_.trials));
  if (auto saved = save(); !saved) return std::move(saved).error();
  return true;
}

base::Status Execution::measure_all() {
  for (std::size_t next = 0; !stop_.requested();) {
    for (; next < plan_.trials.size() && !stop_.requested(); ++next)
      if (auto measured = measure(plan_.trials[next]); !measured) return measured;
    const auto added = add_block();
    if (!added) return added.error();
    if (!*added) return {};
  }
  return {};
}

base::Result<Ended> Execution::run() {
  if (auto saved = save(); !saved) return std::move(saved).error();
  prove_all();
  settle_baseline();
  pilot_all();
  settle_calibration();
  correct_pace();
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
                                   std::uint64_t seed, const base::StopFlag &stop, verify::Depth depth) {
  auto server = launch::launch(manifest, root, launch, stop);
  if (!server) return std::move(server).error();
  if (auto owned = server->owns_port(); !owned) return std::move(owned).error();
  std::vector<workload::Workload> offered;
  for (const auto &workload : workloads) {
    if (offers(manifest, workload)) offered.push_back(workload);
  }
  verify::Subject subject{
      .endpoint = server->endpoint(), .manifest = manifest, .workloads = {}, .seed = seed, .stop = &stop};
  const auto unserved =
      depth == verify::Depth::full ? verify::take_unserved(subject, offered) : std::vector<verify::Failure>{};
  subject.workloads = offered;
  auto report = verify::verify(subject, depth);
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

base::Result<Ended> resume(Plan plan, const result::Run &earlier, const std::filesystem::path &root,
                           const std::filesystem::path &folder, const Origin &origin, const base::StopFlag &stop,
                           Observer &observer) {
  if (auto enough = check_descriptors(plan.loads, resource::read_host().descriptor_limit); !enough)
    return std::move(enough).error();
  auto writer = result::RunWriter::reopen(folder);
  if (!writer) return std::move(writer).error();
  Execution execution{std::move(plan), root, std::move(*writer), stop, observer};
  execution.describe(origin);
  if (auto continued = execution.continue_from(earlier); !continued) return std::move(continued).error();
  execution.pin_generator();
  return execution.run();
}

} // namespace reqbench::run
