// The phase in which a launch's capacity is searched.
#include "run/capacity.hpp"
#include "run/trial_phases.hpp"

#include <algorithm>

namespace reqbench::run {
namespace {

/// From the closed load of this launch, where it has one like the search's own.
double goodput_of(const Trial &trial) {
  for (const auto &load : trial.record.loads) {
    const auto asked = std::ranges::find(trial.plan().loads, load.name, &result::LoadRequest::name);
    if (result::tells_capacity(*asked) && asked->connections == trial.plan().connections)
      return load.recording.achieved_per_s();
  }
  return trial.setting.pilot_per_s;
}

} // namespace

void find_capacity(Trial &trial) {
  CapacityPlan plan;
  plan.load = base_plan(trial);
  plan.load.warm_up = lead_in;
  plan.load.seed = trial.seed("capacity");
  plan.objective = *trial.plan().slo;
  plan.closed_per_s = goodput_of(trial);
  plan.generator_share = trial.setting.ceiling.generator_share;
  plan.on_step = [&](std::string_view step) { trial.setting.observer.on_phase("capacity: " + std::string{step}); };
  plan.feed = trial.setting.observer.feed();
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

} // namespace reqbench::run
