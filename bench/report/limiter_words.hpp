// What bound a cell, in words.
#pragma once

#include "statistics/summary.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::report {

/// "the server", "the load generator", "server and load generator", …
std::string_view limiter_words(statistics::Limiter limiter);

/// A finding that explains why a server waited although both sides had CPU time left.
struct Cause {
  std::string_view id, words;
  bool by_share = false; ///< the finding's size is a share of processor time: it explains no more than that
};
/// The likeliest first.
inline constexpr std::array likely_causes{Cause{"throttling", "likely slowed processors"},
                                          Cause{"foreign_cpu", "likely other programs", true},
                                          Cause{"steal", "likely the hypervisor", true},
                                          Cause{"swap", "likely swapped memory"},
                                          Cause{"fewer_connections", "likely too few connections"},
                                          Cause{"mode_near_40ms", "likely delayed acknowledgements"},
                                          Cause{"no_free_connection", "likely the wait for a connection"}};

/// The same; where neither side was out of CPU time, what a finding of this cell makes likely: "likely other programs
/// (foreign_cpu)".
std::string limited_by(const statistics::Cell &cell, const std::vector<statistics::Finding> &findings);

} // namespace reqbench::report
