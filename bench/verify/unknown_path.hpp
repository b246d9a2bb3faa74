// A request that every server must answer with 404.
#pragma once

#include "workload/workload.hpp"

namespace reqbench::verify {

/// Beside the workload's first path, so that a server that matches paths by their beginning is found out.
workload::Case unknown_path(const workload::Workload &workload);

} // namespace reqbench::verify
