// The checkout as commands see it: its servers (built or not) and its workloads.
#pragma once

#include "base/result.hpp"
#include "run/plan.hpp"
#include "workload/workload.hpp"

#include <filesystem>
#include <vector>

namespace reqbench::cli {

struct Project {
  std::filesystem::path root;
  std::vector<run::Choice> servers; ///< by name, also those that cannot take part, with the reason
  std::vector<workload::Workload> catalog;
};

base::Result<Project> read_project();

/// The names of all but the calibrations.
std::vector<std::string> candidates(const Project &project);

/// The server of that name, also a calibration; unknown (with the nearest) or one that cannot be started is an error.
base::Result<launch::Manifest> find_server(const Project &project, std::string_view name);

} // namespace reqbench::cli
