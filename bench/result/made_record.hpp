// For tests only: records in which no field has its default value and no two fields share one, so that a field that is
// dropped or swapped on its way through a file is seen.
#pragma once

#include "result/record.hpp"

namespace reqbench::result {

inline RunRecord made_run_record() {
  RunRecord run;
  run.id = "20261123-052059-quick";
  run.started = "2026-11-23T05:20:59Z";
  run.finished = "2026-11-23T05:25:01Z";
  run.interrupted = true;
  run.reqbench_version = "0.1.0";
  run.git_commit = "0123abc";
  run.git_dirty = true;
  run.compiler = "GCC 12.2.0";
  run.build_type = "Release";
  run.binary = "beef";
  run.resumed = {"2026-11-23T05:23:00Z"};
  run.arguments = {"run", "--workloads", "json"};
  run.options = {{"seed", 7}, {"servers", {"a", "b"}}};
  run.profile = "quick";
  run.seed = 18446744073709551557u;
  run.blocks = 12;
  run.precision = PrecisionRecord{.asked = 0.03, .most_blocks = 40};
  run.trials_written = 3;
  run.baseline = "python_fastapi";
  run.engine = "epoll";
  run.server_cpus = {1, 2, 3, 6};
  run.generator_cpus = {0};
  run.workers = 2;
  run.host = {.cpu_model = "Some CPU @ 3 GHz",
              .cpus_online = 8,
              .allowed = {0, 1, 2, 3, 6},
              .memory_bytes = 16'000'000'001,
              .kernel = "6.1.0",
              .os = "Debian GNU/Linux 12 (bookworm)",
              .governor = "performance",
              .hypervisor = "kvm",
              .smt = true,
              .turbo = "off",
              .clock_source = "hpet",
              .cores = {{0, 6}, {1}, {2}, {3}},
              .cpu_quota = 2.5,
              .descriptor_limit = 1048576,
              .fingerprint = "f00d"};
  ServerRecord server;
  server.name = "python_fastapi";
  server.label = "python_fastapi (again)";
  server.language = "python";
  server.framework = "FastAPI 0.121";
  server.variant = "idiomatic";
  server.concurrency = "event loop";
  server.workers_meaning = "processes";
  server.workloads = {"json", "plaintext"};
  server.deviations = {{"head", "the router answers 405"}, {"large_header", "431 comes without a body"}};
  server.versions = {{"python", "3.11.2"}};
  server.digest = "c0ffee";
  server.command = {"{python}", "server.py", "--port", "{port}"};
  server.environment = {{"LC_ALL", "C.UTF-8"}, {"VENV", "{build}/venv"}};
  server.build = {{"python3", "-m", "venv"}, {"pip", "install"}};
  server.skipped = "no Python was found";
  run.servers = {server};
  run.workloads = {{"json", "A small object", "GET /json", {{"requests", base::Json::array({1})}}}};
  run.loads = {{.name = "share:50",
                .model = "open",
                .connections = 63,
                .share = 0.5,
                .common = true,
                .rate_per_s = 1234.5,
                .measure = std::chrono::milliseconds{2500},
                .steps_per_s = {1000.5, 2000},
                .requests_per_connection = 17}};
  CalibrationRecord calibration;
  calibration.server.name = calibration.server.label = "cpp_null";
  calibration.workload = "json";
  calibration.load = {.name = "closed:63", .model = "closed", .connections = 63, .measure = std::chrono::seconds{2}};
  run.calibration = calibration;
  run.slo = Objective{.percentile = 0.995, .latency = std::chrono::milliseconds{21}, .arrivals = "poisson"};
  run.pilots = {{"json", {{"python_fastapi (again)", 3333.25}}}};
  run.common_rates = {{"json", 1666.625}};
  run.notes = {"governor powersave"};
  return run;
}

inline sample::Histogram made_histogram(int seed, sample::Precision precision) {
  sample::Histogram histogram{precision};
  for (int i = 0; i < 50; ++i) histogram.record(std::chrono::microseconds{100 * seed + i * i * seed});
  return histogram;
}

inline sample::Recording made_recording() {
  using sample::Precision;
  sample::Recording recording;
  recording.model = "open";
  recording.arrivals = "poisson";
  recording.connections = 61;
  recording.requests_per_connection = 19;
  recording.offered_per_s = 1000.5;
  sample::StretchFigures step;
  step.from_per_s = 1000.25;
  step.to_per_s = 2000.5;
  step.length = std::chrono::milliseconds{750};
  step.planned = 1125;
  step.ok = 1124;
  step.completed = 1123;
  step.p50_at_least = true;
  step.p50 = std::chrono::microseconds{51};
  step.p99 = std::chrono::microseconds{99};
  step.max = std::chrono::microseconds{101};
  step.p99_at_least = true;
  recording.stretches = {step};
  recording.warm_up = std::chrono::milliseconds{1001};
  recording.steady = false;
  recording.measured = base::Nanoseconds{2'000'000'003};
  recording.drained = std::chrono::milliseconds{17};
  recording.interrupted = true;
  recording.ledger.planned = 61;
  recording.ledger.unsent = 1;
  recording.ledger.in_flight = 2;
  recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::ok)] = 50;
  recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::timed_out)] = 3;
  recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::bad_body)] = 5;
  recording.completed_in_window = 49;
  recording.latency = made_histogram(1, Precision::one_permille);
  for (int i = 0; i < 6; ++i) recording.latency.record_at_least(std::chrono::seconds{2});
  recording.service_time = made_histogram(2, Precision::one_permille);
  recording.first_byte = made_histogram(3, Precision::one_percent);
  recording.connect = made_histogram(4, Precision::one_percent);
  recording.failed_latency = made_histogram(5, Precision::one_percent);
  recording.lateness = made_histogram(8, Precision::one_percent);
  recording.late_generator = made_histogram(7, Precision::one_percent);
  recording.bytes = {.sent = 4567, .received = 9876};
  recording.connections_seen = {.opened = 62, .reused = 48, .lost = 4};
  recording.generator = {
      .engine = "io_uring",
      .threads = 3,
      .cpu_user_s = 0.25,
      .cpu_system_s = 0.125,
      .cpu_spin_s = 0.0625,
      .involuntary_switches = 19,
      .busy_share = 0.15625,
      .slow_path = 11,
      .checked_by_length = 13,
      .engine_choice = "io_uring took less CPU",
      .loop_delay = made_histogram(9, Precision::one_percent),
      .steal_s = 0.03125,
      .processors = 4,
      .by_thread = {
          {.user_s = 0.1875, .system_s = 0.0625, .spin_s = 0.03125, .involuntary_switches = 12, .busy_share = 0.21875},
          {.user_s = 0.05, .system_s = 0.06, .spin_s = 0.01, .involuntary_switches = 7}}};
  recording.windows = {{.begin = {},
                        .length = std::chrono::milliseconds{1001},
                        .measured = false,
                        .ok = 21,
                        .failed = 22,
                        .p50 = base::Nanoseconds{23},
                        .p99 = base::Nanoseconds{24},
                        .max = base::Nanoseconds{25}},
                       {.begin = std::chrono::milliseconds{1001},
                        .length = base::Nanoseconds{2'000'000'003},
                        .measured = true,
                        .ok = 31,
                        .failed = 32,
                        .p50 = base::Nanoseconds{33},
                        .p99 = base::Nanoseconds{34},
                        .max = base::Nanoseconds{35}}};
  recording.seconds = recording.windows;
  for (auto &second : recording.seconds) second.ok += 100;
  recording.warm_up_ledger.planned = recording.warm_up_ledger.in_flight = 6;
  recording.warm_up_latency = made_histogram(6, Precision::one_percent);
  return recording;
}

