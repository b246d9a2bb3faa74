#include "report/compare_outcome.hpp"

#include "report/text.hpp"

#include "base/exit_code.hpp"

#include <algorithm>
#include <optional>

namespace reqbench::report {
namespace {

using statistics::Comparison;
using statistics::Gate;
using statistics::Limit;
using statistics::Uncompared;

std::string reason_of(const Uncompared &left) { return left.what + ": " + left.why; }

/// Why nothing is compared of this metric, or of all: the first reason of several; what a run lost says more than that
/// a reference is not compared with itself.
std::string first_reason(const Comparison &comparison, std::optional<statistics::Metric> of) {
  auto found =
      std::ranges::find_if(comparison.uncompared, [&](const Uncompared &left) { return left.of == of && left.lost; });
  if (found == comparison.uncompared.end()) found = std::ranges::find(comparison.uncompared, of, &Uncompared::of);
  if (found != comparison.uncompared.end()) return " (" + reason_of(*found) + ")";
  return of ? " (the runs share no measurement of it)" : "";
}

/// By check, so that one that hits many figures is named once.
void add_hits(std::vector<std::string> &reasons, const Gate &gate) {
  std::vector<std::string> checks;
  for (const auto *moved : gate.hit)
    if (std::ranges::find(checks, moved->check) == checks.end()) checks.push_back(moved->check);
  for (const auto &check : checks) {
    std::vector<std::string> hit;
    for (const auto *moved : gate.hit)
      if (moved->check == check) hit.push_back(place(*moved));
    if (!check.empty()) reasons.push_back("the check `" + check + "` (grade invalid) hits " + some_of(std::move(hit)));
  }
}

void add_unsure(std::vector<std::string> &reasons, const Gate &gate) {
  std::vector<std::string> across, lost;
  for (const auto &asked : gate.asked)
    if (asked.position == statistics::Position::across)
      across.push_back(place(*asked.moved) + " (" + limit_text(asked.limit) + ")");
  for (const auto *left : gate.lost) lost.push_back(reason_of(*left));
  if (!across.empty())
    reasons.push_back("--strict does not accept an interval that contains its limit: " + some_of(std::move(across)));
  if (!lost.empty())
    reasons.push_back("--strict does not accept the loss of what an older run measured: " + some_of(std::move(lost)));
}

std::vector<std::string> reasons_for_invalid(const Comparison &comparison, const Gate &gate, bool strict) {
  if (comparison.moved.empty()) return {"nothing could be compared" + first_reason(comparison, {})};
  std::vector<std::string> reasons;
  if (!comparison.new_invalid.empty())
    reasons.push_back("a finding of grade invalid hits all of the new run, " + comparison.new_invalid);
  add_hits(reasons, gate);
  for (const auto &limit : gate.unanswered)
    reasons.push_back(limit_text(limit) + " could be asked of no figure" + first_reason(comparison, limit.metric));
  if (strict) add_unsure(reasons, gate);
  return reasons;
}

std::vector<std::string> unread_runs(const Comparison &comparison) {
  std::vector<std::string> runs;
  for (const auto &left : comparison.uncompared)
    if (left.unread) runs.push_back(reason_of(left));
  return runs;
}

} // namespace

std::string limit_text(const Limit &limit) {
  return std::string{statistics::compared(limit.metric).word} + "=" + change_text(limit.change);
}

std::vector<std::string> outcome_sentences(const Comparison &comparison, const Gate &gate, bool strict) {
  const auto code = statistics::exit_code_of(gate, strict);
  std::vector<std::string> reasons;
  if (code == base::exit_usage) reasons = {"not all older runs could be read: " + some_of(unread_runs(comparison))};
  if (code == base::exit_invalid) reasons = reasons_for_invalid(comparison, gate, strict);
  std::vector<std::string> sentences;
  for (const auto &reason : reasons)
    sentences.push_back(ended((sentences.empty() ? "Exit code " + std::to_string(code) + ": " : "Also: ") + reason));
  return sentences;
}

} // namespace reqbench::report
