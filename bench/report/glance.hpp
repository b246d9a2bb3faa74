// The absolute figures at the top: one row a server, without intervals and words, for who wants to know what it is
// before how sure it is.
#pragma once

#include "report/lineup.hpp"
#include "report/view.hpp"

namespace reqbench::report {

/// Requests/s under full load, CPU per request and p99 where all do the same work, memory under load, and what limited
/// the server; of every workload where there are few, else only the requests/s. Without rows when nothing was measured.
Table glance_table(const Lineup &lineup);

} // namespace reqbench::report
