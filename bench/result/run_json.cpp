// The fields of run.json, in the order in which they are written.
#include "result/fields.hpp"
#include "result/record.hpp"

#include "base/unseen.hpp"

#include <functional>
#include <map>
#include <set>

namespace reqbench::result {

/// A deviation of a server as an object, so that a list of them can be read without counting columns.
struct Deviation {
  std::string check, reason;
};

template <class Io> void fields(Io &io, typename Io::template Ref<Deviation> deviation) {
  io("check", deviation.check);
  io.prose("reason", deviation.reason);
}

template <class Io> void deviations(Io &io, typename Io::template Ref<ServerRecord> server) {
  std::vector<Deviation> list;
  list.reserve(server.deviations.size());
  for (const auto &[check, reason] : server.deviations) list.push_back({check, reason});
  io("deviations", list);
  if constexpr (Io::reading) {
    server.deviations.clear();
    for (auto &[check, reason] : list) server.deviations.emplace_back(std::move(check), std::move(reason));
  }
}

template <class Io> void fields(Io &io, typename Io::template Ref<ServerRecord> server) {
  io.name("name", server.name);
  io.name("label", server.label);
  io.name("language", server.language);
  io.name("framework", server.framework);
  io.name("variant", server.variant);
  io("concurrency", server.concurrency);
  io("workers_meaning", server.workers_meaning);
  io.later("workloads", server.workloads);
  deviations(io, server);
  io.prose("versions", server.versions);
  io.prose("command", server.command);
  if constexpr (Io::reading) {
    io.later("environment", server.environment);
    io.later("build", server.build);
  } else {
    io.prose("environment", server.environment);
    io.prose("build", server.build);
  }
  io.later("digest", server.digest);
  io.prose("skipped", server.skipped);
}

template <class Io> void fields(Io &io, typename Io::template Ref<WorkloadRecord> workload) {
  io.name("name", workload.name);
  io("title", workload.title);
  io("description", workload.description);
  io("document", workload.document);
}

template <class Io> void fields(Io &io, typename Io::template Ref<LoadRequest> load) {
  io.name("name", load.name);
  io.name("model", load.model);
  io("connections", load.connections);
  io("share", load.share);
  io("common", load.common);
  io("rate_per_s", load.rate_per_s);
  io.seconds("measure_s", load.measure);
  io.later("steps_per_s", load.steps_per_s);
  io.later("requests_per_connection", load.requests_per_connection);
  io.later("arrivals", load.arrivals);
}

template <class Io> void fields(Io &io, typename Io::template Ref<CalibrationRecord> calibration) {
  io("server", calibration.server);
  io.name("workload", calibration.workload);
  io("load", calibration.load);
}

template <class Io> void fields(Io &io, typename Io::template Ref<Objective> objective) {
  io("percentile", objective.percentile);
  io.nanoseconds("latency_ns", objective.latency);
  io.later("arrivals", objective.arrivals);
}

template <class Io> void fields(Io &io, typename Io::template Ref<PrecisionRecord> precision) {
  io("asked", precision.asked);
  io("most_blocks", precision.most_blocks);
}
namespace {

void cores(FieldWriter &io, const resource::Host &host) { io("cores", resource::cores_as_text(host)); }

void cores(FieldReader &io, resource::Host &host) {
  std::vector<std::string> texts;
  io.later("cores", texts);
  for (const auto &text : texts) {
    auto core = base::parse_cpus(text);
    if (!core) return io.wrong("cores", core.error().message());
    host.cores.push_back(*std::move(core));
  }
}

} // namespace

template <class Io> void fields(Io &io, typename Io::template Ref<resource::Host> host) {
  io("cpu_model", host.cpu_model);
  io("cpus_online", host.cpus_online);
  io.cpus("cpus_allowed", host.allowed);
  io("memory_bytes", host.memory_bytes);
  io("kernel", host.kernel);
  io("os", host.os);
  io("governor", host.governor);
  io("hypervisor", host.hypervisor);
  io("smt", host.smt);
  io("descriptor_limit", host.descriptor_limit);
  io.later("turbo", host.turbo);
  io.later("clock_source", host.clock_source);
  cores(io, host);
  io.later("cpu_quota", host.cpu_quota);
  io("fingerprint", host.fingerprint);
}

template <class Io> void fields(Io &io, typename Io::template Ref<RunRecord> run) {
  io.name("id", run.id);
  io("started", run.started);
  io("finished", run.finished);
  io("interrupted", run.interrupted);
  io("reqbench_version", run.reqbench_version);
  io("git_commit", run.git_commit);
  io("git_dirty", run.git_dirty);
  io("compiler", run.compiler);
  io("build_type", run.build_type);
  io.later("binary", run.binary);
  io.later("resumed", run.resumed);
  io.prose("arguments", run.arguments);
  io.prose("options", run.options);
  io.name("profile", run.profile);
  io("seed", run.seed);
  io("blocks", run.blocks);
  io.later("precision", run.precision);
  io.later("trials_written", run.trials_written);
  io.name("baseline", run.baseline);
  io.name("engine", run.engine);
  io.cpus("server_cpus", run.server_cpus);
  io.cpus("generator_cpus", run.generator_cpus);
  io("workers", run.workers);
  io("host", run.host);
  io("servers", run.servers);
  io("workloads", run.workloads);
  io("loads", run.loads);
  io.later("calibration", run.calibration);
  io.later("slo", run.slo);
  io("pilot_rates_per_s", run.pilots);
  io("common_rates_per_s", run.common_rates);
  io.prose("notes", run.notes);
}

base::Json to_json(const RunRecord &record) {
  base::Json json{{"schema_version", schema_version}};
  json.update(write_fields(record));
  return json;
}

namespace {

/// The bounds of --slo.
bool is_searchable(const Objective &objective) {
  return objective.percentile >= 0.01 && objective.percentile <= 0.99995 &&
         objective.latency >= std::chrono::microseconds{100} && objective.latency <= std::chrono::seconds{10};
}

} // namespace

namespace {

/// Trials name what they belong to, and reports show it: of two names that are equal, or look equal there, nobody could
/// say which one is meant.
std::string named_twice(const RunRecord &run) {
  const auto search = [](std::string_view list, const auto &named, auto name) -> std::string {
    std::map<std::string, std::string> by_look;
    for (const auto &each : named) {
      const auto &own = std::invoke(name, each);
      const auto [other, is_new] = by_look.emplace(base::look_of(own), own);
      if (is_new) continue;
      const auto place = "at /" + std::string{list} + ": '" + own + "'";
      return place + (other->second == own ? " stands there twice" : " looks like '" + other->second + "'");
    }
    return {};
  };
  auto servers = run.servers;
  if (run.calibration) servers.push_back(run.calibration->server); // its trials are known by its label, too
  if (auto twice = search("servers", servers, &ServerRecord::label); !twice.empty()) return twice;
  if (auto twice = search("workloads", run.workloads, &WorkloadRecord::name); !twice.empty()) return twice;
  return search("loads", run.loads, &LoadRequest::name);
}

/// A table shows "go [tuned]", and "go (tuned)" in Markdown, of the server go: no label may read so by itself.
std::string looks_marked(const RunRecord &run) {
  std::set<std::string> labels;
  for (const auto &server : run.servers) labels.insert(server.label);
  for (const auto &label : labels)
    for (auto at = label.find(' '); at != label.npos; at = label.find(' ', at + 1)) {
      const auto other = label.substr(0, at);
      const bool is_followed = label.compare(at, 2, " (") == 0 || label.compare(at, 2, " [") == 0;
      if (is_followed && label != again(other) && labels.contains(other))
        return "at /servers: '" + label + "' looks like '" + other + "' with a mark";
    }
  return {};
}

} // namespace

base::Result<RunRecord> run_from_json(const base::Json &json) {
  if (auto version = check_version(json); !version) return std::move(version).error();
  auto run = read_fields<RunRecord>(json);
  if (run && (run->blocks < 1 || run->blocks > most_blocks))
    return base::Error{base::ErrorKind::damaged, "at /blocks: expected 1 to " + std::to_string(most_blocks) + ", got " +
                                                     std::to_string(run->blocks)};
  if (run && run->slo && !is_searchable(*run->slo))
    return base::Error{base::ErrorKind::damaged,
                       "at /slo: a percentile lies between 0.01 and 0.9999 and its time between "
                       "100 µs and 10 s, this is neither: " +
                           to_string(*run->slo)};
  if (run)
    for (const auto check : {named_twice, looks_marked})
      if (const auto unclear = check(*run); !unclear.empty()) return base::Error{base::ErrorKind::damaged, unclear};
  return run;
}

} // namespace reqbench::result
