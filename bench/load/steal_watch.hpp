// What the hypervisor takes from the generator while it measures, read beside the workers: a file of the kernel is not
// for a thread that keeps a schedule.
#pragma once

#include "base/cpus.hpp"
#include "load/edges.hpp"

namespace reqbench::load {

/// Sleeps until the measure window has begun and until it is over, or the load is; the time that was taken from these
/// processors between. For the thread that waits for the workers.
base::Nanoseconds watch_steal(const Edges &edges, const base::CpuSet &cpus);

} // namespace reqbench::load
