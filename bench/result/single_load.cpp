#include "result/single_load.hpp"

namespace reqbench::result {
namespace {

constexpr std::string_view target = "target", request_name = "request";

TrialRecord trial_of(SingleLoad &&single) {
  TrialRecord trial;
  trial.number = trial.block = 1;
  trial.server = target;
  trial.workload = request_name;
  trial.started = single.started;
  trial.affinity_as_asked = true; // the target is not ours to pin
  trial.steady = single.recording.steady;
  trial.warm_up = single.recording.warm_up;
  trial.warm_up_ledger = single.recording.warm_up_ledger;
  trial.stop = "it was not ours to stop";
  if (sample::generator_late(single.recording)) trial.marks.push_back("generator late in " + single.recording.model);
  LoadRecord load;
  load.name = single.recording.model;
  load.recording = std::move(single.recording);
  trial.loads.push_back(std::move(load));
  return trial;
}

LoadRequest load_request_of(const SingleLoad &single) {
  LoadRequest request;
  request.name = request.model = single.recording.model;
  request.connections = single.recording.connections;
  request.rate_per_s = single.recording.offered_per_s;
  request.measure = single.measure;
  return request;
}

void describe_target(RunRecord &record, const SingleLoad &single) {
  ServerRecord server;
  server.name = server.label = target;
  server.variant = "unknown";
  record.servers.push_back(std::move(server));
  WorkloadRecord asked;
  asked.name = request_name;
  asked.title = single.asked;
  asked.description = "one request, given by its user";
  record.workloads.push_back(std::move(asked));
}

void describe_origin(RunRecord &record, const Program &program) {
  record.reqbench_version = program.version;
  record.compiler = "GCC " __VERSION__;
  record.build_type = program.build_type;
  record.git_commit = program.git_commit;
  record.git_dirty = program.git_dirty;
  record.host = resource::read_host();
  record.generator_cpus = record.host.allowed;
}

} // namespace

Run run_of(SingleLoad single) {
  Run run;
  auto &record = run.record;
  record.id = single.id;
  record.profile = load_profile;
  record.started = single.started;
  record.finished = single.finished;
  record.interrupted = single.recording.interrupted;
  record.arguments = single.arguments;
  record.options = single.options;
  record.seed = single.seed;
  record.blocks = 1;
  record.baseline = target;
  record.engine = single.recording.generator.engine;
  describe_origin(record, single.program);
  describe_target(record, single);
  record.loads.push_back(load_request_of(single));
  run.trials.push_back(trial_of(std::move(single)));
  return run;
}

const LoadRecord *the_load(const Run &run) {
  if (run.trials.empty() || run.trials.front().loads.empty()) return nullptr;
  return &run.trials.front().loads.front();
}

} // namespace reqbench::result
