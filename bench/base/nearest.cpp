#include "base/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace reqbench::base {
namespace {

/// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours, no part edited twice.
/// Three rows suffice: a swap looks two rows back.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_back(b.size() + 1), one_back(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(two_back, one_back);
    std::swap(one_back, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = one_back[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({one_back[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], two_back[j - 2] + 1);
    }
  }
  return row[b.size()];
}

} // namespace

std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates) {
  // Nobody types so long a name; the table of distances must not grow with hostile input.
  constexpr std::size_t longest_name = 200;
  if (name.empty() || name.size() > longest_name) return std::nullopt;
  const std::string *best = nullptr;
  std::size_t best_distance = 0;
  for (const auto &candidate : candidates) {
    const auto d = distance(name, candidate);
    const auto longer = std::max(name.size(), candidate.size());
    // Two short names that share nothing are not near each other, however few letters that takes.
    if (d <= std::max<std::size_t>(2, longer / 3) && d < longer && (best == nullptr || d < best_distance)) {
      best = &candidate;
      best_distance = d;
    }
  }
  if (best == nullptr) {
    const auto holds = [&](const std::string &candidate) { return candidate.find(name) != std::string::npos; };
    const auto part = std::ranges::find_if(candidates, holds);
    if (part != candidates.end()) best = &*part;
  }
  return best == nullptr ? std::nullopt : std::optional{*best};
}

Error unknown_name(std::string_view what, std::string_view name, std::span<const std::string> candidates) {
  std::string all;
  for (const auto &candidate : candidates) all += (all.empty() ? "" : ", ") + candidate;
  std::string message = "unknown " + std::string{what} + " '" + std::string{name} + "'";
  if (const auto near = nearest(name, candidates)) message += "; did you mean " + *near + "?";
  message += message.ends_with('?') ? " " : "; ";
  message += candidates.empty() ? "there is none" : "there are: " + all;
  return Error{ErrorKind::usage, std::move(message)};
}

} // namespace reqbench::base
