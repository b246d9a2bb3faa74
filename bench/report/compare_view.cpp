#include "report/compare_view.hpp"

#include "report/bearing.hpp"
#include "report/chart/charts.hpp"
#include "report/compare_outcome.hpp"
#include "report/compare_tables.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::report {
namespace {

using statistics::Asked;
using statistics::Comparison;
using statistics::Gate;
using statistics::Limit;
using statistics::Moved;
using statistics::Position;
using statistics::Spread;
using statistics::Verdict;

std::size_t count_of(const std::vector<Asked> &asked, bool (*such)(const Asked &)) {
  return static_cast<std::size_t>(std::ranges::count_if(asked, such));
}

/// One sentence each: what is beyond its limit, the gravest news of a build.
void tell_regressions(View &view, const Gate &gate) {
  const auto fails = count_of(gate.asked, [](const Asked &asked) { return asked.fails; });
  view.verdicts.push_back("Regression: " + std::to_string(fails) + " of " + counted(gate.asked.size(), "figure") +
                          " asked " + (fails == 1 ? "lies" : "lie") + " wholly beyond " +
                          (fails == 1 ? "its" : "their") + " limit.");
  for (const auto &asked : gate.asked)
    if (asked.fails)
      view.verdicts.push_back(place(*asked.moved) + ": " + change_text(asked.moved->change) + ", limit " +
                              change_text(asked.limit.change) + ".");
}

/// What this comparison was able to see, which a build that passes must know.
std::string widest_shown(const Gate &gate, const Limit &limit) {
  const Asked *widest = nullptr;
  for (const auto &asked : gate.asked) {
    if (asked.limit.metric != limit.metric || asked.limit.change != limit.change) continue;
    if (!asked.smallest_shown) return "of one figure nothing could be shown, for want of an interval";
    if (widest == nullptr || std::fabs(*asked.smallest_shown) > std::fabs(*widest->smallest_shown)) widest = &asked;
  }
  return widest == nullptr ? ""
                           : "a change of " + change_text(*widest->smallest_shown) +
                                 " or worse would have been shown of every figure";
}

void tell_gate(View &view, const Comparison &comparison, const Gate &gate, bool strict) {
  view.verdicts = outcome_sentences(comparison, gate, strict);
  const auto across = count_of(gate.asked, [](const Asked &asked) { return asked.position == Position::across; });
  if (gate.failed)
    tell_regressions(view, gate);
  else if (comparison.moved.empty() && gate.unread)
    view.verdicts.push_back("Nothing could be compared.");
  else if (!gate.asked.empty())
    view.verdicts.push_back("No regression shown: none of " + counted(gate.asked.size(), "figure") +
                            " asked lies wholly beyond its limit" +
                            (across == 0 ? ", and all lie wholly inside."
                                         : "; the interval of " + std::to_string(across) + " contains it" +
                                               (strict ? ", which --strict does not accept." : ".")));
  std::vector<Limit> told;
  for (const auto &asked : gate.asked) {
    const auto same = [&](const Limit &l) { return l.metric == asked.limit.metric && l.change == asked.limit.change; };
    if (std::ranges::any_of(told, same)) continue;
    told.push_back(asked.limit);
    view.verdicts.push_back("With " + limit_text(asked.limit) + " " + widest_shown(gate, asked.limit) + ".");
  }
  for (const auto &limit : gate.unanswered) view.absent.push_back(limit_text(limit) + " could be asked of no figure.");
}

void tell_moves(View &view, const Comparison &comparison) {
  std::size_t better = 0, worse = 0, same = 0;
  for (const auto &moved : comparison.moved) {
    better += moved.verdict == Verdict::faster ? 1 : 0;
    worse += moved.verdict == Verdict::slower ? 1 : 0;
    same += moved.verdict == Verdict::tie ? 1 : 0;
  }
  if (comparison.moved.empty()) return;
  view.verdicts.push_back("Of " + counted(comparison.moved.size(), "figure") + " " + std::to_string(worse) +
                          " became worse, " + std::to_string(better) + " better, " + std::to_string(same) +
                          " stayed the same; the other " +
                          std::to_string(comparison.moved.size() - better - worse - same) + " are undecided.");
  const auto taken = static_cast<std::size_t>(std::ranges::count_if(
      comparison.moved, [](const Moved &moved) { return statistics::taken_by_holm(moved.verdict, moved.alone); }));
  if (taken > 0)
    view.verdicts.push_back(counted(taken, "undecided change") +
                            " would be better or worse alone: among so many some look so by chance.");
}

/// Those with the same reason in one line.
void tell_uncompared(View &view, const Comparison &comparison) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_reason;
  for (const auto &left : comparison.uncompared) {
    const auto known = std::ranges::find(by_reason, left.why, &std::pair<std::string, std::vector<std::string>>::first);
    if (known == by_reason.end())
      by_reason.push_back({left.why, {left.what}});
    else
      known->second.push_back(left.what);
  }
  for (auto &[why, what] : by_reason)
    view.absent.push_back("Not compared: " + some_of(std::move(what)) + ": " + ended(why));
  for (const auto &caution : comparison.cautions) view.absent.push_back(caution);
}

