// The tables of one load: how long it took, and what became of every request.
#pragma once

#include "report/view.hpp"

namespace reqbench::report {

/// The percentile spectrum: a row for latency, service time, first byte, connect and lateness.
Table latency_table(const sample::Recording &recording);
/// Requests, bytes, connections, the generator, and what bound the load.
Table account_table(const sample::Recording &recording, statistics::Limiter limiter);

/// What came of each step of a load that has several; no rows for any other.
Table steps_table(const sample::Recording &recording);

/// How the rows of these are measured.
std::vector<Line> load_meanings();

/// From one histogram: "> 2 s" when a request that had not ended stands there; none when no sample lies beyond it,
/// where it would be the maximum.
Figure spectrum_figure(const sample::Histogram &histogram, double p);

} // namespace reqbench::report
