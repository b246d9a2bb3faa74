#include "run/trial.hpp"

#include "run/load_marks.hpp"
#include "run/trial_phases.hpp"

#include <algorithm>

namespace reqbench::run {
namespace {

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
  steps.push_back({"after", read_after});
  // Last, so that no other figure of the trial is of a server that has been overloaded.
  if (setting.plan.slo) steps.push_back({"capacity", find_capacity});
  return steps;
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

bool had_wrong_answers(const result::TrialRecord &trial) {
  return trial.warm_up_ledger.wrong() > 0 ||
         std::ranges::any_of(trial.loads, [](const auto &load) { return load.recording.ledger.wrong() > 0; });
}

TrialEnd run_trial(const TrialSetting &setting, const base::StopFlag &stop) {
  Trial trial{.setting = setting, .stop = stop, .record = {}, .failure = {}, .server = {}, .tree = {}, .endpoint = {}};
  trial.record.number = setting.trial.number;
  trial.record.block = setting.trial.block;
  trial.record.server =
      trial.calibrates() ? trial.manifest().name : setting.plan.participants[setting.trial.participant].label;
  trial.record.workload = trial.workload().name();
  trial.record.started = base::utc_now();

  const auto wall_clock = base::wall_clock_offset();
  for (const auto &step : steps_of(setting)) {
    if (!trial.going_on()) break;
    setting.observer.on_phase(step.name);
    step.run(trial);
  }
  if (stop.requested()) trial.fail("interrupted");
  stop_server(trial);
  // No time is taken from it; but who sets beside this trial what another program logged must know.
  if (clock_jumped(trial.record, base::wall_clock_offset() - wall_clock)) trial.mark("wall clock jumped");
  const bool wrong = trial.failure == base::ErrorKind::wrong_answer || had_wrong_answers(trial.record);
  return {.record = std::move(trial.record), .failure = trial.failure, .wrong_answers = wrong};
}

} // namespace reqbench::run