/// From what the intervals are made, which decides how much they are worth.
std::string trust_of(const Comparison &comparison, std::size_t old_count) {
  const auto assumed = static_cast<std::size_t>(std::ranges::count_if(
      comparison.moved, [](const Moved &moved) { return moved.change.spread == Spread::assumed; }));
  std::string text;
  if (comparison.moved.empty()) return "nothing was compared.";
  if (assumed < comparison.moved.size())
    text = "how much runs differ by themselves was estimated from " + counted(old_count, "OLD run") +
           (assumed > 0 ? " (of " + std::to_string(assumed) + " figures it was assumed)" : "") + ". ";
  else
    text = "with " + counted(old_count, "OLD run") + " how much runs differ by themselves is assumed, not measured (" +
           assumptions_text(comparison) + "); from " + std::to_string(statistics::least_old_runs) +
           " OLD runs on it is estimated from them. ";
  if (const auto others = static_cast<std::size_t>(
          std::ranges::count_if(comparison.moved, [](const Moved &moved) { return moved.change.machine > 0; }));
      others > 0)
    text += "OLD and NEW are of different machines" +
            (others < comparison.moved.size() ? " in " + counted(others, "figure") : std::string{}) +
            ", so what two machines are taken to differ by is added to the interval (" + assumptions_text(comparison) +
            "). ";
  if (!comparison.new_invalid.empty())
    text += "A finding of grade invalid hits the new run, so nothing here can be relied on: " +
            ended(comparison.new_invalid) + " ";
  return text +
         "Each interval is 95 % for its own figure, and a limit asks each alone; better and worse are corrected for "
         "the number of changes of one figure.";
}

/// "12 of the 24 compared figures", "all 24 compared figures", "the compared figure".
std::string share_of_figures(std::size_t hit, std::size_t all) {
  if (hit == all) return all == 1 ? "the compared figure" : "all " + std::to_string(all) + " compared figures";
  return std::to_string(hit) + " of the " + std::to_string(all) + " compared figures";
}

/// "`steal` and `drift` of NEW touch 12 of the 24 compared figures: …": the checks that warn in some runs; empty where
/// they touch none.
std::string warned_sentence(const Comparison &comparison, std::span<const statistics::ComparedRun> runs,
                            const std::string &side) {
  std::vector<std::string> checks;
  std::size_t hit = 0;
  for (const auto &moved : comparison.moved) {
    bool any = false;
    for (const auto &run : runs)
      for (const auto &finding : run.summary.findings) {
        if (finding.grade != statistics::Grade::warning ||
            !is_about(finding, moved.server, moved.reference, moved.workload, moved.load))
          continue;
        any = true;
        const auto check = "`" + finding.id + "`";
        if (std::ranges::find(checks, check) == checks.end()) checks.push_back(check);
      }
    hit += any ? 1 : 0;
  }
  if (hit == 0) return {};
  const bool one = checks.size() == 1;
  return listed(checks) + " of " + side + (one ? " touches " : " touch ") +
         share_of_figures(hit, comparison.moved.size()) + ": a change there, or that there is none, may be " +
         (one ? "its" : "their") + " effect; `reqbench report` tells it of that run.";
}

