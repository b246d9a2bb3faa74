// For tests only: a run made in memory from known numbers, so that every figure told of it can be computed by hand.
// Each trial is plain and clean (server-bound closed loads, sustained open ones, Little's law holds); a test then
// changes the one thing it is about.
#pragma once

#include "result/run_directory.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace reqbench::statistics {

class MadeRun {
public:
  /// Labels in the order of the run; the first is the baseline.
  MadeRun &servers(std::vector<std::string> labels) {
    servers_ = std::move(labels);
    return *this;
  }
  MadeRun &workloads(std::vector<std::string> names) {
    workloads_ = std::move(names);
    return *this;
  }
  MadeRun &blocks(int count) {
    blocks_ = count;
    return *this;
  }
  MadeRun &closed(int connections = 64, const std::string &name = "closed") {
    loads_.push_back({.name = name, .model = "closed", .connections = connections, .measure = std::chrono::seconds{2}});
    return *this;
  }
  MadeRun &open(double rate_per_s, const std::string &name = "common") {
    loads_.push_back({.name = name,
                      .model = "open",
                      .connections = 64,
                      .common = name == "common",
                      .rate_per_s = rate_per_s,
                      .measure = std::chrono::seconds{2}});
    return *this;
  }
  /// Right answers per second of a server's closed loads, one value a block (the last one repeats); 1000 unless told.
  MadeRun &throughput(const std::string &server, std::vector<double> by_block) {
    throughput_[server] = std::move(by_block);
    return *this;
  }
  /// Every trial, in the order they ran, after it was made.
  MadeRun &each_trial(std::function<void(result::TrialRecord &)> change) {
    changes_.push_back(std::move(change));
    return *this;
  }
  MadeRun &each_load(std::function<void(const result::TrialRecord &, result::LoadRecord &)> change) {
    return each_trial([change = std::move(change)](result::TrialRecord &trial) {
      for (auto &load : trial.loads) change(trial, load);
    });
  }

  result::Run make() const {
    result::Run run;
    run.record = record();
    for (int block = 1; block <= blocks_; ++block)
      for (const auto &workload : workloads_)
        for (const auto &server : servers_) {
          auto made = trial(block, workload, server);
          made.number = static_cast<int>(run.trials.size()) + 1;
          for (const auto &change : changes_) change(made);
          run.trials.push_back(std::move(made));
        }
    return run;
  }

private:
  result::RunRecord record() const {
    result::RunRecord record;
    record.id = "20261123-052059-quick";
    record.started = "2026-11-23T05:20:59Z";
    record.finished = "2026-11-23T05:25:01Z";
    record.reqbench_version = "0.1.0";
    record.profile = "quick";
    record.engine = "epoll";
    record.blocks = blocks_;
    record.baseline = servers_.empty() ? "" : servers_.front();
    record.server_cpus = {1};
    record.generator_cpus = {0};
    record.loads = loads_;
    for (const auto &label : servers_) {
      result::ServerRecord server;
      server.label = label;
      server.name = label.substr(0, label.find(" ("));
      server.language = server.name.substr(0, server.name.find('_'));
      server.variant = "idiomatic";
      record.servers.push_back(std::move(server));
    }
    for (const auto &name : workloads_) record.workloads.push_back({name, name + " title", name + " description", {}});
    return record;
  }

