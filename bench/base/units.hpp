// Quantities that people type and read: durations, sizes, counts and rates, each with its unit in the type.
// Parsing refuses a bare number where the unit is ambiguous; formatting keeps three significant digits.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace reqbench::base {

/// Requests per second, > 0.
struct Rate {
  double per_second = 0;
  auto operator<=>(const Rate &) const = default;
};

/// "500ms", "2s", "1m30s", "250us", "10ns", "1h", or as format_duration() writes it, "4 min 10 s". A bare number, a
/// negative or an empty text is an error of kind usage.
Result<Nanoseconds> parse_duration(std::string_view text);
/// "2000", "5k", "1.5k", "1M", optionally followed by "/s"; from 0.001 to 1e7.
Result<Rate> parse_rate(std::string_view text);
/// "64", "1k" → a whole number ≥ 1 and ≤ limit.
Result<int> parse_count(std::string_view text, int limit);

/// "812 ns", "1.24 ms", "12.3 s", "4 min 10 s": three significant digits below a minute, never a false precision.
std::string format_duration(Nanoseconds duration);
/// "512 B", "3.40 MiB"; what is not finite prints as "–", here and below.
std::string format_bytes(double bytes);
/// "812", "26.9 k", "1.20 M", "18.4 G".
std::string format_count(double count);
/// A number with `digits` significant digits: (3.14159, 3) → "3.14", (1234, 3) → "1230". One that nothing measured can
/// be has an exponent: "1.80e308".
std::string format_significant(double value, int digits);

} // namespace reqbench::base
