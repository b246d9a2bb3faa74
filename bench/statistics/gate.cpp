#include "statistics/gate.hpp"

#include <algorithm>

namespace reqbench::statistics {
namespace {

Asked ask(const Moved &moved, const Limit &limit) {
  const bool higher = row(limit.metric).higher_is_better;
  Asked asked{.moved = &moved,
              .limit = limit,
              .position = position(moved.change, limit.change, higher),
              .smallest_shown = smallest_shown(moved.change, limit.change, higher)};
  asked.fails = asked.position == Position::beyond && !moved.invalid;
  return asked;
}

/// Without limits every figure is.
bool is_asked(Metric metric, std::span<const Limit> limits) {
  return limits.empty() || std::ranges::find(limits, metric, &Limit::metric) != limits.end();
}

/// An OLD side that cannot be trusted takes a figure away only where no other OLD run has it.
std::vector<const Moved *> hit_by_invalid(const Comparison &comparison, std::span<const Limit> limits) {
  std::vector<const Moved *> hit;
  for (const auto &moved : comparison.moved)
    if (moved.invalid && is_asked(moved.metric, limits)) hit.push_back(&moved);
  return hit;
}

std::vector<const Uncompared *> lost_of(const Comparison &comparison, std::span<const Limit> limits) {
  std::vector<const Uncompared *> lost;
  for (const auto &left : comparison.uncompared)
    if (left.lost && (!left.of || is_asked(*left.of, limits))) lost.push_back(&left);
  return lost;
}

} // namespace

Gate gate(const Comparison &comparison, std::span<const Limit> limits) {
  Gate gate;
  for (const auto &limit : limits) {
    const auto before = gate.asked.size();
    for (const auto &moved : comparison.moved)
      if (moved.metric == limit.metric) gate.asked.push_back(ask(moved, limit));
    if (gate.asked.size() == before) gate.unanswered.push_back(limit);
  }
  gate.hit = hit_by_invalid(comparison, limits);
  gate.lost = lost_of(comparison, limits);
  gate.unread = std::ranges::any_of(comparison.uncompared, &Uncompared::unread);
  gate.failed = std::ranges::any_of(gate.asked, &Asked::fails);
  gate.invalid =
      comparison.moved.empty() || !comparison.new_invalid.empty() || !gate.unanswered.empty() || !gate.hit.empty();
  gate.unsure =
      std::ranges::any_of(gate.asked, [](const Asked &asked) { return asked.position == Position::across; }) ||
      !gate.lost.empty();
  return gate;
}

base::ExitCode exit_code_of(const Gate &gate, bool strict) {
  if (gate.unread) return base::exit_usage;
  if (gate.failed) return base::exit_regression;
  return gate.invalid || (strict && gate.unsure) ? base::exit_invalid : base::exit_fine;
}

} // namespace reqbench::statistics
