#include "report/conditions.hpp"

#include "report/load_words.hpp"
#include "report/text.hpp"

#include "statistics/ceiling.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iterator>
#include <optional>

namespace reqbench::report {
namespace {

using result::RunRecord;

/// "2026-11-23T05:20:59Z".
std::optional<std::chrono::sys_seconds> moment(const std::string &utc) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (std::sscanf(utc.c_str(), "%d-%d-%dT%d:%d:%dZ", &year, &month, &day, &hour, &minute, &second) != 6)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second};
}

std::string run_length(const RunRecord &run) {
  const auto start = moment(run.started), end = moment(run.finished);
  return start && end && *start <= *end ? base::format_duration(*end - *start) : "";
}

std::string server_text(const result::ServerRecord &server) {
  std::vector<std::string> parts{server.framework + " (" + server.language + "), " + server.variant};
  const auto versions = versions_text(server.versions);
  if (!versions.empty()) parts.push_back(versions);
  if (!server.concurrency.empty()) parts.push_back(server.concurrency);
  return joined(parts, "; ");
}

std::string processor_text(const resource::Host &host) {
  return host.cpu_model + ", " + std::to_string(host.cpus_online) + " online" + (host.smt ? ", SMT on" : "") +
         (host.governor.empty() ? "" : ", governor " + host.governor);
}

/// "processor 1", "processors 2-5".
std::string processors_named(const base::CpuSet &cpus) {
  return (cpus.size() == 1 ? "processor " : "processors ") + base::to_string(cpus);
}

/// Numbers, so of how many: "processor 1" alone would be read as one processor.
std::string processors_text(const RunRecord &run) {
  if (run.server_cpus.empty() || run.generator_cpus.empty()) return {};
  return "the server had " + processors_named(run.server_cpus) + ", the load generator " +
         processors_named(run.generator_cpus) + ", of " + std::to_string(run.host.cpus_online) + " (counted from 0)";
}

std::string workers_text(const Lineup &lineup) {
  std::vector<std::string> parts{std::to_string(lineup.run.record.workers)};
  for (const auto *server : lineup.servers)
    if (!server->workers_meaning.empty()) parts.push_back(server->label + ": " + server->workers_meaning);
  return joined(parts, "; ");
}

std::string pilots_text(const RunRecord &run, const std::string &workload) {
  std::vector<std::string> parts;
  if (const auto pilots = run.pilots.find(workload); pilots != run.pilots.end())
    for (const auto &[server, per_s] : pilots->second) parts.push_back(server + " " + base::format_count(per_s) + "/s");
  if (const auto rate = run.common_rates.find(workload); rate != run.common_rates.end())
    parts.push_back("the same rate for all " + base::format_count(rate->second) + "/s");
  return joined(parts, ", ");
}

std::string loads_text(const RunRecord &run) {
  std::vector<std::string> parts;
  for (const auto &load : run.loads)
    parts.push_back(plain_load(load.name) + " (" + load.name + ", " +
                    counted(static_cast<std::size_t>(load.connections), "connection") + ", " +
                    base::format_duration(load.measure) + ")");
  return joined(parts, ", ");
}

std::vector<Line> machine_lines(const resource::Host &host) {
  return {{"processor", processor_text(host)},
          {"memory", base::format_bytes(static_cast<double>(host.memory_bytes))},
          {"kernel", host.kernel},
          {"system", host.os},
          {"hypervisor", host.hypervisor},
          {"fingerprint of the machine", host.fingerprint}};
}

/// When, by what and with which words it was measured.
std::vector<Line> origin_lines(const RunRecord &run) {
  return {{"seed", std::to_string(run.seed)},
          {"started", run.started},
          {"lasted", run_length(run)},
          {"command", run.arguments.empty() ? "" : "reqbench " + command_line(run.arguments)},
          {"reqbench", run.reqbench_version + " (" + run.compiler + ", " + run.build_type + ")"},
          {"commit", run.git_commit + (run.git_dirty ? ", with changes that are not committed" : "")}};
}

