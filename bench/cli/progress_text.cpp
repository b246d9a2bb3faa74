#include "cli/progress_text.hpp"

#include "base/units.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::cli {
namespace {

using run::Pace;
using run::Stage;
using run::Step;

/// From ten minutes on the seconds of an estimate say nothing.
std::string estimate_text(base::Nanoseconds time) {
  using namespace std::chrono_literals;
  return time_text(time < 10min ? time : std::chrono::ceil<std::chrono::minutes>(time));
}

/// "about" as long as some of it is only planned.
Part left_part(const Pace::Left &left, int dispensable) {
  const auto brief = estimate_text(left.time) + " left";
  const auto whole = (left.measured ? "" : "about ") + brief;
  if (!left.most) return {.text = whole, .dispensable = dispensable, .shorter = left.measured ? "" : brief};
  return {.text = whole + ", " + estimate_text(*left.most) + " at most", .dispensable = dispensable, .shorter = brief};
}

std::string cell_of(const std::string &server, const std::string &workload) { return server + " × " + workload; }

std::string percent(double share) { return "±" + base::format_significant(share * 100, 2) + " %"; }

std::vector<Part> now_parts(const Seen &seen) {
  if (seen.stopping) return {{.text = "stopping: waiting for the server to end", .shorter = "stopping"}};
  const auto &[stage, server, workload] = seen.step.kind;
  if (stage == Stage::proof)
    return {{.text = "proving that " + server + " answers right", .shorter = server + ": proof", .may_be_cut = true}};
  std::vector<Part> parts{{.text = cell_of(server, workload), .may_be_cut = true}};
  if (stage == Stage::pilot)
    parts.push_back({.text = "pilot", .dispensable = 2});
  else if (!seen.phase.empty())
    parts.push_back({.text = seen.phase, .dispensable = 2, .shorter = seen.phase.substr(0, seen.phase.find(": "))});
  if (seen.load.windows == 0) return parts;
  parts.push_back({.text = base::format_count(seen.load.per_s()) + "/s", .dispensable = 1});
  if (seen.load.ok > 0) parts.push_back({.text = "p99 " + base::format_duration(seen.load.p99), .dispensable = 3});
  if (seen.load.failed >= 0.5)
    parts.push_back(
        {.text = report::counted(static_cast<std::size_t>(std::llround(seen.load.failed)), "error"), .dispensable = 1});
  return parts;
}

std::vector<Part> whole_parts(const Seen &seen, base::Instant now) {
  const auto &step = seen.step;
  const auto of = std::to_string(step.trials);
  const auto number = std::to_string(step.trial);
  std::vector<Part> parts;
  parts.push_back({.text = step.trial == 0 ? "before trial 1 of " + of : "trial " + number + " of " + of,
                   .dispensable = 1,
                   .shorter = number + "/" + of});
  if (step.block > 0)
    parts.push_back({.text = "block " + std::to_string(step.block) +
                             (step.precision ? " of at most " + std::to_string(step.precision->most_blocks)
                                             : " of " + std::to_string(step.blocks)),
                     .dispensable = 3});
  if (step.precision && step.widest)
    parts.push_back({.text = percent(*step.widest) + " of the " + percent(step.precision->asked) + " asked",
                     .dispensable = 2,
                     .shorter = percent(*step.widest)});
  parts.push_back(left_part(seen.pace.left(now), 0));
  return parts;
}

/// How much of the trials is over. Nothing where a precision decides how many there will be.
std::string bar(const Step &step, std::size_t width) {
  constexpr std::size_t least = 8, most = 30;
  if (width < least || step.precision || step.trials == 0) return {};
  const auto all = std::min(width, most);
  const auto full = all * static_cast<std::size_t>(std::max(0, step.trial - 1)) / static_cast<std::size_t>(step.trials);
  std::string text;
  for (std::size_t i = 0; i < all; ++i) text += i < full ? "█" : "░";
  return text + " ";
}

std::string whole_line(const Seen &seen, base::Instant now, std::size_t width) {
  const auto text = fitted(whole_parts(seen, now), width);
  const auto used = columns(text) + 1;
  return (used < width ? bar(seen.step, width - used) : std::string{}) + text;
}

std::string left_in_brackets(const Pace::Left &left) { return " (" + left_part(left, 0).text + ")"; }

} // namespace

std::vector<std::string> progress_block(const Seen &seen, base::Instant now, std::size_t width, std::size_t rows) {
  std::vector<std::string> lines;
  if (rows > 2) lines.push_back(fitted(now_parts(seen), width));
  if (rows > 3 && !seen.last.empty()) {
    auto last = seen.last;
    last.front().text = "last: " + last.front().text;
    lines.push_back(fitted(std::move(last), width));
  }
  lines.push_back(whole_line(seen, now, width));
  return lines;
}

std::vector<Part> parts_of(const result::TrialRecord &trial) {
  std::vector<Part> parts{{.text = cell_of(trial.server, trial.workload), .may_be_cut = true}};
  if (!trial.failure.empty()) {
    parts.push_back({.text = "FAILED: " + trial.failure, .dispensable = 1, .may_be_cut = true});
    return parts;
  }
  int dispensable = 1;
  if (trial.capacity && trial.capacity->rate_per_s)
    parts.push_back(
        {.text = "capacity " + base::format_count(*trial.capacity->rate_per_s) + "/s", .dispensable = dispensable++});
  for (const auto &load : trial.loads) {
    const auto rate = load.name + " " + base::format_count(load.recording.achieved_per_s()) + "/s";
    parts.push_back({.text = rate + ", p99 " + base::format_duration(load.recording.latency.quantile(0.99)),
                     .dispensable = dispensable++,
                     .shorter = rate});
  }
  for (const auto &mark : trial.marks)
    parts.push_back({.text = "[" + mark + "]", .dispensable = dispensable++, .may_be_cut = true});
  return parts;
}

std::string step_line(const Step &step, const Pace::Left &left) {
  const auto &[stage, server, workload] = step.kind;
  if (stage == Stage::trial) return {};
  return (stage == Stage::proof ? "proving that " + server + " answers right"
                                : "pilot of " + cell_of(server, workload)) +
         left_in_brackets(left);
}

std::string trial_line(const Step &step, const result::TrialRecord &trial, const Pace::Left &left) {
  std::vector<std::string> figures;
  auto parts = parts_of(trial);
  for (auto &part : parts) figures.push_back(std::move(part.text));
  const auto cell = figures.front();
  figures.erase(figures.begin());
  return "trial " + std::to_string(step.trial) + " of " + std::to_string(step.trials) + ", block " +
         std::to_string(step.block) + ": " + cell + ": " + report::joined(figures, "; ") + left_in_brackets(left);
}

} // namespace reqbench::cli
