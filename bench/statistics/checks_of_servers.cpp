// Checks of how the servers were built and started, and of what they kept.
#include "statistics/check_functions.hpp"

#include "base/units.hpp"
#include "statistics/debug_signs.hpp"

#include <algorithm>

namespace reqbench::statistics {
namespace {

using result::Run;
using result::ServerRecord;

bool measured(const Run &run, const ServerRecord &server) {
  return server.skipped.empty() &&
         std::ranges::any_of(run.trials, [&](const auto &trial) { return trial.server == server.label; });
}

/// What the process grew by in the windows of its loads, and in their second halves alone.
struct Growth {
  double requests = 0, bytes = 0, late_bytes = 0;
};

Growth growth_of(const Run &run, const result::TrialRecord &trial) {
  Growth growth;
  for (const auto &load : trial.loads) {
    const auto *asked = asked_load(run, load.name);
    // Held connections cost memory of their own, and hardly ask.
    if (!load.memory || load.recording.interrupted || asked == nullptr || asked->model == "held") continue;
    growth.requests += static_cast<double>(load.recording.ledger.planned);
    growth.bytes += static_cast<double>(load.memory->end_bytes) - static_cast<double>(load.memory->begin_bytes);
    growth.late_bytes += static_cast<double>(load.memory->end_bytes) - static_cast<double>(load.memory->middle_bytes);
  }
  return growth;
}

/// Not a heap that fills and then stays: the second half of the windows still has its part. A MiB is more than what an
/// allocator takes at a time.
bool leaks(const Growth &growth) {
  constexpr double least_per_request = 512, least_bytes = 1024 * 1024, late_part = 1.0 / 3;
  return growth.requests > 0 && growth.bytes >= least_bytes && growth.bytes / growth.requests >= least_per_request &&
         growth.late_bytes >= late_part * growth.bytes;
}

} // namespace

Observations development_servers(const Run &run, const Summary &) {
  Observations all;
  for (const auto &server : run.record.servers) {
    if (!measured(run, server) || result::is_again(server)) continue;
    if (const auto sign = development_sign(server); !sign.empty())
      all.push_back({Grade::invalid, sign, 0, {server.label, "", ""}});
  }
  return all;
}

Observations debug_builds_used(const Run &run, const Summary &) {
  Observations all;
  if (auto sign = own_debug_sign(run.record.build_type); !sign.empty())
    all.push_back({Grade::warning, std::move(sign)});
  for (const auto &server : run.record.servers) {
    if (!measured(run, server) || result::is_again(server)) continue;
    if (const auto sign = debug_sign(server); !sign.empty())
      all.push_back({Grade::warning, sign, 0, {server.label, "", ""}});
  }
  return all;
}

Observations unequal_variants(const Run &run, const Summary &) {
  const auto baseline = std::ranges::find(run.record.servers, run.record.baseline, &ServerRecord::label);
  if (baseline == run.record.servers.end()) return {};
  std::string names;
  for (const auto &server : run.record.servers)
    if (measured(run, server) && server.variant != baseline->variant)
      names += (names.empty() ? "`" : ", `") + server.label + "` (" + server.variant + ")";
  if (names.empty()) return {};
  return {{Grade::note, names + " beside the baseline `" + baseline->label + "` (" + baseline->variant +
                            "): their ratios compare how much was tuned, too"}};
}

Observations growing_memory(const Run &run, const Summary &) {
  Observations all;
  for (const auto &workload : run.record.workloads)
    for (const auto &server : run.record.servers) {
      std::size_t count = 0, hits = 0;
      Growth sum;
      for (const auto &trial : run.trials) {
        if (trial.server != server.label || trial.workload != workload.name || !trial.failure.empty()) continue;
        const auto growth = growth_of(run, trial);
        if (growth.requests <= 0) continue;
        ++count;
        if (!leaks(growth)) continue;
        ++hits;
        sum.requests += growth.requests;
        sum.bytes += growth.bytes;
      }
      if (hits * 2 <= count) continue;
      all.push_back({Grade::warning,
                     "in " + launches_hit(hits, count) + " its memory grew by " +
                         base::format_bytes(sum.bytes / sum.requests) + " a request (" + base::format_bytes(sum.bytes) +
                         " in " + base::format_count(sum.requests) + "), in the second half of the windows as well",
                     sum.bytes / sum.requests,
                     {server.label, workload.name, ""}});
    }
  return all;
}

} // namespace reqbench::statistics