/// What the checks that speak against one of the runs mean for the figures that are compared.
std::vector<std::string> compare_bearing(const Comparison &comparison,
                                         std::span<const statistics::ComparedRun> old_runs,
                                         const statistics::ComparedRun &new_run) {
  if (comparison.moved.empty()) return {};
  std::vector<std::string> sentences;
  const auto invalid = static_cast<std::size_t>(
      std::ranges::count_if(comparison.moved, [](const Moved &moved) { return moved.invalid; }));
  if (invalid > 0)
    sentences.push_back("Findings of grade invalid hit " + share_of_figures(invalid, comparison.moved.size()) +
                        " in NEW: there is neither better nor worse there.");
  if (auto old = warned_sentence(comparison, old_runs, "OLD"); !old.empty()) sentences.push_back(std::move(old));
  if (auto fresh = warned_sentence(comparison, {&new_run, 1}, "NEW"); !fresh.empty())
    sentences.push_back(std::move(fresh));
  if (sentences.empty()) sentences.emplace_back("No warning of any of these runs touches a compared figure.");
  return sentences;
}

/// ": python_fastapi, cpp_null".
std::string references_of(const Comparison &comparison) {
  std::vector<std::string> references;
  for (const auto &moved : comparison.moved)
    if (std::ranges::find(references, moved.reference) == references.end()) references.push_back(moved.reference);
  return references.empty() ? "" : ": " + listed(references);
}

std::vector<Line> conditions_of(std::span<const statistics::ComparedRun> old_runs,
                                const statistics::ComparedRun &new_run) {
  std::vector<Line> lines;
  const auto add = [&](const std::string &side, const statistics::ComparedRun &run) {
    const auto &record = run.run.record;
    lines.push_back({side, run.name + ": " + record.profile + ", " +
                               counted(static_cast<std::size_t>(record.blocks), "block") + ", " +
                               minute_of(record.started) +
                               (record.host.cpu_model.empty() ? "" : ", " + record.host.cpu_model) + ", reqbench " +
                               record.reqbench_version + (record.git_commit.empty() ? "" : " at " + record.git_commit) +
                               ", engine " + record.engine});
  };
  for (const auto &old : old_runs) add("OLD", old);
  add("NEW", new_run);
  return lines;
}

} // namespace

View make_compare_view(const Comparison &comparison, const Gate &gate,
                       std::span<const statistics::ComparedRun> old_runs, const statistics::ComparedRun &new_run,
                       bool strict) {
  View view;
  view.title = "reqbench compare: " + new_run.name + " against " +
               (old_runs.size() == 1 ? old_runs.front().name : counted(old_runs.size(), "older run"));
  view.subtitle = "every figure is a ratio to a reference of the same run" + references_of(comparison);
  view.run_id = new_run.run.record.id;
  tell_gate(view, comparison, gate, strict);
  tell_moves(view, comparison);
  tell_uncompared(view, comparison);
  view.trust = trust_of(comparison, old_runs.size());
  view.bearing = compare_bearing(comparison, old_runs, new_run);
  view.tables = compare_tables(comparison, gate);
  view.charts = make_change_charts(comparison, gate);
  view.conditions = conditions_of(old_runs, new_run);
  view.cells = asked_json(gate);
  view.ratios = moved_json(comparison);
  return view;
}

} // namespace reqbench::report
