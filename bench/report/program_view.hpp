// The parts of the view that programs read: tidy rows for CSV, cells and ratios for JSON.
#pragma once

#include "report/view.hpp"

#include "base/json.hpp"

#include <vector>

namespace reqbench::report {

/// One row per trial, load and metric, in the order they ran; what a trial does not have gives no row.
std::vector<View::Datum> tidy_rows(const result::Run &run);

/// Every cell: its figures as {value, low, high, n, by_block}, percentiles of the merged launches (those that are a
/// lower bound are named in at_least), ledger, limiter.
base::Json cells_json(const statistics::Summary &summary);
/// Every ratio to the baseline, then the A/A pair's (self: true), then those of tuned servers to their idiomatic
/// siblings (sibling: true).
base::Json ratios_json(const statistics::Summary &summary);

/// low and high, where there is an interval.
void add_interval(base::Json &json, const statistics::Estimate &estimate);

} // namespace reqbench::report
