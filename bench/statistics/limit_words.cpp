#include "statistics/limit_words.hpp"

#include "base/nearest.hpp"
#include "base/trimmed.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace reqbench::statistics {
namespace {

constexpr double largest_percent = 1000;

std::string quoted(std::string_view text) { return "'" + std::string{text} + "'"; }

/// "-5%", "+5 %", "10%".
std::optional<double> parse_percent(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text = base::trimmed(text.substr(0, text.size() - 1));
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  double value = 0;
  const auto *const last = text.data() + text.size();
  const auto [end, code] = std::from_chars(text.data(), last, value, std::chars_format::fixed);
  const bool whole = !text.empty() && code == std::errc{} && end == last && std::isfinite(value);
  return whole ? std::optional{value} : std::nullopt;
}

base::Result<Metric> parse_word(std::string_view word) {
  std::vector<std::string> known;
  for (const auto &compared : compared_metrics) {
    if (compared.word == word) return compared.metric;
    known.emplace_back(compared.word);
  }
  return base::unknown_name("figure of --fail-on", word, known);
}

} // namespace

base::Result<Limit> parse_limit(std::string_view text) {
  const auto sign = text.find_first_of("=<>");
  const auto word = std::string{base::trimmed(text.substr(0, sign))};
  if (sign == text.npos || word.empty())
    return base::usage_error("--fail-on takes a figure and a limit, such as throughput=-5% or cpu=+5%, got " +
                             quoted(text));
  const auto metric = parse_word(word);
  if (!metric) return metric.error();
  const bool higher = row(*metric).higher_is_better;
  const auto example = word + (higher ? "=-5%" : "=+5%");
  const auto percent = parse_percent(base::trimmed(text.substr(sign + 1)));
  if (!percent)
    return base::usage_error("--fail-on " + quoted(text) + ": the limit is a change in per cent, such as " + example);
  if (text[sign] == (higher ? '>' : '<') || (higher ? *percent >= 0 : *percent <= 0))
    return base::usage_error("--fail-on " + quoted(text) + ": " + word + " gets worse when it " +
                             (higher ? "falls" : "rises") + ", so the limit is like " + example);
  if (*percent <= -100 || *percent > largest_percent)
    return base::usage_error("--fail-on " + quoted(text) + ": the limit must lie between -100 % and +1000 %");
  return Limit{*metric, *percent / 100};
}

} // namespace reqbench::statistics
