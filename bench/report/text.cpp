#include "report/text.hpp"

#include "base/units.hpp"
#include "base/unseen.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace reqbench::report {
namespace {

/// What no table has room for is written with three significant digits and an exponent.
std::string fixed(double value, int decimals) {
  constexpr double largest = 1e6;
  constexpr int most_decimals = 9;
  if (!(std::fabs(value) < largest) || decimals > most_decimals) return base::format_significant(value, 3);
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

/// Where the first digit stands; 0 of what has none.
int magnitude(double value) {
  return value > 0 && std::isfinite(value) ? static_cast<int>(std::floor(std::log10(value))) : 0;
}

/// Decimals that show `digits` significant digits of value, with what rounds up to the next power of ten.
int decimals_of(double value, int digits) {
  const double rounded = value * (1 + 0.5 * std::pow(10.0, -digits));
  return std::max(0, digits - 1 - magnitude(rounded));
}

/// The nearest number of so many decimals (negative: of tens, hundreds …) that the bound still reaches.
double outward(double value, int decimals, Bound bound) {
  constexpr double exact = 1e-9; // 0.29 is 0.28999… in binary, and that is not meant
  const double scaled = value * std::pow(10.0, decimals);
  if (!std::isfinite(scaled)) return value; // no table shows so many decimals
  return (bound == Bound::least ? std::floor(scaled + exact) : std::ceil(scaled - exact)) / std::pow(10.0, decimals);
}

double outward_significant(double value, Bound bound) { return outward(value, 2 - magnitude(value), bound); }

/// The ends of the interval, as exact as the value, so that the three can be compared digit by digit.
std::string range(const statistics::Estimate &estimate, int decimals) {
  if (!estimate.interval) return {};
  return fixed(estimate.interval->low, decimals) + "–" + fixed(estimate.interval->high, decimals);
}

bool breaks_line(char32_t c) { return c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029; }

} // namespace

std::string ratio_text(const statistics::Estimate &ratio) {
  const int decimals = decimals_of(ratio.value, 3);
  return fixed(ratio.value, decimals) + " ×" + in_brackets(range(ratio, decimals));
}

std::string ratio_text(double ratio) { return ratio_text({.value = ratio, .interval = {}, .n = 1}); }

namespace {

std::string bounded(std::string_view sign, double ratio, Bound bound) {
  return std::string{sign} + " " + base::format_significant(outward_significant(ratio, bound), 3) + " ×";
}

} // namespace

std::string bound_text(double ratio, Bound bound) {
  return bounded(bound == Bound::least ? "at least" : "at most", ratio, bound);
}

std::string bound_figure(double ratio, Bound bound) { return bounded(bound == Bound::least ? "≥" : "≤", ratio, bound); }

std::string least_count(double count) { return "≥ " + base::format_count(outward_significant(count, Bound::least)); }

std::string count_text(const statistics::Estimate &count) {
  if (!count.interval) return base::format_count(count.value);
  // A t interval of few launches may reach below zero, which no count does.
  const auto low = base::format_count(std::max(0.0, count.interval->low));
  const auto high = base::format_count(count.interval->high);
  return base::format_count(count.value) + " (" + range_text(low, high) + ")";
}

std::string range_text(const std::string &low, const std::string &high) {
  const auto low_unit = low.rfind(' '), high_unit = high.rfind(' ');
  const bool same_unit =
      low_unit != low.npos && high_unit != high.npos && low.substr(low_unit) == high.substr(high_unit);
  const bool open_end = high.starts_with('>'); // "1.08 ms–> 1.73 ms" reads as an arrow
  return (same_unit ? low.substr(0, low_unit) : low) + (open_end ? " to " : "–") + high;
}

std::string span_text(const std::string &least, const std::string &most) {
  return least == most ? most : range_text(least, most);
}

std::string change_text(double share) {
  const double percent = 100 * share;
  if (!std::isfinite(percent)) return base::format_significant(percent, 1);
  return (std::signbit(percent) ? "-" : "+") + fixed(std::fabs(percent), std::fabs(percent) < 9.95 ? 1 : 0) + " %";
}

std::string share_text(double share) { return base::format_significant(100 * share, 2) + " %"; }

std::string deviation_text(double factor) {
  if (factor >= 3) return "× " + base::format_significant(factor, 2);
  return (factor < 1 ? "−" : "+") + fixed(100 * std::fabs(factor - 1), 0) + " %";
}

std::string plain_number(double value) {
  if (value < 999.5 && std::fabs(value - std::round(value)) < 1e-9) return fixed(value, 0);
  return base::format_count(value);
}

std::string portion(double ratio, std::string_view of_what) {
  const double parts = std::round(1 / ratio);
  if (parts >= 2 && std::fabs(1 / parts - ratio) <= 0.06 * ratio)
    return "1/" + fixed(parts, 0) + " of the " + std::string{of_what};
  return ratio_text(ratio) + " the " + std::string{of_what};
}

std::string minute_of(const std::string &utc) {
  return utc.size() < 16 ? utc : utc.substr(0, 10) + " " + utc.substr(11, 5) + " UTC";
}

std::string counted(std::size_t count, std::string_view noun, std::string_view plural) {
  if (count == 1) return "1 " + std::string{noun};
  return std::to_string(count) + " " + (plural.empty() ? std::string{noun} + "s" : std::string{plural});
}

std::string listed(std::span<const std::string> words) {
  if (words.size() < 2) return joined(words, "");
  return joined(words.first(words.size() - 1), ", ") + " and " + words.back();
}

std::string some_of(std::vector<std::string> words, std::string_view between) {
  constexpr std::size_t most = 3;
  if (words.size() <= most) return joined(words, between);
  const auto more = words.size() - most;
  words.resize(most);
  return joined(words, between) + " and " + std::to_string(more) + " more";
}

std::string in_brackets(const std::string &text) { return text.empty() ? text : " (" + text + ")"; }

std::string joined(std::span<const std::string> words, std::string_view between) {
  std::string text;
  for (const auto &word : words) {
    if (&word != words.data()) text += between;
    text += word;
  }
  return text;
}

std::string capitalized(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

std::string ended(std::string sentence) {
  if (!sentence.ends_with('.')) sentence += '.';
  return sentence;
}

std::string shortened(std::vector<std::string> clauses) {
  constexpr std::size_t most = 4;
  if (clauses.size() > most) {
    const auto rest = clauses.size() - most;
    clauses.resize(most);
    clauses.push_back(std::to_string(rest) + " more in the table");
  }
  return joined(clauses, "; ");
}

std::string one_line(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const auto [code, bytes] = base::first_character(text);
    if (breaks_line(code))
      clean += ' ';
    else if (base::is_control(code) || base::is_unseen(code))
      clean += base::escaped(code);
    else if (code == 0xFFFD)
      clean += "\uFFFD";
    else
      clean += text.substr(0, bytes);
    text.remove_prefix(bytes);
  }
  return clean;
}

std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

} // namespace reqbench::report
