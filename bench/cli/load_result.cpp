#include "cli/load_result.hpp"

#include "base/file.hpp"
#include "base/units.hpp"
#include "cli/command.hpp"
#include "report/formats.hpp"
#include "report/load_view.hpp"
#include "report/text.hpp"
#include "resource/host.hpp"
#include "run/checkout.hpp"
#include "workload/field_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace reqbench::cli {
namespace {

constexpr std::string_view target = "target", request_name = "request";

/// Result files are published: what a field's name says of its value decides whether it is kept.
bool may_be_secret(std::string_view field) {
  constexpr std::array words{"auth", "cookie", "token", "secret", "key", "password", "session", "signature"};
  std::string name{field};
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::any_of(words, [&](const char *word) { return name.find(word) != name.npos; });
}

std::string without_secret(const std::string &header) {
  const auto colon = std::min(header.find(':'), header.size());
  return may_be_secret(header.substr(0, colon)) ? header.substr(0, colon) + ": (not kept)" : header;
}

std::vector<std::string> without_secrets(std::vector<std::string> arguments) {
  constexpr std::string_view joined = "--header=";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].starts_with(joined))
      arguments[i] = std::string{joined} + without_secret(arguments[i].substr(joined.size()));
    else if (i > 0 && arguments[i - 1] == "--header")
      arguments[i] = without_secret(arguments[i]);
  }
  return arguments;
}

/// "rate 5k, poisson arrivals": the words that gave the load its shape.
std::string shape_of(const Loaded &loaded) {
  const auto &words = loaded.words;
  std::string text = "closed";
  if (words.rate) text = "rate " + *words.rate;
  if (words.ramp) text = "ramp " + *words.ramp;
  if (words.steps) text = "steps " + *words.steps;
  if (loaded.plan.model.kind == load::Model::Kind::open)
    text += ", " + std::string{schedule::to_string(loaded.plan.model.arrivals)} + " arrivals";
  if (words.held) text = *words.held == no_heartbeat ? "held, no heartbeat" : "held, heartbeat " + *words.held;
  if (const int churn = loaded.plan.model.requests_per_connection; churn > 0)
    text += ", a new connection for every " + report::counted(static_cast<std::size_t>(churn), "request");
  return text;
}

/// Effective, in the words of the command line.
base::Json options_of(const Loaded &loaded) {
  const auto &plan = loaded.plan;
  auto headers = base::Json::array();
  for (const auto &text : loaded.words.headers) headers.push_back(without_secret(text));
  return {{"url", loaded.words.url},
          {"method", loaded.request.method},
          {"headers", headers},
          {"body_bytes", loaded.request.body.size()},
          {"expect_status", loaded.request.expect.status},
          {"expect_body", loaded.words.expect_body_file ? "as given" : "any"},
          {"shape", shape_of(loaded)},
          {"connections", plan.connections},
          {"duration", base::format_duration(plan.measure)},
          {"warm_up", base::format_duration(plan.warm_up)},
          {"timeout", base::format_duration(plan.timeout)},
          {"threads", plan.threads},
          {"engine", loaded.recording.generator.engine}};
}

result::TrialRecord trial_of(const Loaded &loaded) {
  result::LoadRecord load;
  load.name = loaded.recording.model;
  load.recording = loaded.recording;
  result::TrialRecord trial;
  trial.number = trial.block = 1;
  trial.server = target;
  trial.workload = request_name;
  trial.started = loaded.started;
  trial.affinity_as_asked = true; // the target is not ours to pin
  trial.steady = loaded.recording.steady;
  trial.warm_up = loaded.recording.warm_up;
  trial.warm_up_ledger = loaded.recording.warm_up_ledger;
  trial.stop = "it was not ours to stop";
  if (sample::generator_late(loaded.recording)) trial.marks.push_back("generator late in " + loaded.recording.model);
  trial.loads.push_back(std::move(load));
  return trial;
}

result::LoadRequest load_request_of(const Loaded &loaded) {
  result::LoadRequest request;
  request.name = request.model = loaded.recording.model;
  request.connections = loaded.recording.connections;
  request.rate_per_s = loaded.recording.offered_per_s;
  request.measure = loaded.plan.measure;
  return request;
}

void describe_target(result::RunRecord &record, const Loaded &loaded) {
  result::ServerRecord server;
  server.name = server.label = target;
  server.variant = "unknown";
  record.servers.push_back(std::move(server));
  result::WorkloadRecord asked;
  asked.name = request_name;
  asked.title = loaded.request.method + " " + loaded.words.url;
  asked.description = "one request, given on the command line";
  record.workloads.push_back(std::move(asked));
}

void describe_origin(result::RunRecord &record) {
  record.reqbench_version = version;
  record.compiler = "GCC " __VERSION__;
  record.build_type = REQBENCH_BUILD_TYPE;
  record.host = resource::read_host();
  record.generator_cpus = record.host.allowed;
  const auto root = base::project_root(); // a load may be driven without a checkout around it
  if (!root) return;
  auto [commit, dirty] = run::read_checkout(*root);
  record.git_commit = std::move(commit);
  record.git_dirty = dirty;
}

} // namespace

result::Run run_of(const Loaded &loaded, const std::string &id) {
  result::Run run;
  auto &record = run.record;
  record.id = id;
  record.profile = result::load_profile;
  record.started = loaded.started;
  record.finished = loaded.finished;
  record.interrupted = loaded.recording.interrupted;
  record.arguments = without_secrets(loaded.arguments);
  record.options = options_of(loaded);
  record.notes = loaded.notes;
  record.seed = loaded.plan.seed;
  record.blocks = 1;
  record.baseline = target;
  record.engine = loaded.recording.generator.engine;
  describe_origin(record);
  describe_target(record, loaded);
  record.loads.push_back(load_request_of(loaded));
  run.trials.push_back(trial_of(loaded));
  return run;
}

base::Json load_json(const result::Run &run, const statistics::Summary &summary) {
  const auto &recording = run.trials.front().loads.front().recording;
  base::Json json{{"url", run.record.options["url"]},
                  {"request", run.record.workloads.front().title},
                  {"shape", run.record.options["shape"]},
                  {"seed", run.record.seed},
                  {"started", run.record.started}};
  json.update(result::to_json(recording));
  json["limiter"] = statistics::to_string(report::load_limiter(summary));
  auto findings = base::Json::array();
  for (const auto &finding : report::load_findings(summary))
    findings.push_back({{"id", finding.id},
                        {"grade", report::grade_word(finding.grade)},
                        {"text", finding.text},
                        {"remedy", finding.remedy}});
  json["findings"] = std::move(findings);
  if (!run.record.notes.empty()) json["notes"] = run.record.notes;
  return json;
}

} // namespace reqbench::cli
