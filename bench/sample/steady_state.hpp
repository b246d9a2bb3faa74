// When warm-up is over: the last windows show no trend. Pure.
#pragma once

#include <span>

namespace reqbench::sample {

/// True when `values` (goodput of the last windows, oldest first) show no trend: the 95 % interval of the Theil–Sen
/// slope (Sen 1968, by Kendall's tau) contains 0, or the drift of that slope over all the values is at most 3 % of
/// their median. False for fewer than 8 values or a median of 0.
bool is_steady(std::span<const double> values);

} // namespace reqbench::sample
