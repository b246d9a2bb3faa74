#include "base/units.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace reqbench::base {
namespace {

struct Unit {
  std::string_view suffix;
  double factor;
};

constexpr std::array duration_units{Unit{"ns", 1},  Unit{"us", 1e3}, Unit{"µs", 1e3},   Unit{"ms", 1e6},
                                    Unit{"s", 1e9}, Unit{"m", 60e9}, Unit{"min", 60e9}, Unit{"h", 3600e9}};
constexpr std::array count_units{Unit{"", 1}, Unit{"k", 1e3}, Unit{"K", 1e3}, Unit{"M", 1e6}};

/// Beyond these a rate is a slip of the hand: no generator keeps a schedule of more, and less is one in 17 minutes.
constexpr double highest_rate = 1e7;
constexpr double lowest_rate = 1e-3;

/// Powers of ten that are written out. Nothing that reqbench measures lies beyond them: what does comes from a damaged
/// file, and a row of zeros would hide how absurd it is.
constexpr int highest_magnitude = 11, lowest_magnitude = -9;

Error not_a(std::string_view what, std::string_view text, std::string_view example) {
  return Error{ErrorKind::usage,
               "'" + std::string{text} + "' is not a " + std::string{what} + "; write it like " + std::string{example}};
}

/// Takes "12.5ms" off the front of text, `apart` also "12.5 ms": the number times its unit's factor; nothing when
/// either is malformed.
template <std::size_t N>
std::optional<double> take(std::string_view &text, const std::array<Unit, N> &units, bool apart = false) {
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (code != std::errc{} || !std::isfinite(number) || std::signbit(number)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (apart && text.starts_with(' ')) text.remove_prefix(1);
  const std::string_view suffix = text.substr(0, text.find_first_of("0123456789./ "));
  for (const auto &unit : units) {
    if (unit.suffix == suffix) {
      text.remove_prefix(suffix.size());
      return number * unit.factor;
    }
  }
  return std::nullopt;
}

} // namespace

Result<Nanoseconds> parse_duration(std::string_view text) {
  const auto whole = text;
  const auto refuse = [&] { return not_a("duration", whole, "500ms, 2s or 1m30s (a number with its unit)"); };
  double total = 0;
  if (text.empty()) return refuse();
  if (text == "0") return Nanoseconds{0}; // the same in every unit
  while (!text.empty()) {
    const auto part = take(text, duration_units, true);
    if (!part) return refuse();
    total += *part;
    if (text.starts_with(' ') && text.size() > 1) text.remove_prefix(1); // "4 min 10 s"
  }
  if (total > 9e18) return refuse();
  return Nanoseconds{static_cast<std::int64_t>(std::llround(total))};
}

Result<Rate> parse_rate(std::string_view text) {
  const auto whole = text;
  if (text.ends_with("/s")) text.remove_suffix(2);
  const auto rate = take(text, count_units);
  if (!rate || !text.empty() || *rate < lowest_rate || *rate > highest_rate)
    return not_a("rate", whole, "2000, 5k or 1.5k/s (requests per second, from 0.001 to 10M)");
  return Rate{*rate};
}

Result<int> parse_count(std::string_view text, int limit) {
  const auto whole = text;
  const auto count = take(text, count_units);
  // 1.001k is 1000.99… in binary; the limit keeps every count far below 1e9, so a real fraction is larger than 1e-6.
  const auto is_whole = [](double number) { return std::fabs(number - std::round(number)) < 1e-6; };
  if (!count || !text.empty() || *count < 0.5 || *count > limit || !is_whole(*count))
    return not_a("count", whole, "64 or 1k (a whole number from 1 to " + std::to_string(limit) + ")");
  return static_cast<int>(std::lround(*count));
}

std::string format_significant(double value, int digits) {
  REQBENCH_ASSERT(digits >= 1 && digits <= 17, "a double has 1 to 17 significant digits");
  if (value == 0 || !std::isfinite(value)) return std::isfinite(value) ? "0" : "–";
  // Rounded once, in scientific form, which also tells the magnitude after rounding: 9.996 becomes 1.00e+01.
  std::array<char, 32> scientific{};
  const auto written =
      std::to_chars(scientific.begin(), scientific.end(), value, std::chars_format::scientific, digits - 1);
  double rounded = value; // stays when rounding up would leave the range
  std::from_chars(scientific.begin(), written.ptr, rounded);
  int magnitude = 0;
  const char *exponent = std::find(scientific.begin(), written.ptr, 'e') + 1;
  std::from_chars(exponent + (*exponent == '+' ? 1 : 0), written.ptr, magnitude);
  if (magnitude > highest_magnitude || magnitude < lowest_magnitude)
    return std::string(scientific.cbegin(), exponent - 1) + "e" + std::to_string(magnitude);
  std::array<char, 40> text{};
  const auto end =
      std::to_chars(text.begin(), text.end(), rounded, std::chars_format::fixed, std::max(0, digits - 1 - magnitude));
  return std::string(text.begin(), end.ptr);
}

std::string format_duration(Nanoseconds duration) {
  if (duration < Nanoseconds::zero())
    return "-" + format_duration(-std::max(duration, -Nanoseconds::max())); // the lowest number has no opposite
  const auto ns = static_cast<double>(duration.count());
  if (ns < 1e3) return std::to_string(duration.count()) + " ns";
  if (ns < 999.5e3) return format_significant(ns / 1e3, 3) + " µs";
  if (ns < 999.5e6) return format_significant(ns / 1e6, 3) + " ms";
  if (ns < 59.95e9) return format_significant(ns / 1e9, 3) + " s";
  const auto seconds = static_cast<std::int64_t>(std::llround(ns / 1e9));
  if (seconds < 3600) {
    const auto rest = seconds % 60;
    return std::to_string(seconds / 60) + " min" + (rest ? " " + std::to_string(rest) + " s" : "");
  }
  const auto minutes = (seconds + 30) / 60;
  if (minutes >= 60'000) return format_count(static_cast<double>(minutes) / 60) + " h";
  return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

std::string format_bytes(double bytes) {
  if (!std::isfinite(bytes)) return "–";
  if (bytes < 0) return "-" + format_bytes(-bytes);
  if (bytes < 1024) return format_significant(bytes, 3) + " B";
  if (bytes < 1023.5 * 1024) return format_significant(bytes / 1024, 3) + " KiB";
  if (bytes < 1023.5 * 1048576) return format_significant(bytes / 1048576, 3) + " MiB";
  return format_significant(bytes / 1073741824, 3) + " GiB";
}

std::string format_count(double count) {
  if (!std::isfinite(count)) return "–";
  if (count < 0) return "-" + format_count(-count);
  if (count < 999.5) return format_significant(count, 3);
  if (count < 999.5e3) return format_significant(count / 1e3, 3) + " k";
  if (count < 999.5e6) return format_significant(count / 1e6, 3) + " M";
  if (count < 999.5e9) return format_significant(count / 1e9, 3) + " G";
  return format_significant(count, 3);
}

} // namespace reqbench::base
