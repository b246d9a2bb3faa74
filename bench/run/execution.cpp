#include "run/execution.hpp"

#include <algorithm>

namespace reqbench::run {

Execution::Execution(Plan plan_, const std::filesystem::path &root_, result::RunWriter writer_,
                     const base::StopFlag &stop_, Observer &observer_)
    : plan{std::move(plan_)}, root{root_}, writer{std::move(writer_)}, stop{stop_}, observer{observer_} {
  ended.folder = writer.folder();
  ended.server_failed = !plan.skipped.empty();
}

void Execution::pin_generator() {
  if (auto pinned = base::pin(0, plan.generator_cpus); !pinned)
    warn("the generator could not be pinned: " + pinned.error().message());
}

void Execution::warn(const std::string &text, const std::vector<std::string> &details) {
  note(text);
  observer.on_warning(text, details);
}

void Execution::note(const std::string &text) {
  if (std::ranges::find(record.notes, text) == record.notes.end()) record.notes.push_back(text);
}

result::ServerRecord &Execution::server_record(const std::string &label) {
  return *std::ranges::find(record.servers, label, &result::ServerRecord::label);
}

void Execution::exclude(std::size_t participant, const std::string &why) {
  for (std::size_t p = 0; p < plan.participants.size(); ++p) {
    if (plan.participants[p].manifest.name != plan.participants[participant].manifest.name) continue;
    standing.exclude(p);
    server_record(plan.participants[p].label).skipped = why;
  }
}

Kind Execution::kind_of(const TrialPlan &trial) const {
  return {Stage::trial, plan.label(trial), plan.workloads[trial.workload].name()};
}

void Execution::begin_step(const Kind &kind, const TrialPlan &trial) {
  const auto now = base::now();
  pace.begin(kind, now);
  observer.on_step({.kind = kind,
                    .trial = trial.number,
                    .trials = static_cast<int>(plan.trials.size()),
                    .block = trial.block,
                    .blocks = record.blocks,
                    .precision = record.precision,
                    .widest = widest},
                   pace);
}

void Execution::plan_pace() {
  for (const auto &participant : plan.participants) {
    if (participant.again) continue;
    pace.plan({Stage::proof, participant.label, {}}, proof_estimate);
    for (const auto &workload : plan.workloads)
      if (offers(participant.manifest, workload))
        pace.plan({Stage::pilot, participant.label, workload.name()}, pilot_estimate);
  }
  for (const auto &trial : plan.trials)
    if (!standing.is_done(trial)) pace.plan(kind_of(trial), estimate(trial));
  if (!record.precision) return;
  for (const auto &trial : block_of_trials(plan, 1, 0))
    pace.plan(kind_of(trial), estimate(trial), 0, std::max(0, record.precision->most_blocks - record.blocks));
}

void Execution::correct_pace() {
  for (const auto &trial : plan.trials) pace.plan(kind_of(trial), estimate(trial), 0);
}

base::Nanoseconds Execution::estimate(const TrialPlan &trial) const {
  if (trial.calibrates || !plan.slo) return plan.estimate(trial);
  const auto workload = record.pilots.find(plan.workloads[trial.workload].name());
  if (workload == record.pilots.end()) return plan.estimate(trial);
  const auto pilot = workload->second.find(plan.participants[trial.participant].manifest.name);
  return plan.estimate(trial, pilot == workload->second.end() ? assumed_goodput : pilot->second);
}

} // namespace reqbench::run
