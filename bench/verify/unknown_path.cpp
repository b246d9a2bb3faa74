#include "verify/unknown_path.hpp"

namespace reqbench::verify {

workload::Case unknown_path(const workload::Workload &workload) {
  workload::Case wanted;
  wanted.method = "GET";
  wanted.target = workload.routes().front().path + "-unknown";
  wanted.expect.status = 404;
  return wanted;
}

} // namespace reqbench::verify
