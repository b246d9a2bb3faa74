// Each server against the next one in the order of a closed load: whether the order is real, and above all whether the
// two that are nearest to each other differ at all. Pure.
#pragma once

#include "statistics/ratios.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace reqbench::statistics {

/// For every workload and closed load the servers by their throughput, the best first; of each the ratio to the next
/// one of its variant (`Ratio::baseline` is that one), from the same per-block ratios and judged in the same way. Of
/// the pairs of the load that tells capacity also the CPU per request at the common rate, which carries the comparison
/// where the generator bound both. Invalid cells, servers left out and the A/A pair's second member take no place.
///
/// Holm: the pairs without the baseline are a family of their own (by metric), for they answer a question of their own.
/// A pair with the baseline has its word from `to_baseline`, already corrected there: one ratio never has two words.
std::vector<Ratio> neighbour_ratios(const result::Run &run, const std::vector<Cell> &cells,
                                    const std::vector<Ratio> &to_baseline);

/// Those of the throughput of one workload and load, in their order.
std::vector<const Ratio *> order_of(std::span<const Ratio> neighbours, std::string_view workload,
                                    std::string_view load);

/// The pair whose ratio is nearest to 1; one that has none, because the generator bound both, is nearer still: nothing
/// that was measured sets them apart. Null when there is none.
const Ratio *closest(std::span<const Ratio *const> order);

} // namespace reqbench::statistics
