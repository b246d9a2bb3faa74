// The two tables that look across workloads: the answer at a glance, and the run's check of itself.
#pragma once

#include "report/lineup.hpp"
#include "report/view.hpp"

namespace reqbench::report {

/// Server × workload: throughput ratio and word. Empty without a closed load.
Table overview_table(const Lineup &lineup);
/// The A/A pair by workload and load; empty when it did not take part.
Table pair_table(const Lineup &lineup);

} // namespace reqbench::report