void append(std::vector<Line> &lines, std::vector<Line> more) { std::ranges::move(more, std::back_inserter(lines)); }

void append_notes(std::vector<Line> &lines, const result::Run &run) {
  for (const auto &note : run.record.notes) lines.push_back({"note", note});
  for (const auto &damaged : run.damaged) lines.push_back({"damaged", damaged});
  std::erase_if(lines, [](const Line &line) { return line.text.empty(); });
}

} // namespace

std::string command_line(const std::vector<std::string> &arguments) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/%@";
  std::vector<std::string> words;
  for (const auto &argument : arguments) {
    if (!argument.empty() && argument.find_first_not_of(plain) == argument.npos) {
      words.push_back(argument);
      continue;
    }
    std::string quoted = "'";
    for (const char c : argument) quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
    words.push_back(quoted + "'");
  }
  return joined(words, " ");
}

std::string versions_text(const base::Json &versions) {
  if (!versions.is_object()) return versions.is_null() ? "" : base::to_line(versions);
  std::vector<std::string> parts;
  for (const auto &[name, version] : versions.items())
    parts.push_back(name + " " + (version.is_string() ? version.get<std::string>() : base::to_line(version)));
  return joined(parts, ", ");
}

std::vector<Line> make_load_conditions(const result::Run &run) {
  auto lines = machine_lines(run.record.host);
  if (run.record.options.is_object())
    for (const auto &[name, value] : run.record.options.items())
      lines.push_back({name, value.is_string() ? value.get<std::string>() : base::to_line(value)});
  append(lines, origin_lines(run.record));
  append_notes(lines, run);
  return lines;
}

/// "cpp_null, json × closed, 3 launches: the generator's ceiling is 268 k requests/s; bound is …".
std::string calibration_text(const result::Run &run) {
  const auto ceiling = statistics::ceiling_of(run);
  if (!run.record.calibration || ceiling.launches == 0) return {};
  const auto percent = [](double share) { return base::format_significant(share * 100, 3) + " %"; };
  const auto shares = "; a load generator counts as the limit from " + percent(ceiling.generator_share) +
                      " of its processors on, a "
                      "server from " +
                      percent(ceiling.server_share);
  const auto &asked = *run.record.calibration;
  return asked.server.label + ", " + asked.workload + " × " + asked.load.name + ", " +
         counted(static_cast<std::size_t>(ceiling.launches), "launch", "launches") + ": " +
         (ceiling.goodput_per_s > 0
              ? "the load generator's ceiling is " + base::format_count(ceiling.goodput_per_s) + " requests/s"
              : std::string{"it did not bring the load generator to its ceiling"}) +
         shares;
}

std::vector<Line> make_conditions(const Lineup &lineup) {
  const auto &run = lineup.run.record;
  auto lines = machine_lines(run.host);
  append(lines, {{"who had which processors", processors_text(run)},
                 {"workers of each server", workers_text(lineup)},
                 {"engine of the load generator", run.engine},
                 {"profile", run.profile},
                 {"blocks", std::to_string(run.blocks)},
                 {"loads", loads_text(run)},
                 {"baseline", run.baseline},
                 {"calibration", calibration_text(lineup.run)},
                 {"continued", joined(run.resumed, ", ")}});
  append(lines, origin_lines(run));
  for (const auto &workload : run.workloads)
    lines.push_back({"pilots of " + workload.name, pilots_text(run, workload.name)});
  for (const auto *server : lineup.servers) lines.push_back({server->label, server_text(*server)});
  append_notes(lines, lineup.run);
  return lines;
}

std::vector<Line> make_deviations(const Lineup &lineup) {
  std::vector<Line> lines;
  for (const auto *server : lineup.servers)
    for (const auto &[check, reason] : server->deviations) lines.push_back({server->label + ": " + check, reason});
  return lines;
}

} // namespace reqbench::report
