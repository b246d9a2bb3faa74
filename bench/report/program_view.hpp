// The parts of the view that programs read: tidy rows for CSV, cells and ratios for JSON.
#pragma once

#include "report/view.hpp"

#include "base/json.hpp"

#include <vector>

namespace reqbench::report {

/// One row per trial, load and metric, in the order they ran; what a trial does not have gives no row.
std::vector<View::Datum> tidy_rows(const result::Run &run);

/// One row per launch that stands above another in the order of a load: its throughput ÷ that of the next server in the
/// same block. Their geometric mean is the ratio that is told.
std::vector<View::Datum> step_rows(const result::Run &run, const statistics::Summary &summary);

/// Every cell: its figures as {value, low, high, n, by_block}, percentiles of the merged launches (those that are a
/// lower bound are named in at_least), ledger, limiter.
base::Json cells_json(const statistics::Summary &summary);
/// Every ratio to the baseline, then the A/A pair's (self: true), those of tuned servers to their idiomatic
/// siblings (sibling: true), and each server to the next one in the order (neighbour: true).
base::Json ratios_json(const statistics::Summary &summary);

/// low and high, where there is an interval.
void add_interval(base::Json &json, const statistics::Estimate &estimate);

} // namespace reqbench::report
