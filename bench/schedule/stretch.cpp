#include "schedule/stretch.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>

namespace reqbench::schedule {
namespace {

using base::Error;
using base::ErrorKind;
using base::Nanoseconds;
using base::Result;

/// More would be a ramp, and each has figures of its own in the result.
constexpr std::size_t most_steps = 32;

constexpr std::array<std::string_view, 2> arrivals_names{"constant", "poisson"};

Error bad(std::string_view what, std::string_view text, const std::string &why, std::string_view example) {
  return {ErrorKind::usage,
          std::string{what} + " '" + std::string{text} + "': " + why + "; write it like " + std::string{example}};
}

Result<base::Rate> parse_end(std::string_view text) {
  // "1k...20k" means 20k, never 0.2k.
  if (text.starts_with('.')) return Error{ErrorKind::usage, "'" + std::string{text} + "' is not a rate"};
  return base::parse_rate(text);
}

} // namespace

std::string_view to_string(Arrivals arrivals) { return arrivals_names[static_cast<std::size_t>(arrivals)]; }

Result<Arrivals> parse_arrivals(std::string_view word) {
  const auto found = std::ranges::find(arrivals_names, word);
  if (found != arrivals_names.end()) return static_cast<Arrivals>(found - arrivals_names.begin());
  return Error{ErrorKind::usage, "arrivals '" + std::string{word} + "': they are constant or poisson"};
}

Result<Stretch> parse_ramp(std::string_view text) {
  constexpr std::string_view example = "1k..20k/30s (requests per second at its beginning and end, and its length)";
  const auto dots = text.find("..");
  const auto slash = text.rfind('/');
  if (dots == std::string_view::npos) return bad("ramp", text, "no '..' between two rates", example);
  if (slash == std::string_view::npos || slash < dots || text.substr(slash) == "/s")
    return bad("ramp", text, "its length is missing", example);
  const auto from = parse_end(text.substr(0, dots)), to = parse_end(text.substr(dots + 2, slash - dots - 2));
  for (const auto *end : {&from, &to})
    if (!*end) return bad("ramp", text, end->error().message(), example);
  const auto length = base::parse_duration(text.substr(slash + 1));
  if (!length) return bad("ramp", text, length.error().message(), example);
  if (*length <= Nanoseconds{0}) return bad("ramp", text, "it lasts 0", example);
  return Stretch{*from, *to, *length};
}

Result<std::vector<Stretch>> parse_steps(std::string_view text, Nanoseconds each) {
  constexpr std::string_view example = "1k+5k+10k (requests per second, one step after the other)";
  if (each <= Nanoseconds{0}) return bad("steps", text, "each lasts 0", example);
  std::vector<Stretch> steps;
  for (auto rest = text;;) {
    const auto plus = rest.find('+');
    const auto rate = parse_end(rest.substr(0, plus));
    if (!rate) return bad("steps", text, rate.error().message(), example);
    steps.push_back({*rate, *rate, each});
    if (plus == std::string_view::npos) break;
    rest.remove_prefix(plus + 1);
  }
  if (steps.size() > most_steps)
    return bad("steps", text, "more than " + std::to_string(most_steps) + " of them; use a ramp", example);
  return steps;
}

Nanoseconds length_of(std::span<const Stretch> stretches) {
  return std::accumulate(stretches.begin(), stretches.end(), Nanoseconds{0},
                         [](Nanoseconds sum, const Stretch &stretch) { return sum + stretch.length; });
}

double mean_rate(std::span<const Stretch> stretches) {
  // One alone is told as it was asked, to the last bit.
  if (stretches.size() == 1) return (stretches.front().from.per_second + stretches.front().to.per_second) / 2;
  double requests = 0, seconds = 0;
  for (const auto &stretch : stretches) {
    const double length = base::to_seconds(stretch.length);
    requests += (stretch.from.per_second + stretch.to.per_second) / 2 * length;
    seconds += length;
  }
  return seconds > 0 ? requests / seconds : 0;
}

} // namespace reqbench::schedule
