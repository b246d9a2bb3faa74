#include "statistics/comparable.hpp"

#include "base/units.hpp"
#include "result/single_load.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

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

/// By more than `share`: "2.87 k/s" and "3.40 k/s"; nothing when they do not, or one is not known.
std::optional<std::pair<std::string, std::string>> rates_apart(const RunRecord &before, const RunRecord &after,
                                                               const std::string &workload, double share) {
  const auto old = before.common_rates.find(workload), now = after.common_rates.find(workload);
  if (old == before.common_rates.end() || now == after.common_rates.end() || old->second <= 0 || now->second <= 0 ||
      std::fabs(std::log(now->second / old->second)) <= std::log1p(share))
    return std::nullopt;
  return std::pair{base::format_count(old->second) + "/s", base::format_count(now->second) + "/s"};
}

/// Two pilots of one program, a second each, are seldom this far apart.
constexpr double noteworthy = 0.10;
/// Beyond it the servers are not asked the same, and CPU per request and latency are those of another load.
constexpr double another_rate = 0.20;

void add_rates(std::vector<std::string> &sentences, const std::string &old_name, const RunRecord &before,
               const RunRecord &after) {
  for (const auto &[workload, rate] : after.common_rates) {
    const auto apart = rates_apart(before, after, workload, noteworthy);
    if (apart && !rates_apart(before, after, workload, another_rate))
      sentences.push_back("The common rate of `" + workload + "` was " + apart->first + " in " + old_name +
                          ", now it is " + apart->second + ": CPU per request and latency depend on it.");
  }
}

} // namespace

base::Status check_count(std::size_t sides) {
  if (sides >= 2) return {};
  return base::usage_error("compare takes at least two: older runs first, the new one last, or two saved loads");
}

base::Result<SideKind> kind_of_sides(std::span<const result::Run *const> sides) {
  const auto loads = std::ranges::count_if(sides, [](const auto *side) { return result::is_load(side->record); });
  if (loads == 0) return SideKind::runs;
  if (loads < std::ssize(sides))
    return base::usage_error("a saved load (reqbench load --save) and a run cannot be compared: of the load's target "
                             "nothing is known but one load");
  if (loads != 2) return base::usage_error("two saved loads are compared, the older one first");
  return SideKind::loads;
}

base::Error asks_of_load(std::string_view options) {
  return base::usage_error(
      "a saved load was measured once and beside nothing, so nothing can be asked of its change: " +
      std::string{options} + " runs (reqbench run)");
}

base::Status check_load(const std::string &name, const result::Run &run) {
  if (!result::is_load(run.record) || result::the_load(run) != nullptr) return {};
  auto error = base::Error{base::ErrorKind::damaged, name + " holds no load that can be read; save it again"};
  for (const auto &damaged : run.damaged) error = std::move(error).detail(damaged);
  return error;
}

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
       was("the length", base::format_duration(before.measure), base::format_duration(after.measure)),
       was("the spacing of the arrivals", arrivals_of(before), arrivals_of(after)),
       was("the reuse of connections", reuse_of(before), reuse_of(after))});
}

std::string common_rates_differ(const RunRecord &before, const RunRecord &after, const std::string &workload) {
  const auto apart = rates_apart(before, after, workload, another_rate);
  return apart ? was("the common rate", apart->first, apart->second) + "; ask both runs for one rate (--rates)" : "";
}

bool machines_differ(const RunRecord &before, const RunRecord &after) {
  return before.host.fingerprint != after.host.fingerprint;
}

std::string objectives_differ(const RunRecord &before, const RunRecord &after) {
  return was("the objective", objective_of(before), objective_of(after));
}

std::vector<std::string> cautions_about(const std::string &old_name, const RunRecord &before, const RunRecord &after,
                                        const std::string &reference) {
  std::vector<std::string> sentences;
  if (machines_differ(before, after))
    sentences.push_back(old_name + " was measured on another machine (" + before.host.cpu_model + ", now " +
                        after.host.cpu_model +
                        "): a reference that suits one of them better looks like a change, so every interval is wider "
                        "by what two machines are taken to differ by.");
  if (before.reqbench_version != after.reqbench_version || before.binary != after.binary)
    sentences.push_back(old_name + " was measured by another build of reqbench.");
  const auto *then = server_named(before, reference), *now = server_named(after, reference);
  if (then != nullptr && now != nullptr &&
      (!base::same_value(then->versions, now->versions) || then->command != now->command ||
       then->environment != now->environment))
    sentences.push_back("The reference `" + reference + "` ran with other versions or another command in " + old_name +
                        ": a change of it looks like the opposite change of all others.");
  add_rates(sentences, old_name, before, after);
  return sentences;
}

} // namespace reqbench::statistics
