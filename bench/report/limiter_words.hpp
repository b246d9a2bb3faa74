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

/// A finding that may explain why a server waited although both sides had CPU time left: its size is a share of
/// processor time, so it can be held against the share that the server did not use. No other finding can.
struct Cause {
  std::string_view id, words;
};
inline constexpr std::array possible_causes{Cause{"foreign_cpu", "perhaps other programs"},
                                            Cause{"steal", "perhaps the hypervisor"}};

/// The same; where neither side was out of CPU time, what a finding of this cell makes possible: "perhaps other
/// programs (foreign_cpu)". No more than that, for of its launches only the worst is known.
std::string limited_by(const statistics::Cell &cell, const std::vector<statistics::Finding> &findings);

} // namespace reqbench::report