  result::TrialRecord trial(int block, const std::string &workload, const std::string &server) const {
    constexpr std::uint64_t mib = std::uint64_t{1024} * 1024;
    result::TrialRecord made;
    made.block = block;
    made.server = server;
    made.workload = workload;
    made.started = "2026-11-23T05:21:00Z";
    made.start_up = std::chrono::milliseconds{250};
    made.warm_up = std::chrono::seconds{1};
    made.asked_cpus = {1};
    made.affinity = {{1234, server, {1}}};
    made.affinity_as_asked = true;
    made.memory.idle = resource::Memory{.pss = 40 * mib, .anonymous = 30 * mib, .rss_peak_sum = 50 * mib};
    made.memory.warm = resource::Memory{.pss = 45 * mib, .anonymous = 35 * mib, .rss_peak_sum = 60 * mib};
    made.memory.loaded = resource::Memory{.pss = 50 * mib, .anonymous = 40 * mib, .rss_peak_sum = 70 * mib};
    made.memory.after = resource::Memory{.pss = 48 * mib, .anonymous = 38 * mib, .rss_peak_sum = 70 * mib};
    made.stop = "left on SIGTERM";
    for (const auto &wanted : loads_) made.loads.push_back(load(wanted, block, server));
    return made;
  }

  result::LoadRecord load(const result::LoadRequest &wanted, int block, const std::string &server) const {
    const bool closed = wanted.model == "closed";
    const double rate = closed ? closed_rate(server, block) : wanted.rate_per_s;
    const double measured_s = base::to_seconds(wanted.measure);
    const auto answers = static_cast<std::uint64_t>(std::llround(rate * measured_s));
    // Closed: connections = rate × mean latency (Little). Open: 1 ms. A third each at 90 %, 100 % and 110 % of the
    // mean.
    const double mean_s = closed ? wanted.connections / rate : 0.001;

    result::LoadRecord made;
    made.name = wanted.name;
    made.server_window = wanted.measure;
    made.server_cpu = base::from_seconds(measured_s * (closed ? 0.96 : 0.5));
    made.server_cpu_user = made.server_cpu / 2;
    made.server_cpu_system = made.server_cpu / 2;
    made.counters = {
        .processes = 1, .threads = 4, .descriptors = 70, .voluntary_switches = 9, .involuntary_switches = 3};

    auto &recording = made.recording;
    recording.model = wanted.model;
    recording.connections = wanted.connections;
    recording.offered_per_s = closed ? 0 : rate;
    recording.warm_up = std::chrono::seconds{1};
    recording.measured = wanted.measure;
    recording.completed_in_window = answers;
    recording.ledger.planned = answers;
    recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::ok)] = answers;
    for (auto *histogram : {&recording.latency, &recording.service_time}) {
      histogram->record(base::from_seconds(mean_s * 0.9), answers / 3);
      histogram->record(base::from_seconds(mean_s * 1.1), answers / 3);
      histogram->record(base::from_seconds(mean_s), answers - 2 * (answers / 3));
    }
    recording.connect.record(std::chrono::microseconds{80}, static_cast<std::uint64_t>(wanted.connections));
    recording.bytes = {.sent = answers * 100, .received = answers * 200};
    recording.connections_seen = {
        .opened = static_cast<std::uint64_t>(wanted.connections), .reused = answers, .lost = 0};
    recording.generator.engine = "epoll";
    recording.generator.cpu_user_s = measured_s * 0.2;
    recording.generator.cpu_system_s = measured_s * 0.2;
    recording.generator.busy_share = 0.4;
    recording.generator.processors = 1;
    recording.windows = {{.begin = {}, .length = recording.warm_up, .measured = false, .ok = answers / 2},
                         {.begin = recording.warm_up, .length = wanted.measure, .measured = true, .ok = answers}};
    return made;
  }

  double closed_rate(const std::string &server, int block) const {
    const auto known = throughput_.find(server);
    if (known == throughput_.end() || known->second.empty()) return 1000;
    return known->second[std::min(known->second.size(), static_cast<std::size_t>(block)) - 1];
  }

  std::vector<std::string> servers_{"python_fastapi", "cpp_beast"};
  std::vector<std::string> workloads_{"json"};
  std::vector<result::LoadRequest> loads_;
  int blocks_ = 3;
  std::map<std::string, std::vector<double>> throughput_;
  std::vector<std::function<void(result::TrialRecord &)>> changes_;
};

} // namespace reqbench::statistics
