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
  std::vector<run::Choice> servers;
  std::vector<workload::Workload> catalog;
};

base::Result<Project> read_project();

/// The server of that name; unknown (with the nearest) or not built is an error.
base::Result<launch::Manifest> find_server(const Project &project, std::string_view name);

} // namespace reqbench::cli
