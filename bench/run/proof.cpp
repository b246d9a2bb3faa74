#include "run/proof.hpp"

#include "run/plan.hpp"
#include "verify/unserved.hpp"

namespace reqbench::run {

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

} // namespace reqbench::run
