#include "statistics/comparable.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::statistics {
namespace {

using result::LoadRequest;
using result::RunRecord;
using result::ServerRecord;

std::string was(const std::string &what, const std::string &before, const std::string &after) {
  return before == after ? "" : what + " was " + before + ", now it is " + after;
}

std::string counted_cpus(const base::CpuSet &cpus) { return std::to_string(cpus.size()); }

/// The first reason of several.
std::string first_of(std::initializer_list<std::string> reasons) {
  for (const auto &reason : reasons)
    if (!reason.empty()) return reason;
  return {};
}

std::string rates_of(const LoadRequest &load) {
  std::string text;
  for (const double rate : load.steps_per_s) text += (text.empty() ? "" : " + ") + base::format_significant(rate, 6);
  if (!text.empty()) return text + " per s";
  if (load.share > 0) return base::format_significant(100 * load.share, 3) + " % of each one's pilot";
  if (load.common) return "common to all";
  return load.rate_per_s > 0 ? base::format_significant(load.rate_per_s, 6) + " per s" : "not asked";
}

std::string arrivals_of(const LoadRequest &load) {
  if (load.model != "open") return "none";
  return load.arrivals.empty() ? "constant" : load.arrivals;
}

std::string reuse_of(const LoadRequest &load) {
  return load.requests_per_connection > 0 ? std::to_string(load.requests_per_connection) + " a connection"
                                          : "without end";
}

const ServerRecord *server_named(const RunRecord &run, const std::string &label) {
  const auto found = std::ranges::find(run.servers, label, &ServerRecord::label);
  return found == run.servers.end() ? nullptr : &*found;
}

std::string objective_of(const RunRecord &run) { return run.slo ? result::to_string(*run.slo) : "none"; }

/// CPU per request depends on the rate, so it moves when the common rate does.
void add_rates(std::vector<std::string> &sentences, const std::string &old_name, const RunRecord &before,
               const RunRecord &after) {
  constexpr double noteworthy = 0.10;
  for (const auto &[workload, rate] : after.common_rates) {
    const auto old = before.common_rates.find(workload);
    if (old == before.common_rates.end() || old->second <= 0 || rate <= 0) continue;
    if (std::fabs(std::log(rate / old->second)) > std::log1p(noteworthy))
      sentences.push_back("The common rate of `" + workload + "` was " + base::format_count(old->second) + "/s in " +
                          old_name + ", now it is " + base::format_count(rate) +
                          "/s: CPU per request and latency depend on it.");
  }
}

} // namespace

std::string runs_differ(const RunRecord &before, const RunRecord &after) {
  return first_of(
      {was("the engine", before.engine, after.engine),
       was("the number of workers", std::to_string(before.workers), std::to_string(after.workers)),
       was("the number of the server's processors", counted_cpus(before.server_cpus), counted_cpus(after.server_cpus)),
       was("the number of the generator's processors", counted_cpus(before.generator_cpus),
           counted_cpus(after.generator_cpus))});
}

std::string servers_differ(const ServerRecord &before, const ServerRecord &after) {
  return first_of({was("the program", before.name, after.name), was("the variant", before.variant, after.variant)});
}

std::string workloads_differ(const result::WorkloadRecord &before, const result::WorkloadRecord &after) {
  return base::same_value(before.document, after.document) ? "" : "the workload's document is another version";
}

std::string loads_differ(const LoadRequest &before, const LoadRequest &after) {
  return first_of(
      {was("the model", before.model, after.model),
       was("the number of connections", std::to_string(before.connections), std::to_string(after.connections)),
       was("the rate", rates_of(before), rates_of(after)),
       was("the spacing of the arrivals", arrivals_of(before), arrivals_of(after)),
       was("the reuse of connections", reuse_of(before), reuse_of(after))});
}

std::string objectives_differ(const RunRecord &before, const RunRecord &after) {
  return was("the objective", objective_of(before), objective_of(after));
}

std::vector<std::string> cautions_about(const std::string &old_name, const RunRecord &before, const RunRecord &after,
                                        const std::string &reference) {
  std::vector<std::string> sentences;
  if (before.host.fingerprint != after.host.fingerprint)
    sentences.push_back(old_name + " was measured on another machine (" + before.host.cpu_model + ", now " +
                        after.host.cpu_model + "): a reference that suits one of them better looks like a change.");
  if (before.reqbench_version != after.reqbench_version || before.binary != after.binary)
    sentences.push_back(old_name + " was measured by another build of reqbench.");
  const auto *then = server_named(before, reference), *now = server_named(after, reference);
  if (then != nullptr && now != nullptr &&
      (!base::same_value(then->versions, now->versions) || then->command != now->command ||
       then->environment != now->environment))
    sentences.push_back("The reference `" + reference + "` ran with other versions or another command in " + old_name +
                        ": a change of it looks like the opposite change of all others.");
  for (const auto &load : after.loads) {
    const auto old = std::ranges::find(before.loads, load.name, &LoadRequest::name);
    if (old != before.loads.end() && old->measure != load.measure)
      sentences.push_back("Load `" + load.name + "` was measured for " + base::format_duration(old->measure) + " in " +
                          old_name + ", now for " + base::format_duration(load.measure) + ".");
  }
  add_rates(sentences, old_name, before, after);
  return sentences;
}

} // namespace reqbench::statistics
