#include "statistics/seen_rates.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace reqbench::statistics {
namespace {

using result::CapacityRecord;
using result::Run;

std::string rate_text(double per_second) { return base::format_count(per_second) + "/s"; }

/// A search goes down to a tenth of the closed goodput; its rungs lie 2 % apart.
constexpr double lowest_searched = 0.12;

const result::CapacityStep *lowest_step(const CapacityRecord &capacity) {
  const auto step = std::ranges::min_element(capacity.steps, {}, &result::CapacityStep::rate_per_s);
  return step == capacity.steps.end() ? nullptr : &*step;
}

/// No rate met the objective, and that was tried down to the lowest.
bool is_lost(const CapacityRecord &capacity) {
  const auto *step = lowest_step(capacity);
  return step != nullptr && step->verdict == "missed" && step->rate_per_s <= lowest_searched * capacity.closed_per_s;
}

std::string of_launches(int count, const Seen &seen) {
  return "in " + std::to_string(count) + " of " + std::to_string(seen.launches) + " launches ";
}

/// Why an open load did not meet the objective, empty when it did; nothing where too few samples lie beyond the
/// percentile to say.
std::optional<std::string> missed_for(const Run &run, const Cell &cell, const result::Objective &objective) {
  if (cell.launches == 0 || cell.invalid || cell.latency.beyond(objective.percentile) < least_beyond)
    return std::nullopt;
  const auto launches = launches_of(run, cell.server, cell.workload, cell.load);
  if (answered_share(launches).value_or(0) < sustained_share) return "it answered fewer than were asked";
  if (const auto lost = cell.ledger.planned - cell.ledger.ok(); lost > 0)
    return std::to_string(lost) + " of " + std::to_string(cell.ledger.planned) + " requests got no right answer";
  const auto latency = cell.latency.quantile(objective.percentile);
  const bool at_least = cell.latency.quantile_is_at_least(objective.percentile);
  if (latency <= objective.latency && !at_least) return "";
  return "its " + result::percentile_name(objective) + " was " + (at_least ? "> " : "") +
         base::format_duration(latency);
}

/// The highest rate below all that missed the objective, and the lowest that missed it.
struct OpenRates {
  double met = 0, missed = 0; ///< 0 = none
  std::string why;            ///< it missed
  int launches = 0;
};

OpenRates open_rates(const Run &run, const Summary &summary, const Wish &wish, const std::string &server,
                     const std::string &workload) {
  OpenRates rates;
  std::vector<double> met;
  for (const auto &load : run.record.loads) {
    if (load.model != "open" || !load.steps_per_s.empty()) continue;
    const auto *cell = summary.cell(server, workload, load.name);
    const auto missed = cell == nullptr ? std::nullopt : missed_for(run, *cell, wish.objective);
    if (!missed) continue;
    const double rate = launches_of(run, server, workload, load.name).front().load->recording.offered_per_s;
    rates.launches = std::max(rates.launches, cell->launches);
    if (missed->empty()) {
      met.push_back(rate);
    } else if (rates.missed == 0 || rate < rates.missed) {
      rates.missed = rate;
      rates.why = *missed;
    }
  }
  for (const double rate : met)
    if (rates.missed == 0 || rate < rates.missed) rates.met = std::max(rates.met, rate);
  return rates;
}

} // namespace

const Cell *fastest_closed(const Run &run, const Summary &summary, const std::string &server,
                           const std::string &workload) {
  const Cell *fastest = nullptr;
  const auto goodput = [](const Cell &cell) { return cell.metrics[index_of(Metric::throughput)].value; };
  for (const auto &load : run.record.loads) {
    if (!result::tells_capacity(load)) continue;
    const auto *cell = summary.cell(server, workload, load.name);
    if (cell != nullptr && cell->launches > 0 && (fastest == nullptr || goodput(*cell) > goodput(*fastest)))
      fastest = cell;
  }
  return fastest;
}

bool same_objective(const Run &run, const result::Objective &wanted) {
  const auto &searched = run.record.slo;
  return searched && searched->percentile == wanted.percentile && searched->latency == wanted.latency &&
         searched->arrivals == wanted.arrivals;
}

Seen searched(const Run &run, const Wish &wish, const std::string &server, const std::string &workload) {
  Seen seen;
  const CapacityRecord *lost = nullptr, *open = nullptr;
  std::string failure;
  for (const auto &trial : run.trials) {
    if (trial.server != server || trial.workload != workload) continue;
    ++seen.launches;
    if (!trial.failure.empty() || !trial.capacity) {
      ++seen.failed, failure = trial.failure;
      continue;
    }
    const auto &capacity = *trial.capacity;
    seen.at_most = seen.at_most || capacity.at_least;
    if (capacity.rate_per_s)
      seen.busy[trial.block] = wish.rate_per_s / *capacity.rate_per_s;
    else if (is_lost(capacity))
      ++seen.lost, lost = &capacity;
    else
      ++seen.open, open = &capacity;
  }
  const auto tell = [&](int count, const std::string &what) {
    seen.why += (seen.why.empty() ? workload + ": " : "; ") + of_launches(count, seen) + what;
  };
  if (lost != nullptr)
    tell(seen.lost, "no rate met " + result::to_string(wish.objective) + "; at " +
                        rate_text(lowest_step(*lost)->rate_per_s) + ": " + lowest_step(*lost)->why);
  if (open != nullptr) tell(seen.open, "the search ended without an answer (" + open->ended + ")");
  if (seen.failed > 0) tell(seen.failed, "nothing was searched" + (failure.empty() ? "" : " (" + failure + ")"));
  return seen;
}

Seen guessed(const Run &run, const Summary &summary, const Wish &wish, const std::string &server,
             const std::string &workload) {
  Seen seen;
  const auto rates = open_rates(run, summary, wish, server, workload);
  const auto objective = result::to_string(wish.objective);
  seen.launches = rates.launches;
  if (rates.met == 0) {
    seen.why =
        workload + ": " +
        (rates.missed > 0
             ? "at " + rate_text(rates.missed) + ", the lowest rate measured, it missed " + objective + ": " + rates.why
             : "no open load of this run is long enough to tell its " + result::percentile_name(wish.objective));
    return seen;
  }
  seen.most = wish.rate_per_s / rates.met;
  const auto *closed = fastest_closed(run, summary, server, workload);
  seen.at_most = closed == nullptr || generator_bound(*closed);
  if (seen.at_most) return seen;
  const auto &goodput = closed->metrics[index_of(Metric::throughput)];
  seen.least = std::min(seen.most, wish.rate_per_s / (goodput.interval ? goodput.interval->high : goodput.value));
  return seen;
}

std::string absent_because(const Run &run, const std::string &server, const std::string &workload) {
  const auto record = std::ranges::find(run.record.servers, server, &result::ServerRecord::label);
  if (!record->skipped.empty()) return "it was not measured: " + record->skipped;
  const auto &offered = record->workloads;
  if (!offered.empty() && std::ranges::find(offered, workload) == offered.end())
    return workload + " is not offered by it";
  return workload + ": it has no launch that counts";
}

} // namespace reqbench::statistics