inline LoadRecord made_load_record() {
  LoadRecord load;
  load.name = "share:50";
  load.recording = made_recording();
  load.server_cpu = base::Nanoseconds{1'234'567'891};
  load.server_cpu_user = std::chrono::milliseconds{810};
  load.server_cpu_system = std::chrono::milliseconds{420};
  load.server_window = base::Nanoseconds{2'000'000'007};
  load.foreign_cpu = std::chrono::milliseconds{30};
  load.steal = std::chrono::milliseconds{10};
  load.counters = {
      .processes = 2, .threads = 5, .descriptors = 77, .voluntary_switches = 1001, .involuntary_switches = 13};
  load.server_threads = {{.thread = 0, .name = "uvicorn", .cpu = base::Nanoseconds{1'000'000'001}},
                         {.thread = 0, .name = "helper", .cpu = std::chrono::milliseconds{3}}};
  load.server_threads_window = base::Nanoseconds{2'300'000'009};
  load.held_memory = HeldMemory{.before = {.pss = 401, .anonymous = 402, .rss_peak_sum = 403},
                                .held = {.pss = 501, .anonymous = 502, .rss_peak_sum = 503}};
  load.listen_queue = resource::ListenCounts{.overflows = 21, .drops = 22};
  load.machine = resource::Disturbance{.generator_foreign_cpu = std::chrono::milliseconds{20},
                                       .thermal_throttles = 5,
                                       .held_back = std::chrono::milliseconds{70},
                                       .swapped_bytes = 8192,
                                       .suspended = std::chrono::seconds{9},
                                       .clock_jump = std::chrono::milliseconds{-250},
                                       .clock_source = "acpi_pm",
                                       .clock_source_changed = true,
                                       .server_frequency_hz = 3'200'000'000,
                                       .temperature_celsius = 81};
  load.memory = MemoryInWindow{
      .begin_bytes = 1001, .middle_bytes = 1002, .end_bytes = 1003, .sampler_cpu = std::chrono::microseconds{640}};
  load.use = {{std::chrono::milliseconds{101}, 2001, std::chrono::milliseconds{110}},
              {std::chrono::milliseconds{201}, 2002, std::chrono::milliseconds{120}}};
  return load;
}

inline TrialRecord made_trial_record(int number = 7) {
  TrialRecord trial;
  trial.number = number;
  trial.block = 3;
  trial.server = "python_fastapi (again)";
  trial.workload = "json";
  trial.started = "2026-11-23T05:22:00Z";
  trial.failure = "the server died during share:50: exit code 1";
  trial.last_words = {"Traceback:", "MemoryError"};
  trial.marks = {"not steady", "wrong answers"};
  trial.start_up = base::Nanoseconds{251'000'001};
  trial.steady = false;
  trial.warm_up = std::chrono::milliseconds{1003};
  trial.warm_up_ledger.planned = 9;
  trial.warm_up_ledger.ended[static_cast<std::size_t>(sample::Outcome::reset)] = 9;
  trial.warm_up_latency = made_histogram(10, sample::Precision::one_percent);
  trial.asked_cpus = {1, 2};
  trial.affinity = {{4242, "uvicorn", {1}}, {4243, "worker", {1, 2}}};
  trial.affinity_as_asked = true;
  trial.memory.idle = resource::Memory{.pss = 101, .anonymous = 102, .rss_peak_sum = 103};
  trial.memory.warm = resource::Memory{.pss = 201, .anonymous = 202, .rss_peak_sum = 203};
  trial.memory.loaded = resource::Memory{.pss = 301, .anonymous = 302, .rss_peak_sum = 303};
  trial.loads = {made_load_record()};
  CapacityStep step;
  step.rate_per_s = 880.5;
  step.length = std::chrono::milliseconds{1250};
  step.verdict = "missed";
  step.why = "p99 was 31 ms";
  step.cut_short = true;
  step.latency = std::chrono::milliseconds{31};
  step.latency_at_least = true;
  step.achieved_per_s = 801.25;
  step.planned = 1100;
  step.errors = 2;
  trial.capacity = CapacityRecord{.closed_per_s = 1000.5,
                                  .rate_per_s = 790.25,
                                  .at_least = true,
                                  .ended = "after 12 steps",
                                  .generator_share = 0.93,
                                  .steps = {step}};
  trial.stop = "left on SIGTERM";
  trial.stop_took = std::chrono::milliseconds{41};
  return trial;
}

/// One of several: each of a block of its own.
inline TrialRecord made_trial_of_run(int number) {
  auto trial = made_trial_record(number);
  trial.block = number + 1;
  return trial;
}

} // namespace reqbench::result
