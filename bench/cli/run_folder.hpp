// Where a run lies that the user named.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace reqbench::cli {

/// A folder with a run.json anywhere, else a run id of the checkout, or latest.
base::Result<std::filesystem::path> locate_run(const std::string &wanted);

} // namespace reqbench::cli
