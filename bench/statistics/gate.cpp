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

/// An OLD side that cannot be trusted takes a figure away only where no other OLD run has it.
bool hit_by_invalid(const Comparison &comparison, std::span<const Limit> limits) {
  return std::ranges::any_of(comparison.moved, [&](const Moved &moved) {
    return moved.invalid &&
           (limits.empty() || std::ranges::any_of(limits, [&](const Limit &l) { return l.metric == moved.metric; }));
  });
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
  gate.failed = std::ranges::any_of(gate.asked, &Asked::fails);
  gate.invalid = comparison.moved.empty() || !comparison.new_invalid.empty() || !gate.unanswered.empty() ||
                 hit_by_invalid(comparison, limits);
  gate.unsure =
      std::ranges::any_of(gate.asked, [](const Asked &asked) { return asked.position == Position::across; }) ||
      std::ranges::any_of(comparison.uncompared, &Uncompared::lost);
  return gate;
}

} // namespace reqbench::statistics
