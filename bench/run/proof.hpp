// The proof of one server: launched once, and asked everything that verify knows.
#pragma once

#include "base/stop.hpp"
#include "launch/launcher.hpp"
#include "verify/verify.hpp"
#include "workload/workload.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace reqbench::run {

/// Of those of the workloads that it offers; the run's first step, and `reqbench verify`. An error: it did not start.
base::Result<verify::Report> prove(const launch::Manifest &manifest, const std::vector<workload::Workload> &workloads,
                                   const std::filesystem::path &root, const launch::LaunchPlan &launch,
                                   std::uint64_t seed, const base::StopFlag &stop,
                                   verify::Depth depth = verify::Depth::full);

} // namespace reqbench::run
