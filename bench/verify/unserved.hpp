// A workload that a manifest claims and the server does not know: one sentence instead of a failure of each check.
#pragma once

#include "verify/verify.hpp"

#include <vector>

namespace reqbench::verify {

/// Takes those workloads out of `offered` whose every request is answered with 404, and says so: one failure each,
/// which names the file, the place and what to do. `subject.workloads` is not looked at.
std::vector<Failure> take_unserved(const Subject &subject, std::vector<workload::Workload> &offered);

} // namespace reqbench::verify
