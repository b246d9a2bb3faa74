// For tests: runs and their summaries made by hand, so that each expected figure of a report can be followed to a
// number here.
#pragma once

#include "result/run_directory.hpp"
#include "statistics/summary.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <vector>

namespace reqbench::report {
struct Made {
  result::Run run;
  statistics::Summary summary;

  statistics::Cell &cell(const std::string &server, const std::string &workload, const std::string &load);
  statistics::Ratio &ratio(const std::string &server, const std::string &workload, const std::string &load,
                           statistics::Metric metric);
};

/// One value a block; the cell's estimates and ratios are made from them.
struct MadeFigures {
  std::initializer_list<double> throughput, cpu_us;
  double p50_ms = 1; ///< 98.5 % at this, the rest at 4 times of it; half of both at the common rate
  double memory_mib = 10;
};

namespace by_hand {

inline std::size_t at(statistics::Metric metric) { return statistics::index_of(metric); }

inline void set(statistics::Cell &cell, statistics::Metric metric, std::vector<double> values) {
  cell.metrics[at(metric)] = statistics::geometric_mean(values);
  cell.by_block[at(metric)] = std::move(values);
}

/// 20 000 answers: 98.5 % at p50, the rest at four times of it, so that p99 and p99.9 are known.
inline sample::Histogram made_histogram(double p50_ms) {
  sample::Histogram histogram;
  histogram.record(base::from_seconds(p50_ms / 1e3), 19'700);
  histogram.record(base::from_seconds(4 * p50_ms / 1e3), 300);
  return histogram;
}

inline statistics::Ratio made_ratio(const statistics::Cell &cell, const statistics::Cell &base,
                                    statistics::Metric metric) {
  statistics::Ratio ratio;
  ratio.server = cell.server;
  ratio.baseline = base.server;
  ratio.workload = cell.workload;
  ratio.load = cell.load;
  ratio.metric = metric;
  for (std::size_t i = 0; i < cell.by_block[at(metric)].size(); ++i)
    ratio.by_block.push_back(cell.by_block[at(metric)][i] / base.by_block[at(metric)][i]);
  ratio.ratio = statistics::geometric_mean(ratio.by_block);
  const auto &row = statistics::row(metric);
  ratio.verdict = ratio.alone = statistics::judge(ratio.ratio, row.band, row.higher_is_better);
  return ratio;
}

inline result::TrialRecord made_trial(const Made &made, const std::string &server, const std::string &workload,
                                      int block) {
  result::TrialRecord trial;
  trial.number = static_cast<int>(made.run.trials.size()) + 1;
  trial.block = block;
  trial.server = server;
  trial.workload = workload;
  return trial;
}

} // namespace by_hand

inline statistics::Cell &Made::cell(const std::string &server, const std::string &workload, const std::string &load) {
  return *std::find_if(summary.cells.begin(), summary.cells.end(), [&](const statistics::Cell &each) {
    return each.server == server && each.workload == workload && each.load == load;
  });
}

inline statistics::Ratio &Made::ratio(const std::string &server, const std::string &workload, const std::string &load,
                                      statistics::Metric metric) {
  return *std::find_if(summary.ratios.begin(), summary.ratios.end(), [&](const statistics::Ratio &each) {
    return each.server == server && each.workload == workload && each.load == load && each.metric == metric;
  });
}

/// Two loads (closed, common at 2000/s), server processor 0, baseline python_fastapi; no server, no workload yet.
inline Made made_run(int blocks) {
  Made made;
  auto &record = made.run.record;
  record.id = "20261123-052059-quick";
  record.started = "2026-11-23T05:20:59Z";
  record.finished = "2026-11-23T05:24:29Z";
  record.reqbench_version = "0.1.0";
  record.git_commit = "1f2e3d4c";
  record.compiler = "gcc 12.2.0";
  record.build_type = "Release";
  record.arguments = {"run", "--profile", "quick", "--rates", "it's two"};
  record.profile = "quick";
  record.seed = 7;
  record.blocks = blocks;
  record.baseline = "python_fastapi";
  record.engine = "epoll";
  record.server_cpus = {0};
  record.generator_cpus = {1};
  record.host.cpu_model = "Example CPU";
  record.host.cpus_online = 2;
  record.host.memory_bytes = 8ULL << 30;
  record.host.kernel = "6.1.0";
  record.host.os = "Debian GNU/Linux 12 (bookworm)";
  record.host.hypervisor = "kvm";
  record.host.fingerprint = "a1b2c3d4";
  record.loads = {{"closed", "closed", 64, 0, false, 0, std::chrono::seconds{2}},
                  {"common", "open", 64, 0, true, 0, std::chrono::seconds{2}}};
  return made;
}

inline void add_server(Made &made, const std::string &name, const std::string &language,
                       const std::string &variant = "idiomatic") {
  result::ServerRecord server;
  server.name = name;
  server.label = name;
  server.language = language;
  server.framework = "framework of " + language;
  server.variant = variant;
  server.concurrency = "one event loop";
  server.versions = {{"runtime", "1.2"}};
  made.run.record.servers.push_back(std::move(server));
}

/// Both loads of one server and workload, with one trial a block.
inline void add_cells(Made &made, const std::string &server, const std::string &workload, const MadeFigures &figures) {
  auto &record = made.run.record;
  const bool known = std::any_of(record.workloads.begin(), record.workloads.end(),
                                 [&](const auto &each) { return each.name == workload; });
  if (!known) record.workloads.push_back({workload, workload, "", {}});
  record.common_rates[workload] = 2000;
  for (const auto &load : record.loads) {
    statistics::Cell cell;
    cell.server = server;
    cell.workload = workload;
    cell.load = load.name;
    cell.launches = static_cast<int>(figures.throughput.size());
    const auto blocks = figures.throughput.size();
    const double mib = 1048576;
    cell.limiter = load.common ? statistics::Limiter::schedule : statistics::Limiter::server;
    by_hand::set(cell, statistics::Metric::throughput,
                 load.common ? std::vector<double>(blocks, 2000) : std::vector<double>(figures.throughput));
    by_hand::set(cell, statistics::Metric::server_cpu, figures.cpu_us);
    by_hand::set(cell, statistics::Metric::latency_p50, std::vector<double>(blocks, figures.p50_ms * 1e6));
    by_hand::set(cell, statistics::Metric::memory_idle, std::vector<double>(blocks, figures.memory_mib * 0.9 * mib));
    by_hand::set(cell, statistics::Metric::memory_loaded, std::vector<double>(blocks, figures.memory_mib * mib));
    by_hand::set(cell, statistics::Metric::start_up, std::vector<double>(blocks, 25e6));
    cell.latency = cell.service_time = by_hand::made_histogram(load.common ? figures.p50_ms / 2 : figures.p50_ms);
    for (std::size_t i = 0; blocks > 1 && i < 2; ++i) { // p50 and p99; fewer than 100 samples lie beyond p99.9
      const double value = static_cast<double>(cell.latency.quantile(statistics::shown_quantiles[i]).count());
      cell.quantile_intervals[i] = statistics::QuantileInterval{.low = base::from_seconds(0.95 * value / 1e9),
                                                                .high = base::from_seconds(1.05 * value / 1e9),
                                                                .by = statistics::QuantileMethod::range};
    }
    cell.ledger.planned = 20'000;
    cell.ledger.ended[0] = 20'000;
    made.summary.cells.push_back(std::move(cell));
  }
  for (std::size_t block = 1; block <= figures.throughput.size(); ++block)
    made.run.trials.push_back(by_hand::made_trial(made, server, workload, static_cast<int>(block)));
}

/// Every server against the baseline, the A/A pair when there is one, siblings and neighbours; to be called last.
inline void add_ratios(Made &made) {
  made.summary.ratios.clear();
  made.summary.self_ratios.clear();
  const auto &baseline = made.run.record.baseline;
  for (const auto &cell : made.summary.cells) {
    const auto *base = made.summary.cell(baseline, cell.workload, cell.load);
    if (!base || cell.server == baseline) continue;
    auto &ratios = cell.server.starts_with(baseline) ? made.summary.self_ratios : made.summary.ratios;
    for (const auto metric : {statistics::Metric::throughput, statistics::Metric::server_cpu,
                              statistics::Metric::latency_p50, statistics::Metric::memory_loaded})
      if (metric != statistics::Metric::throughput || cell.load == "closed") // an open load asks for its rate
        ratios.push_back(by_hand::made_ratio(cell, *base, metric));
  }
  auto others = statistics::make_ratios(made.run, made.summary.cells);
  made.summary.sibling_ratios = std::move(others.siblings);
  made.summary.neighbour_ratios = std::move(others.neighbours);
}

/// A saved load of 64 connections that obeys Little's law: in 10 s 100 000 answers at 6 ms, more where they are faster;
/// 98.5 % of them take p50_ms. Its summary is the real one.
inline Made made_load(double p50_ms = 6) {
  const auto answers = static_cast<std::uint64_t>(600'000 / p50_ms), slow = answers * 15 / 1000;
  Made made;
  auto &record = made.run.record;
  record = made_run(1).run.record;
  record.id = "before";
  record.profile = result::load_profile;
  record.arguments = {"load", "http://127.0.0.1:8080/json", "--save", "before"};
  record.options = {{"url", "http://127.0.0.1:8080/json"}, {"shape", "closed"}, {"connections", 64}};
  record.baseline = "target";
  record.server_cpus.clear();
  record.loads = {{"closed", "closed", 64, 0, false, 0, std::chrono::seconds{10}}};
  record.workloads = {{"request", "GET http://127.0.0.1:8080/json", "", {}}};
  result::ServerRecord target;
  target.name = target.label = "target";
  record.servers.push_back(std::move(target));
  auto trial = by_hand::made_trial(made, "target", "request", 1);
  trial.affinity_as_asked = true;
  result::LoadRecord load;
  load.name = "closed";
  auto &recording = load.recording;
  recording.model = "closed";
  recording.connections = 64;
  recording.measured = std::chrono::seconds{10};
  recording.completed_in_window = answers;
  recording.ledger.planned = answers + 64;
  recording.ledger.ended[0] = answers;
  recording.ledger.ended[1] = 60;
  recording.ledger.in_flight = 4;
  recording.latency.record(base::from_seconds(p50_ms / 1e3), answers - slow);
  recording.latency.record(base::from_seconds(4 * p50_ms / 1e3), slow);
  recording.service_time = recording.latency;
  recording.latency.record_at_least(std::chrono::seconds{2});
  recording.first_byte.record(base::from_seconds(p50_ms / 1e3), answers);
  recording.connect.record(std::chrono::microseconds{90}, 64);
  recording.bytes = {4'000'000, 14'000'000};
  recording.connections_seen = {64, answers, 0};
  auto &usage = recording.generator;
  usage.engine = "epoll";
  usage.cpu_user_s = 0.2;
  usage.cpu_system_s = 0.5;
  usage.busy_share = 0.07;
  trial.loads.push_back(std::move(load));
  made.run.trials.push_back(std::move(trial));
  made.summary = statistics::summarize(made.run);
  return made;
}

/// Nothing was finished.
inline Made made_empty() {
  auto made = made_run(3);
  made.run.record.finished.clear();
  made.run.record.interrupted = true;
  add_server(made, "cpp_beast", "C++");
  made.run.record.workloads.push_back({"json", "json", "", {}});
  return made;
}

/// One server, one workload, one launch.
inline Made made_one_trial() {
  auto made = made_run(1);
  add_server(made, "python_fastapi", "Python");
  add_cells(made, "python_fastapi", "json", {{4200}, {240}, 12, 48});
  auto &trial = made.run.trials.front();
  trial.start_up = std::chrono::milliseconds{25};
  trial.memory.idle = resource::Memory{44'040'192, 30'000'000, 0};
  result::LoadRecord load;
  load.name = "closed";
  load.recording.measured = std::chrono::seconds{2};
  load.recording.completed_in_window = 8400;
  load.recording.ledger.planned = 8410;
  load.recording.ledger.ended[0] = 8400;
  load.recording.ledger.ended[1] = 10;
  load.server_cpu = std::chrono::milliseconds{2016};
  load.server_window = std::chrono::seconds{2};
  trial.loads.push_back(std::move(load));
  return made;
}

/// Two servers whose launches all failed.
inline Made made_all_failed() {
  auto made = made_run(1);
  for (const std::string server : {"cpp_beast", "python_fastapi"}) {
    add_server(made, server, server == "cpp_beast" ? "C++" : "Python");
    made.run.trials.push_back(by_hand::made_trial(made, server, "json", 1));
    made.run.trials.back().failure = "the server ended at start: exit code 3";
    for (const auto &load : made.run.record.loads) {
      statistics::Cell cell;
      cell.server = server;
      cell.workload = "json";
      cell.load = load.name;
      cell.failed = 1;
      made.summary.cells.push_back(std::move(cell));
    }
  }
  made.run.record.workloads.push_back({"json", "json", "", {}});
  made.summary.findings = {{"trial_failed", statistics::Grade::warning, "2 of 2 launches failed.",
                            "Run `reqbench serve cpp_beast` and read what it says."}};
  return made;
}

/// python_fastapi and go_nethttp under json. Ratios by block 3.0, 3.1, 3.2: geometric mean 3.0989; logs' standard
/// deviation 0.032272, so with t(2) = 4.3027 the interval is 3.0989 · e^±0.080167 = 2.860 to 3.358 (by hand).
inline Made made_two_servers() {
  auto made = made_run(3);
  add_server(made, "python_fastapi", "Python");
  add_server(made, "go_nethttp", "Go");
  add_cells(made, "python_fastapi", "json", {{1000, 1000, 1000}, {240, 240, 240}, 15, 48});
  add_cells(made, "go_nethttp", "json", {{3000, 3100, 3200}, {75, 75, 75}, 5, 12});
  add_ratios(made);
  return made;
}

/// Three servers and the A/A pair under json and order, three blocks, findings of every grade.
inline Made made_three_servers() {
  auto made = made_run(3);
  add_server(made, "python_fastapi", "Python");
  add_server(made, "go_nethttp", "Go");
  add_server(made, "cpp_beast", "C++");
  add_server(made, "python_fastapi", "Python");
  made.run.record.servers.back().label = "python_fastapi (again)";
  made.run.record.servers.front().deviations = {{"head", "FastAPI answers 405 to HEAD unless a route asks for it"}};
  const struct {
    const char *workload;
    double slower;
  } workloads[] = {{"json", 1}, {"order", 2}};
  for (const auto &[workload, slower] : workloads) {
    add_cells(made, "python_fastapi", workload,
              {{4200 / slower, 4158 / slower, 4242 / slower}, {238, 240, 242}, 15.2, 48});
    add_cells(made, "go_nethttp", workload,
              {{13'100 / slower, 13'000 / slower, 13'000 / slower}, {74, 76, 75}, 4.8, 12});
    add_cells(made, "cpp_beast", workload, {{27'000 / slower, 26'900 / slower, 27'200 / slower}, {35, 36, 35}, 2.3, 4});
    add_cells(made, "python_fastapi (again)", workload,
              {{4190 / slower, 4170 / slower, 4230 / slower}, {239, 239, 243}, 15.2, 48});
  }
  add_ratios(made);
  made.cell("go_nethttp", "order", "closed").outliers = {
      {.metric = statistics::Metric::throughput, .trial = 14, .block = 2, .value = 4550, .to_median = 0.7},
      {.metric = statistics::Metric::latency_p99, .trial = 14, .block = 2, .value = 8e7, .to_median = 4.2},
      {.metric = statistics::Metric::start_up, .trial = 15, .block = 3, .value = 45e6, .to_median = 1.8}};
  auto &holm = made.ratio("go_nethttp", "order", "common", statistics::Metric::server_cpu);
  holm.verdict = statistics::Verdict::undecided; // and less alone
  made.run.record.pilots = {{"json", {{"cpp_beast", 27'000}, {"go_nethttp", 13'000}, {"python_fastapi", 4000}}}};
  made.summary.findings = {
      {"generator_late", statistics::Grade::invalid, "The generator was late in 2 of 3 launches.", "Ask a lower rate."},
      {"not_steady", statistics::Grade::warning, "go_nethttp was not steady in 1 of 3 launches.", "Warm up longer."},
      {"hypervisor", statistics::Grade::note, "This is a virtual machine.", ""}};
  return made;
}

/// One server alone, with nothing to be set against.
inline Made made_one_server() {
  auto made = made_run(3);
  made.run.record.baseline = "go_nethttp";
  add_server(made, "go_nethttp", "Go");
  add_cells(made, "go_nethttp", "json", {{13'100, 13'000, 13'000}, {74, 76, 75}, 4.8, 12});
  return made;
}

/// Three servers that nobody can tell apart.
inline Made made_ties() {
  auto made = made_run(3);
  made.run.record.baseline = "python_a";
  for (const std::string server : {"python_a", "python_b", "python_c"}) {
    add_server(made, server, "Python");
    const double little = server == "python_c" ? 1.004 : 1;
    add_cells(made, server, "json", {{10'000 * little, 10'020, 9'990}, {100, 100 * little, 100.2}, 1, 20});
  }
  add_ratios(made);
  return made;
}

/// Nine servers in four languages under twelve workloads.
inline Made made_wide() {
  auto made = made_run(3);
  made.run.record.baseline = "server_1";
  const std::array languages{"Python", "Go", "C++", "Rust"};
  for (int i = 1; i <= 9; ++i)
    add_server(made, "server_" + std::to_string(i), languages[static_cast<std::size_t>(i) % languages.size()]);
  for (int workload = 1; workload <= 12; ++workload)
    for (int i = 1; i <= 9; ++i) {
      const double rate = 1000.0 * i * workload;
      add_cells(
          made, "server_" + std::to_string(i), "workload_" + std::to_string(workload),
          {{rate, rate * 1.01, rate * 0.99}, {1e6 / rate, 1.01e6 / rate, 0.99e6 / rate}, 1e3 / rate + 1, 5.0 * i});
    }
  add_ratios(made);
  return made;
}

/// Names and texts that mean something to a browser, a shell, a spreadsheet, a terminal or a Markdown reader.
inline const std::vector<std::string> hostile{"<script>alert(1)</script>",
                                              "\"><img src=x onerror=alert(1)>",
                                              "a|b|c",
                                              "`code`",
                                              "odd ` tick",
                                              "line\nbreak\r\n# h",
                                              "=cmd()",
                                              "+1",
                                              "-1",
                                              "@SUM(A1)",
                                              "a,b;\"c\"",
                                              "\x1b[2J\x1b]0;title\x07",
                                              "\xff\xfe",
                                              "*bold* _it_ [l](javascript:x)",
                                              "</details></table>",
                                              "日本 × 🦊",
                                              "\u202Eesrever",
                                              "zero\u200bwidth\u2060\ufeff",
                                              "\u061c\u2066 \u009b2J",
                                              "&lt;b&gt;",
                                              "1. list",
                                              "~~~\n",
                                              "$x$",
                                              "\\",
                                              ""};

inline Made made_hostile(const std::string &text) {
  auto made = made_run(3);
  made.run.record.baseline = "base " + text;
  made.run.record.notes = {text};
  made.run.record.arguments = {text};
  made.run.record.host.cpu_model = text;
  made.run.damaged = {text};
  for (const std::string name : {"base ", "other "}) {
    add_server(made, name + text, text);
    made.run.record.servers.back().deviations = {{text, text}};
    add_cells(made, name + text, "work " + text, {{1000, 1010, 990}, {10, 10, 10}});
    made.summary.cells.back().marks = {text};
  }
  add_server(made, text + "skipped", "Go");
  made.run.record.servers.back().skipped = text;
  add_ratios(made);
  made.summary.findings = {{text, statistics::Grade::warning, text, text}};
  for (auto &trial : made.run.trials) trial.loads.emplace_back().name = text;
  return made;
}

} // namespace reqbench::report
