// The part of the contract (servers/README.md) that no request can show: how a server starts, refuses and stops. It
// takes launches of its own, so it belongs to `reqbench verify` and to the conformance tests, not to a run.
#pragma once

#include "base/result.hpp"
#include "base/stop.hpp"
#include "launch/launcher.hpp"
#include "verify/verify.hpp"
#include "workload/workload.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace reqbench::verify {

/// One row a check; all are asked of one launch.
struct LifeCycleCheck {
  std::string_view id;
  std::string_view promise;
};
std::span<const LifeCycleCheck> life_cycle_checks();

/// Of whom it is asked.
struct LifeSubject {
  const launch::Manifest &manifest;
  const std::filesystem::path &root;
  const launch::LaunchPlan &plan;
  /// Those it answers right, for requests in flight and for garbage to their paths.
  std::span<const workload::Workload> workloads;
  std::uint64_t seed;
  const base::StopFlag &stop;
};

/// Starts the server and adds what it keeps of its life cycle to the report. What the manifest leaves out is skipped
/// and told: the ready line of a program that is polled, versions without a command, a bad argument without --workers,
/// a request in flight without a workload that has bodies. A server that does not start is an error.
base::Status check_life_cycle(const LifeSubject &subject, Report &report);

} // namespace reqbench::verify
