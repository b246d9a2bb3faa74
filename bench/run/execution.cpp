#include "run/execution.hpp"

#include <algorithm>

namespace reqbench::run {

Execution::Execution(Plan plan_, const std::filesystem::path &root_, result::RunWriter writer_,
                     const base::StopFlag &stop_, Observer &observer_)
    : plan{std::move(plan_)},
      root{root_},
      writer{std::move(writer_)},
      stop{stop_},
      observer{observer_},
      pace{plan.estimate()} {
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

base::Nanoseconds Execution::estimate(const TrialPlan &trial) const {
  if (trial.calibrates || !plan.slo) return plan.estimate(trial);
  const auto workload = record.pilots.find(plan.workloads[trial.workload].name());
  if (workload == record.pilots.end()) return plan.estimate(trial);
  const auto pilot = workload->second.find(plan.participants[trial.participant].manifest.name);
  return plan.estimate(trial, pilot == workload->second.end() ? assumed_goodput : pilot->second);
}

} // namespace reqbench::run
