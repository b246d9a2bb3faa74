// A start for a workload that is not there yet: one catalog file that can be read, asked and changed.
#pragma once

#include "workload/workload.hpp"

#include <filesystem>
#include <string>

namespace reqbench::workload {

/// Writes <catalog>/<name>.json and reads it back. Errors (kind usage): a bad or taken name; (kind environment): it
/// cannot be written.
base::Result<Workload> new_workload(const std::filesystem::path &catalog, const std::string &name);

} // namespace reqbench::workload
