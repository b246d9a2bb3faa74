// The first stage: what run.json says of plan, machine, checkout, servers and workloads before anything is measured.
#include "run/execution.hpp"

#include "launch/digest.hpp"
#include "run/checkout.hpp"
#include "run/resume.hpp"
#include "statistics/debug_signs.hpp"

namespace reqbench::run {
namespace {

/// Of a file's bytes; empty when it cannot be read.
std::string hash_of(const std::filesystem::path &file) {
  const auto bytes = base::read_file(file);
  if (!bytes) return {};
  return base::hexadecimal(base::stable_hash(*bytes));
}

result::ServerRecord described(const launch::Manifest &manifest, const std::string &label, const Versions &versions) {
  auto server = describe(manifest, label);
  if (const auto &asked = versions.at(manifest.name)) server.versions = *asked;
  return server;
}

} // namespace

Versions ask_versions(const Plan &plan, const std::filesystem::path &root, const base::StopFlag &stop) {
  Versions versions;
  for (const auto &participant : plan.participants)
    if (!participant.again) // the same program: asked once
      versions.emplace(participant.manifest.name, launch::running_versions(participant.manifest, root, stop));
  if (plan.calibration)
    versions.emplace(plan.calibration->manifest.name, launch::running_versions(plan.calibration->manifest, root, stop));
  return versions;
}

base::Status admit_versions(Plan &plan, const Versions &versions, Observer &observer) {
  const auto known = plan.notes.size();
  for (const auto &participant : plan.participants)
    if (auto admitted = admit(plan, described(participant.manifest, participant.label, versions)); !admitted)
      return admitted;
  if (plan.calibration) {
    const auto &manifest = plan.calibration->manifest;
    if (auto admitted = admit(plan, described(manifest, manifest.name, versions)); !admitted) return admitted;
  }
  for (std::size_t note = known; note < plan.notes.size(); ++note) observer.on_warning(plan.notes[note], {});
  return {};
}

void describe(Execution &run, const Origin &origin, const Versions &versions) {
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
    auto &server = run.record.servers.emplace_back(described(participant.manifest, participant.label, versions));
    server.digest = launch::digest_of(participant.manifest, run.root);
    if (const auto &asked = versions.at(participant.manifest.name); !asked && !participant.again)
      run.warn("the versions of " + participant.label + " are not known: " + asked.error().message(),
               asked.error().details());
  }
  if (run.plan.calibration) {
    const auto &manifest = run.plan.calibration->manifest;
    run.record.calibration = result::CalibrationRecord{.server = described(manifest, manifest.name, versions),
                                                       .workload = run.plan.workloads.front().name(),
                                                       .load = run.plan.calibration->load};
    run.record.calibration->server.digest = launch::digest_of(manifest, run.root);
  }
  run.record.servers.insert(run.record.servers.end(), run.plan.skipped.begin(), run.plan.skipped.end());
  for (const auto &workload : run.plan.workloads)
    run.record.workloads.push_back({workload.name(), workload.title(), workload.description(), workload.document()});
  if (const auto sign = statistics::own_debug_sign(origin.build_type); !sign.empty())
    run.warn(sign + "; build it as Release: scripts/setup");
  for (const auto &condition : resource::warnings_of(run.record.host))
    run.record.notes.push_back(condition.text + ": " + condition.consequence);
}

} // namespace reqbench::run
