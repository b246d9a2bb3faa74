// The first stage: what run.json says of plan, machine, checkout, servers and workloads before anything is measured.
#include "run/execution.hpp"

#include "run/checkout.hpp"
#include "run/resume.hpp"

#include <array>
#include <cstdio>

namespace reqbench::run {
namespace {

/// Of a file's bytes; empty when it cannot be read.
std::string hash_of(const std::filesystem::path &file) {
  const auto bytes = base::read_file(file);
  if (!bytes) return {};
  const auto hash = base::stable_hash(*bytes);
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(hash));
  return text.data();
}

} // namespace

void describe(Execution &run, const Origin &origin) {
  run.record.id = run.writer.folder().filename().string();
  run.record.started = base::utc_now();
  run.record.reqbench_version = origin.version;
  run.record.binary = hash_of("/proc/self/exe");
  run.record.compiler = origin.compiler;
  run.record.build_type = origin.build_type;
  run.record.arguments = origin.arguments;
  run.record.options = options_json(run.plan);
  const auto checkout = read_checkout(run.root);
  run.record.git_commit = checkout.commit;
  run.record.git_dirty = checkout.dirty;
  run.record.profile = run.plan.profile.name;
  run.record.seed = run.plan.seed;
  run.record.blocks = run.plan.blocks;
  run.record.baseline = run.plan.baseline;
  run.record.engine = load::to_string(run.plan.engine);
  run.record.server_cpus = run.plan.server_cpus;
  run.record.generator_cpus = run.plan.generator_cpus;
  run.record.workers = run.plan.workers;
  run.record.host = resource::read_host();
  run.record.notes = run.plan.notes;
  run.record.loads = run.plan.loads;
  run.record.slo = run.plan.slo;
  run.record.precision = run.plan.precision;
  for (const auto &participant : run.plan.participants) {
    run.record.servers.push_back(describe(participant.manifest, participant.label));
    if (participant.again) { // the same program: asked once
      run.record.servers.back().versions = run.server_record(participant.manifest.name).versions;
      continue;
    }
    auto versions = launch::running_versions(participant.manifest, run.root, run.stop);
    if (versions)
      run.record.servers.back().versions = std::move(*versions);
    else
      run.warn("the versions of " + participant.label + " are not known: " + versions.error().message(),
           versions.error().details());
  }
  if (run.plan.calibration) {
    const auto &manifest = run.plan.calibration->manifest;
    run.record.calibration = result::CalibrationRecord{.server = describe(manifest, manifest.name),
                                                    .workload = run.plan.workloads.front().name(),
                                                    .load = run.plan.calibration->load};
    if (auto versions = launch::running_versions(manifest, run.root, run.stop))
      run.record.calibration->server.versions = std::move(*versions);
  }
  run.record.servers.insert(run.record.servers.end(), run.plan.skipped.begin(), run.plan.skipped.end());
  for (const auto &workload : run.plan.workloads)
    run.record.workloads.push_back({workload.name(), workload.title(), workload.description(), workload.document()});
  for (const auto &condition : resource::warnings_of(run.record.host))
    run.record.notes.push_back(condition.text + ": " + condition.consequence);
}

} // namespace reqbench::run
