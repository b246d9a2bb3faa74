#include "run/capacity.hpp"

#include "base/trimmed.hpp"
#include "base/units.hpp"
#include "statistics/cells.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace reqbench::run {
namespace {

using namespace std::chrono_literals;
using base::Nanoseconds;
using result::CapacityStep;
using result::Objective;

constexpr Nanoseconds shortest_step = 1s;
/// Poisson arrivals of 10,000 in the mean are fewer than 9,500 once in three million steps.
constexpr double spare = 1.05;

base::Error bad_objective(std::string_view text, std::string_view why) {
  return base::Error{base::ErrorKind::usage,
                     "objective '" + std::string{text} + "': " + std::string{why} +
                         "; an objective is a percentile and a time, as p99=20ms or 'p99<20ms'"};
}

/// What still waited for a connection at the end is no error: the percentile counts its age.
std::uint64_t errors_of(const sample::Ledger &ledger, bool cut_short) {
  const auto errors = ledger.planned - ledger.ok() - ledger.unsent;
  return cut_short ? errors - ledger.in_flight : errors; // they were still to come
}

std::string why_missed(const sample::Recording &recording, const CapacityStep &step, const Objective &objective) {
  if (step.errors > 0) return std::to_string(step.errors) + " requests got no right answer";
  if (step.latency > objective.latency || step.latency_at_least)
    return result::percentile_name(objective) + " was " + (step.latency_at_least ? "at least " : "") +
           base::format_duration(step.latency);
  const double share = step.achieved_per_s / std::max(1e-9, recording.due_per_s());
  if (!step.cut_short && share < statistics::sustained_share)
    return base::format_significant(share * 100, 3) + " % of the rate were answered";
  return step.cut_short ? "more requests waited longer than may" : "";
}

} // namespace

base::Result<Objective> parse_objective(std::string_view text) {
  const auto sign = text.find_first_of("=<");
  const auto name = base::trimmed(text.substr(0, sign));
  if (!name.starts_with('p') || sign == std::string_view::npos) return bad_objective(text, "it is none");
  double percent = 0;
  const auto number = name.substr(1);
  const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), percent);
  if (code != std::errc{} || end != number.data() + number.size() || !(percent >= 1) || percent > 99.99)
    return bad_objective(text, "the percentile lies between p1 and p99.99");
  const auto limit = base::parse_duration(base::trimmed(text.substr(sign + 1)));
  if (!limit) return bad_objective(text, limit.error().message());
  if (*limit < 100us || *limit > 10s) return bad_objective(text, "the time lies between 100us and 10s");
  Objective objective;
  objective.percentile = percent / 100;
  objective.latency = *limit;
  return objective;
}

Nanoseconds step_length(const Objective &objective, double rate_per_s) {
  const double requests = static_cast<double>(statistics::least_beyond) / (1 - objective.percentile) * spare;
  return std::max(shortest_step, base::from_seconds(requests / std::max(rate_per_s, 0.01)));
}

Nanoseconds capacity_estimate(const Objective &objective, double closed_per_s) {
  constexpr int whole = 6;
  constexpr double typical_share = 0.7, cut_after_s = 0.5;
  const auto overhead = 500ms; // connecting, lead-in and drain of a step
  const auto each = step_length(objective, typical_share * closed_per_s);
  return whole * (each + overhead) + 3 * (base::from_seconds(cut_after_s) + overhead);
}

CapacityStep judge_step(const sample::Recording &recording, const Objective &objective, double generator_share) {
  CapacityStep step;
  step.rate_per_s = recording.offered_per_s;
  step.length = recording.measured;
  step.cut_short = recording.interrupted;
  step.latency = recording.latency.quantile(objective.percentile);
  step.latency_at_least = recording.latency.quantile_is_at_least(objective.percentile);
  step.achieved_per_s = recording.achieved_per_s();
  step.planned = recording.ledger.planned;
  step.errors = errors_of(recording.ledger, step.cut_short);
  step.why = why_missed(recording, step, objective);
  const bool bound = sample::generator_late(recording) || sample::busiest_share(recording) >= generator_share;
  step.verdict = step.why.empty() ? "met" : bound ? "refused" : "missed";
  if (step.verdict == "refused") step.why = "the generator could not keep the rate (" + step.why + ")";
  return step;
}

LostStep::LostStep(const Objective &objective, double planned)
    : objective_{objective}, may_be_beyond_{(1 - objective.percentile) * planned} {}

bool LostStep::after(const sample::Window &window) {
  if (!window.measured) return false;
  const auto ok = static_cast<double>(window.ok);
  if (window.p50 > objective_.latency)
    beyond_ += ok / 2;
  else if (window.p99 > objective_.latency)
    beyond_ += ok / 100;
  return window.failed > 0 || beyond_ > may_be_beyond_;
}

namespace {

base::Result<CapacityStep> run_step(const connection::Endpoint &endpoint, std::span<const load::Shot> shots,
                                    const CapacityPlan &plan, double rate, int number, const base::StopFlag &stop) {
  auto step = plan.load;
  step.measure = step_length(plan.objective, rate);
  const auto arrivals = plan.objective.arrivals == to_string(schedule::Arrivals::poisson)
                            ? schedule::Arrivals::poisson
                            : schedule::Arrivals::constant;
  step.model = load::open_at(base::Rate{rate}, step.measure, arrivals);
  step.seed += static_cast<std::uint64_t>(number);
  base::StopFlag enough;
  LostStep lost{plan.objective, rate * base::to_seconds(step.measure)};
  const auto windows = [&](const sample::Window &window) {
    if (stop.requested() || lost.after(window)) enough.request();
  };
  auto recording = load::run_load(endpoint, shots, step, enough, {}, load::followed(plan.feed, step, windows));
  if (!recording) return std::move(recording).error();
  auto judged = judge_step(*recording, plan.objective, plan.generator_share);
  judged.rate_per_s = rate;
  return judged;
}

} // namespace

base::Result<result::CapacityRecord> search_capacity(const connection::Endpoint &endpoint,
                                                     std::span<const load::Shot> shots, const CapacityPlan &plan,
                                                     const base::StopFlag &stop) {
  CapacitySearch search{plan.closed_per_s};
  result::CapacityRecord record;
  record.closed_per_s = plan.closed_per_s;
  record.generator_share = plan.generator_share;
  while (const auto rate = search.next()) {
    const auto number = static_cast<int>(record.steps.size()) + 1;
    if (plan.on_step)
      plan.on_step(base::format_count(*rate) + "/s, step " + std::to_string(number) + " of at most " +
                   std::to_string(CapacitySearch::most_steps));
    auto step = run_step(endpoint, shots, plan, *rate, number, stop);
    if (stop.requested()) {
      record.ended = "interrupted";
      return record;
    }
    if (!step) return std::move(step).error().while_doing("step " + std::to_string(number));
    search.tell(step->verdict == "met"      ? StepVerdict::met
                : step->verdict == "missed" ? StepVerdict::missed
                                            : StepVerdict::refused);
    record.steps.push_back(*std::move(step));
  }
  record.rate_per_s = search.capacity();
  record.at_least = search.at_least();
  record.ended = search.ended();
  return record;
}

} // namespace reqbench::run
