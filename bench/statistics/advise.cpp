#include "statistics/advise.hpp"

#include "base/assert.hpp"
#include "statistics/seen_rates.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace reqbench::statistics {
namespace {

using result::Run;

/// More launches than a third that met it at no rate: the server does not keep the objective.
constexpr int lost_of_launches = 3;
constexpr double most_instances = 1e6;

/// The parts of a mix in one block add up; only blocks count in which all are known.
void add_measured(Need &need, const std::vector<Seen> &parts, const Wish &wish) {
  std::vector<double> totals;
  for (const auto &[block, first] : parts.front().busy) {
    double total = 0;
    const bool whole = std::ranges::all_of(parts, [&](const Seen &part) { return part.busy.contains(block); });
    for (std::size_t i = 0; whole && i < parts.size(); ++i) total += wish.mix[i].part * parts[i].busy.at(block);
    if (whole) totals.push_back(total);
  }
  if (totals.empty()) {
    need.why = "no block holds all of the mix";
    return;
  }
  need.basis = Basis::measured;
  need.instances = geometric_mean(totals);
}

void add_extrapolated(Need &need, const std::vector<Seen> &parts, const Wish &wish) {
  Interval bounds;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    bounds.low += wish.mix[i].part * parts[i].least;
    bounds.high += wish.mix[i].part * parts[i].most;
  }
  need.instances.n = std::ranges::min_element(parts, {}, &Seen::launches)->launches;
  need.basis = Basis::extrapolated;
  need.instances.value = bounds.high;
  if (!need.at_most) need.instances.interval = bounds;
}

void add_memory(Need &need, const std::vector<Seen> &parts) {
  const auto times = static_cast<double>(need.started);
  for (const auto &part : parts) {
    if (part.closed == nullptr) continue;
    auto memory = part.closed->metrics[index_of(Metric::memory_loaded)];
    if (memory.n == 0 || memory.value * times <= need.memory_bytes.value) continue;
    memory.value *= times;
    if (memory.interval)
      memory.interval = Interval{std::max(0.0, memory.interval->low * times), memory.interval->high * times};
    need.memory_bytes = memory;
  }
}

/// The workload that keeps it busiest.
const Seen &busiest(const std::vector<Seen> &parts, const Wish &wish) {
  std::size_t most = 0;
  const auto load = [&](std::size_t i) {
    double sum = 0;
    for (const auto &[block, busy] : parts[i].busy) sum += busy / static_cast<double>(parts[i].busy.size());
    return wish.mix[i].part * std::max(sum, parts[i].most);
  };
  for (std::size_t i = 1; i < parts.size(); ++i)
    if (load(i) > load(most)) most = i;
  return parts[most];
}

void add_reason(Need &need, const std::string &why) {
  if (!why.empty()) need.why += (need.why.empty() ? "" : "; ") + why;
}

/// Of the workload that has most of them.
void count_unanswered(Need &need, const std::vector<Seen> &parts) {
  const auto &most = *std::ranges::max_element(parts, {}, &Seen::unanswered);
  need.launches = most.launches;
  need.unanswered = most.unanswered();
}

std::int64_t whole_instances(double instances) {
  constexpr double rounding = 1e-9; // of a need that is whole
  return std::max<std::int64_t>(1, std::llround(std::ceil(instances - rounding)));
}

/// Of as many whole instances as are `enough`, and of fewer that may do.
void add_processors(Need &need, double enough, std::int64_t of_an_instance) {
  need.started = whole_instances(enough);
  need.processors = need.started * of_an_instance;
  if (need.at_most) return;
  if (need.basis == Basis::measured)
    need.likely_processors = whole_instances(need.instances.value) * of_an_instance;
  else if (need.instances.interval)
    need.least_processors = whole_instances(need.instances.interval->low) * of_an_instance;
}

Need need_of(const Run &run, const Summary &summary, const Wish &wish, const std::string &server) {
  Need need;
  need.server = server;
  const bool has_searches = same_objective(run, wish.objective);
  std::vector<Seen> parts;
  for (const auto &share : wish.mix) {
    auto seen = has_searches ? searched(run, wish, server, share.workload)
                             : guessed(run, summary, wish, server, share.workload);
    seen.closed = fastest_closed(run, summary, server, share.workload);
    if (seen.closed == nullptr && seen.launches == 0) seen.why = absent_because(run, server, share.workload);
    need.at_most = need.at_most || seen.at_most;
    add_reason(need, seen.why);
    parts.push_back(std::move(seen));
  }
  count_unanswered(need, parts);
  if (has_searches &&
      std::ranges::any_of(parts, [](const Seen &part) { return part.lost * lost_of_launches > part.launches; })) {
    need.basis = Basis::cannot;
    return need;
  }
  // Those that ended without an answer may be the bad ones.
  if (has_searches &&
      std::ranges::any_of(parts, [](const Seen &part) { return part.unanswered() * lost_of_launches > part.launches; }))
    return need;
  const auto answered = [&](const Seen &part) { return has_searches ? !part.busy.empty() : part.most > 0; };
  if (!std::ranges::all_of(parts, answered)) {
    if (need.why.empty()) need.why = "its launches were not searched to the end";
    return need;
  }
  has_searches ? add_measured(need, parts, wish) : add_extrapolated(need, parts, wish);
  if (need.basis == Basis::unknown) return need;
  if (need.instances.n < least_launches) {
    need.basis = Basis::unknown;
    add_reason(need, "too few launches: " + std::to_string(need.instances.n) + " of at least " +
                         std::to_string(least_launches));
    return need;
  }
  if (need.unanswered > 0) add_reason(need, "the interval is of the others alone");
  const double enough = need.instances.interval ? need.instances.interval->high : need.instances.value;
  if (!(enough < most_instances)) {
    need.basis = Basis::unknown;
    need.why = "it would be more instances than can be believed; look at its capacity in the report";
    return need;
  }
  add_processors(need, enough, std::max<std::int64_t>(1, static_cast<std::int64_t>(run.record.server_cpus.size())));
  add_memory(need, parts);
  const auto &most = busiest(parts, wish);
  if (most.closed != nullptr) need.limiter = most.closed->limiter;
  return need;
}

} // namespace

std::string_view to_string(Basis basis) {
  switch (basis) {
  case Basis::measured: return "measured";
  case Basis::extrapolated: return "extrapolated";
  case Basis::cannot: return "cannot";
  case Basis::unknown: break;
  }
  return "unknown";
}

std::vector<Need> advise(const Run &run, const Summary &summary, const Wish &wish) {
  REQBENCH_ASSERT(!wish.mix.empty() && wish.rate_per_s > 0, "a wish has a rate and a workload");
  std::vector<Need> needs;
  for (const auto &server : run.record.servers)
    if (!result::is_again(server)) needs.push_back(need_of(run, summary, wish, server.label));
  const auto order = [](const Need &need) {
    const int rank = need.basis == Basis::extrapolated ? 0 : static_cast<int>(need.basis);
    return std::tuple{rank, need.processors, need.memory_bytes.value};
  };
  std::ranges::stable_sort(needs, {}, order);
  return needs;
}

} // namespace reqbench::statistics
