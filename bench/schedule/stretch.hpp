// The words of an open load: how many requests a second are asked for, and for how long. A stretch of equal ends is a
// constant rate, one of different ends a ramp, several in succession are steps.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/units.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace reqbench::schedule {

/// The rate goes in a straight line from one end to the other.
struct Stretch {
  base::Rate from, to;
  base::Nanoseconds length{};
  bool operator==(const Stretch &) const = default;
};

/// constant: evenly spaced by the rate. poisson: independent of each other, as those of many users are.
enum class Arrivals : unsigned char { constant, poisson };

std::string_view to_string(Arrivals arrivals);
/// Errors (usage) say which words there are.
base::Result<Arrivals> parse_arrivals(std::string_view word);

/// "1k..20k/30s": from 1 000 to 20 000 requests a second within 30 seconds; a falling ramp is one too. Errors: usage.
base::Result<Stretch> parse_ramp(std::string_view text);
/// "1k+5k+10k": one constant rate after the other, each for so long. Errors: usage.
base::Result<std::vector<Stretch>> parse_steps(std::string_view text, base::Nanoseconds each);

base::Nanoseconds length_of(std::span<const Stretch> stretches);
/// Requests per second over all of them; 0 when there are none.
double mean_rate(std::span<const Stretch> stretches);

} // namespace reqbench::schedule
