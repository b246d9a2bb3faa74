#include "result/record.hpp"

#include "base/random.hpp"
#include "result/made_record.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace reqbench::result {
namespace {

using base::Json;

void expect_same(const sample::Histogram &read, const sample::Histogram &written) {
  EXPECT_EQ(read.count(), written.count());
  EXPECT_EQ(read.censored(), written.censored());
  EXPECT_EQ(read.min(), written.min());
  EXPECT_EQ(read.max(), written.max());
  EXPECT_EQ(read.hdr_v2(), written.hdr_v2());
}

TrialRecord through_json(const TrialRecord &trial) {
  auto read = trial_from_json(to_json(trial));
  EXPECT_TRUE(read) << read.error().message();
  return *std::move(read);
}

TEST(RunJson, HoldsEveryFieldBothWays) {
  const auto written = made_run_record();
  const auto read = run_from_json(to_json(written));
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->id, written.id);
  EXPECT_EQ(read->started, written.started);
  EXPECT_EQ(read->finished, written.finished);
  EXPECT_EQ(read->interrupted, written.interrupted);
  EXPECT_EQ(read->reqbench_version, written.reqbench_version);
  EXPECT_EQ(read->git_commit, written.git_commit);
  EXPECT_EQ(read->git_dirty, written.git_dirty);
  EXPECT_EQ(read->compiler, written.compiler);
  EXPECT_EQ(read->build_type, written.build_type);
  EXPECT_EQ(read->arguments, written.arguments);
  EXPECT_EQ(read->options, written.options);
  EXPECT_EQ(read->profile, written.profile);
  EXPECT_EQ(read->seed, written.seed);
  EXPECT_EQ(read->blocks, written.blocks);
  EXPECT_EQ(read->binary, written.binary);
  EXPECT_EQ(read->resumed, written.resumed);
  EXPECT_EQ(read->precision->asked, 0.03);
  EXPECT_EQ(read->precision->most_blocks, 40);
  EXPECT_EQ(read->slo->percentile, 0.995);
  EXPECT_EQ(read->slo->arrivals, "poisson");
  EXPECT_EQ(read->slo->latency, std::chrono::milliseconds{21});
  EXPECT_EQ(read->calibration->server.label, "cpp_null");
  EXPECT_EQ(read->calibration->workload, "json");
  EXPECT_EQ(read->calibration->load.name, "closed:63");
  EXPECT_EQ(read->trials_written, written.trials_written);
  EXPECT_EQ(read->baseline, written.baseline);
  EXPECT_EQ(read->engine, written.engine);
  EXPECT_EQ(read->server_cpus, written.server_cpus);
  EXPECT_EQ(read->generator_cpus, written.generator_cpus);
  EXPECT_EQ(read->workers, written.workers);
  EXPECT_EQ(read->pilots, written.pilots);
  EXPECT_EQ(read->common_rates, written.common_rates);
  EXPECT_EQ(read->notes, written.notes);
}

TEST(RunJson, HoldsWhatTheChecksAskOfTheMachine) {
  const auto written = made_run_record();
  const auto read = *run_from_json(to_json(written));
  EXPECT_EQ(read.host.turbo, written.host.turbo);
  EXPECT_EQ(read.host.clock_source, written.host.clock_source);
  EXPECT_EQ(read.host.cores, written.host.cores);
  EXPECT_EQ(read.host.cpu_quota, written.host.cpu_quota);
  EXPECT_EQ(read.servers[0].build, written.servers[0].build);
  auto older = to_json(written);
  for (const auto *key : {"turbo", "clock_source", "cores", "cpu_quota"}) older["host"].erase(key);
  older["servers"][0].erase("build");
  const auto without = run_from_json(older);
  ASSERT_TRUE(without) << without.error().message();
  EXPECT_TRUE(without->host.cores.empty());
  auto odd = to_json(written);
  odd["host"]["cores"] = {"0,x"};
  EXPECT_NE(run_from_json(odd).error().message().find("at /host/cores: '0,x'"), std::string::npos);
}

TEST(RunJson, HoldsEachNameOnce) {
  for (const auto *list : {"servers", "workloads", "loads"}) {
    auto twice = to_json(made_run_record());
    ASSERT_TRUE(run_from_json(twice));
    twice[list].push_back(twice[list][0]);
    const auto read = run_from_json(twice);
    ASSERT_FALSE(read) << list;
    EXPECT_NE(read.error().message().find(std::string{"at /"} + list + ": '"), std::string::npos);
    EXPECT_NE(read.error().message().find("' stands there twice"), std::string::npos) << read.error().message();
  }
}

TEST(RunJson, HoldsNoTwoNamesThatLookAlike) {
  const auto named = [](const char *list, const char *key, std::string_view name) {
    auto json = to_json(made_run_record());
    auto &names = json[list];
    names.push_back(names[0]);
    names[0][key] = "go";
    names[names.size() - 1][key] = name;
    const auto read = run_from_json(json);
    return read ? std::string{} : read.error().message();
  };
  for (const auto &[list, key] : {std::pair{"servers", "label"}, {"workloads", "name"}, {"loads", "name"}}) {
    const auto place = std::string{"at /"} + list + ": '";
    for (const std::string alike : {"go ", " go", "\u00a0go\n", "go\u3000"})
      EXPECT_EQ(named(list, key, alike), place + alike + "' looks like 'go'");
    for (const auto *other : {"go\uFE0F", "go\u200b", "g o", "Go", "go\u0301", "go_"})
      EXPECT_EQ(named(list, key, other), "") << other;
  }
  for (const auto *marked : {"go (tuned)", "go [tuned]", "go (tuned, invalid)"})
    EXPECT_EQ(named("servers", "label", marked),
              std::string{"at /servers: '"} + marked + "' looks like 'go' with a mark");
  EXPECT_EQ(named("servers", "label", "go (again)"), "") << "it is the second member of the A/A pair";
  EXPECT_EQ(named("servers", "label", "got (tuned)"), "");
  const auto calibration = made_run_record().calibration->server.label;
  EXPECT_EQ(named("servers", "label", calibration), "at /servers: '" + calibration + "' stands there twice");
}

TEST(RunJson, HoldsNoNameThatIsLongerThanAFoldersMayBe) {
  const std::string longest(longest_name, 'x'), longer(longest_name + 1, 'x');
  const auto told = [](const base::Json &json) {
    const auto read = run_from_json(json);
    return read ? std::string{} : read.error().message();
  };
  for (const auto *place : {"/id", "/profile", "/baseline", "/engine", "/servers/0/name", "/servers/0/label",
                            "/servers/0/language", "/servers/0/framework", "/servers/0/variant", "/workloads/0/name",
                            "/loads/0/name", "/loads/0/model", "/calibration/workload", "/calibration/load/name"}) {
    auto json = to_json(made_run_record());
    json[base::Json::json_pointer{place}] = longest;
    EXPECT_EQ(told(json), "") << place;
    json[base::Json::json_pointer{place}] = longer;
    EXPECT_EQ(told(json), std::string{"at "} + place + ": a name of 256 bytes; at most 255 can be told");
  }
}

TEST(TrialJson, HoldsNoNameThatIsLongerThanAFoldersMayBe) {
  for (const auto *place : {"/server", "/workload", "/loads/0/name"}) {
    auto json = to_json(made_trial_record());
    json[base::Json::json_pointer{place}] = std::string(10'000, 'x');
    const auto read = trial_from_json(json);
    ASSERT_FALSE(read) << place;
    EXPECT_EQ(read.error().message(), std::string{"at "} + place + ": a name of 10000 bytes; at most 255 can be told");
  }
}

TEST(TrialJson, HoldsWhatElseWentOnDuringALoad) {
  const auto written = made_trial_record();
  const auto read = through_json(written).loads[0];
  const auto &machine = *written.loads[0].machine;
  ASSERT_TRUE(read.machine);
  EXPECT_EQ(read.machine->generator_foreign_cpu, machine.generator_foreign_cpu);
  EXPECT_EQ(read.machine->thermal_throttles, machine.thermal_throttles);
  EXPECT_EQ(read.machine->held_back, machine.held_back);
  EXPECT_EQ(read.machine->swapped_bytes, machine.swapped_bytes);
  EXPECT_EQ(read.machine->suspended, machine.suspended);
  EXPECT_EQ(read.machine->clock_jump, machine.clock_jump);
  EXPECT_EQ(read.machine->clock_source, machine.clock_source);
  EXPECT_EQ(read.machine->clock_source_changed, machine.clock_source_changed);
  EXPECT_EQ(read.machine->server_frequency_hz, machine.server_frequency_hz);
  EXPECT_EQ(read.machine->temperature_celsius, machine.temperature_celsius);
  ASSERT_TRUE(read.memory);
  EXPECT_EQ(read.memory->begin_bytes, 1001u);
  EXPECT_EQ(read.memory->middle_bytes, 1002u);
  EXPECT_EQ(read.memory->end_bytes, 1003u);
  EXPECT_EQ(read.memory->sampler_cpu, written.loads[0].memory->sampler_cpu);
  auto older = to_json(written);
  older["loads"][0].erase("machine");
  older["loads"][0]["server_memory"] = nullptr;
  const auto without = trial_from_json(older);
  ASSERT_TRUE(without) << without.error().message();
  EXPECT_FALSE(without->loads[0].machine);
  EXPECT_FALSE(without->loads[0].memory);
}

TEST(SeriesJson, HoldsTheServersUseInTime) {
  const auto written = made_trial_record();
  auto read = written;
  read.loads[0].use.clear();
  ASSERT_TRUE(series_from_json(series_json(written), read));
  ASSERT_EQ(read.loads[0].use.size(), 2u);
  EXPECT_EQ(read.loads[0].use[1].at, written.loads[0].use[1].at);
  EXPECT_EQ(read.loads[0].use[1].rss_bytes, 2002u);
  EXPECT_EQ(read.loads[0].use[1].cpu, written.loads[0].use[1].cpu);
  auto uneven = series_json(written);
  uneven["loads"][0]["server_use"]["cpu_s"] = {1.0};
  EXPECT_FALSE(series_from_json(uneven, read));
  uneven["loads"][0].erase("server_use");
  EXPECT_TRUE(series_from_json(uneven, read)) << "of before it was stored";
}

TEST(RunJson, OfAnOlderReqbenchDoesNotCountItsTrials) {
  auto json = to_json(made_run_record());
  json.erase("trials_written");
  const auto read = run_from_json(json);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->trials_written, std::nullopt);
}

TEST(RunJson, OfAnOlderReqbenchHasNeitherCalibrationNorObjective) {
  auto json = to_json(made_run_record());
  for (const auto *key : {"calibration", "slo", "precision", "binary", "resumed"}) json.erase(key);
  const auto read = run_from_json(json);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_FALSE(read->calibration || read->slo || read->precision);
}

TEST(TrialJson, OfAnOlderReqbenchKnowsNoThreadsAndNoCapacity) {
  auto json = to_json(made_trial_record());
  json.erase("capacity");
  for (const auto *key : {"server_threads", "server_threads_window_s", "listen_queue", "held_memory"})
    json["loads"][0].erase(key);
  const auto read = trial_from_json(json);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_FALSE(read->capacity);
  EXPECT_FALSE(read->loads.at(0).listen_queue);
  EXPECT_FALSE(read->loads.at(0).held_memory);
  EXPECT_TRUE(read->loads.at(0).server_threads.empty());
}

TEST(TrialJson, HoldsTheSearchForTheCapacityBothWays) {
  const auto read = through_json(made_trial_record()).capacity;
  ASSERT_TRUE(read);
  EXPECT_EQ(read->closed_per_s, 1000.5);
  EXPECT_EQ(read->rate_per_s, 790.25);
  EXPECT_TRUE(read->at_least);
  EXPECT_EQ(read->ended, "after 12 steps");
  EXPECT_EQ(read->generator_share, 0.93);
  ASSERT_EQ(read->steps.size(), 1U);
  const auto &step = read->steps.front();
  EXPECT_EQ(step.rate_per_s, 880.5);
  EXPECT_EQ(step.length, std::chrono::milliseconds{1250});
  EXPECT_EQ(step.verdict, "missed");
  EXPECT_EQ(step.why, "p99 was 31 ms");
  EXPECT_TRUE(step.cut_short && step.latency_at_least);
  EXPECT_EQ(step.latency, std::chrono::milliseconds{31});
  EXPECT_EQ(step.achieved_per_s, 801.25);
  EXPECT_EQ(step.planned, 1100U);
  EXPECT_EQ(step.errors, 2U);
}

TEST(TrialJson, HoldsTheEvidenceOfTheLimiterBothWays) {
  const auto trial = through_json(made_trial_record());
  const auto &read = trial.loads.at(0);
  ASSERT_EQ(read.server_threads.size(), 2U);
  EXPECT_EQ(read.server_threads[0].name, "uvicorn");
  EXPECT_EQ(read.server_threads[0].cpu, base::Nanoseconds{1'000'000'001});
  EXPECT_EQ(read.server_threads_window, base::Nanoseconds{2'300'000'009});
  EXPECT_EQ(read.held_memory->before.pss, 401U);
  EXPECT_EQ(read.held_memory->held.anonymous, 502U);
  EXPECT_EQ(read.listen_queue->overflows, 21U);
  EXPECT_EQ(read.listen_queue->drops, 22U);
}

/// As an editor or a broken disk would leave it: nothing that reads it may hang or end in an assertion.
TEST(RunJson, WithAnObjectiveThatCannotBeIsDamaged) {
  RunRecord run;
  run.blocks = 1;
  for (const auto &objective : {Objective{0.99, base::Nanoseconds{0}}, Objective{99, std::chrono::milliseconds{20}},
                                Objective{-1, std::chrono::milliseconds{20}}}) {
    run.slo = objective;
    const auto read = run_from_json(to_json(run));
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message().find("at /slo"), std::string::npos) << read.error().message();
  }
}

TEST(TrialJson, WithACapacityThatCannotBeIsNotToldOf) {
  TrialRecord trial;
  trial.capacity.emplace();
  for (const double rate : {0.0, -5.0, 1e-300, 1e300}) {
    trial.capacity->rate_per_s = rate;
    EXPECT_NE(broken_account(trial), "") << rate;
  }
  trial.capacity->rate_per_s = 1000;
  EXPECT_EQ(broken_account(trial), "");
}

TEST(Objective, IsToldAsItIsTyped) {
  using namespace std::chrono_literals;
  EXPECT_EQ(to_string(Objective{.percentile = 0.99, .latency = 20ms}), "p99 < 20.0 ms");
  EXPECT_EQ(to_string(Objective{.percentile = 0.99, .latency = 20ms, .arrivals = "poisson"}),
            "p99 < 20.0 ms under Poisson arrivals");
  EXPECT_EQ(percentile_name({.percentile = 0.999, .latency = 20ms}), "p99.9");
  EXPECT_EQ(percentile_name({.percentile = 0.5, .latency = 20ms}), "p50");
  EXPECT_EQ(percentile_name({.percentile = 0.9999, .latency = 20ms}), "p99.99");
}

TEST(RunJson, WithBlocksThatNoRunHasIsRefused) {
  for (const int blocks : {0, -1, 1001, 2'000'000'000}) {
    auto run = made_run_record();
    run.blocks = blocks;
    const auto read = run_from_json(to_json(run));
    ASSERT_FALSE(read) << blocks;
    EXPECT_EQ(read.error().kind(), base::ErrorKind::damaged);
    EXPECT_NE(read.error().message().find("at /blocks: expected 1 to 1000"), std::string::npos);
  }
}

TEST(RunJson, HoldsTheHostBothWays) {
  const auto written = made_run_record().host;
  const auto read = run_from_json(to_json(made_run_record()))->host;
  EXPECT_EQ(read.cpu_model, written.cpu_model);
  EXPECT_EQ(read.cpus_online, written.cpus_online);
  EXPECT_EQ(read.allowed, written.allowed);
  EXPECT_EQ(read.memory_bytes, written.memory_bytes);
  EXPECT_EQ(read.kernel, written.kernel);
  EXPECT_EQ(read.os, written.os);
  EXPECT_EQ(read.governor, written.governor);
  EXPECT_EQ(read.hypervisor, written.hypervisor);
  EXPECT_EQ(read.smt, written.smt);
  EXPECT_EQ(read.descriptor_limit, written.descriptor_limit);
  EXPECT_EQ(read.fingerprint, written.fingerprint);
}

TEST(RunJson, TellsTheHostAsDoctorDoes) {
  EXPECT_TRUE(base::same_value(to_json(made_run_record())["host"], resource::to_json(made_run_record().host)));
}

TEST(RunJson, HoldsServersWorkloadsAndLoadsBothWays) {
  const auto written = made_run_record();
  const auto read = run_from_json(to_json(written));
  ASSERT_EQ(read->servers.size(), 1u);
  const auto &server = read->servers[0], &was = written.servers[0];
  EXPECT_EQ(server.name, was.name);
  EXPECT_EQ(server.label, was.label);
  EXPECT_EQ(server.language, was.language);
  EXPECT_EQ(server.framework, was.framework);
  EXPECT_EQ(server.variant, was.variant);
  EXPECT_EQ(server.concurrency, was.concurrency);
  EXPECT_EQ(server.workers_meaning, was.workers_meaning);
  EXPECT_EQ(server.workloads, was.workloads);
  EXPECT_EQ(server.deviations, was.deviations);
  EXPECT_EQ(server.versions, was.versions);
  EXPECT_EQ(server.command, was.command);
  EXPECT_EQ(server.environment, was.environment);
  EXPECT_EQ(server.skipped, was.skipped);
  ASSERT_EQ(read->workloads.size(), 1u);
  EXPECT_EQ(read->workloads[0].name, "json");
  EXPECT_EQ(read->workloads[0].title, "A small object");
  EXPECT_EQ(read->workloads[0].description, "GET /json");
  EXPECT_EQ(read->workloads[0].document, written.workloads[0].document);
  ASSERT_EQ(read->loads.size(), 1u);
  EXPECT_EQ(read->loads[0].name, "share:50");
  EXPECT_EQ(read->loads[0].model, "open");
  EXPECT_EQ(read->loads[0].connections, 63);
  EXPECT_EQ(read->loads[0].share, 0.5);
  EXPECT_TRUE(read->loads[0].common);
  EXPECT_EQ(read->loads[0].rate_per_s, 1234.5);
  EXPECT_EQ(read->loads[0].measure, std::chrono::milliseconds{2500});
  EXPECT_EQ(read->loads[0].steps_per_s, written.loads[0].steps_per_s);
  EXPECT_EQ(read->loads[0].requests_per_connection, 17);
}

TEST(RunJson, OfBeforeEnvironmentsWereStoredIsReadWithoutThem) {
  auto json = to_json(made_run_record());
  json["servers"][0].erase("environment");
  const auto read = run_from_json(json);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_TRUE(read->servers.at(0).environment.empty());
}

TEST(Servers, AreKnownAsTwinsAndSiblings) {
  ServerRecord server, twin, tuned;
  server.name = server.label = twin.name = "go_nethttp";
  server.language = tuned.language = "Go";
  server.framework = tuned.framework = "net/http";
  server.variant = "idiomatic";
  tuned.variant = "tuned";
  twin.label = again("go_nethttp");
  EXPECT_EQ(twin.label, "go_nethttp (again)");
  EXPECT_TRUE(is_again(twin));
  EXPECT_FALSE(is_again(server));
  EXPECT_TRUE(siblings(server, tuned));
  EXPECT_FALSE(siblings(server, server)) << "the same variant";
  tuned.framework = "fasthttp";
  EXPECT_FALSE(siblings(server, tuned)) << "another program";
}

TEST(RunJson, OfEarlierRunsLacksTheOfferedWorkloadsAndIsStillRead) {
  auto json = to_json(made_run_record());
  json["servers"][0].erase("workloads");
  const auto read = run_from_json(json);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_TRUE(read->servers[0].workloads.empty());
}

TEST(TrialJson, HoldsEveryFieldBothWays) {
  const auto written = made_trial_record();
  const auto read = through_json(written);
  EXPECT_EQ(read.number, written.number);
  EXPECT_EQ(read.block, written.block);
  EXPECT_EQ(read.server, written.server);
  EXPECT_EQ(read.workload, written.workload);
  EXPECT_EQ(read.started, written.started);
  EXPECT_EQ(read.failure, written.failure);
  EXPECT_EQ(read.last_words, written.last_words);
  EXPECT_EQ(read.marks, written.marks);
  EXPECT_EQ(read.start_up, written.start_up);
  EXPECT_EQ(read.steady, written.steady);
  EXPECT_EQ(read.warm_up, written.warm_up);
  EXPECT_EQ(read.warm_up_ledger, written.warm_up_ledger);
  EXPECT_EQ(read.asked_cpus, written.asked_cpus);
  EXPECT_EQ(read.affinity_as_asked, written.affinity_as_asked);
  EXPECT_EQ(read.stop, written.stop);
  EXPECT_EQ(read.stop_took, written.stop_took);
  ASSERT_EQ(read.affinity.size(), 2u);
  EXPECT_EQ(read.affinity[1].thread, 4243);
  EXPECT_EQ(read.affinity[1].name, "worker");
  EXPECT_EQ(read.affinity[1].cpus, (base::CpuSet{1, 2}));
}

TEST(TrialJson, HoldsTheMemoryOfEachPhaseAndThatOneIsMissing) {
  const auto read = through_json(made_trial_record()).memory;
  ASSERT_TRUE(read.idle && read.warm && read.loaded);
  EXPECT_EQ(read.idle->pss, 101u);
  EXPECT_EQ(read.idle->anonymous, 102u);
  EXPECT_EQ(read.idle->rss_peak_sum, 103u);
  EXPECT_EQ(read.warm->pss, 201u);
  EXPECT_EQ(read.loaded->pss, 301u);
  EXPECT_FALSE(read.after);
}

TEST(TrialJson, HoldsWhatTheServerUsedDuringALoad) {
  const auto written = made_load_record();
  const auto read = through_json(made_trial_record()).loads.at(0);
  EXPECT_EQ(read.name, written.name);
  EXPECT_EQ(read.server_cpu, written.server_cpu);
  EXPECT_EQ(read.server_cpu_user, written.server_cpu_user);
  EXPECT_EQ(read.server_cpu_system, written.server_cpu_system);
  EXPECT_EQ(read.server_window, written.server_window);
  EXPECT_EQ(read.foreign_cpu, written.foreign_cpu);
  EXPECT_EQ(read.steal, written.steal);
  EXPECT_EQ(read.counters.processes, written.counters.processes);
  EXPECT_EQ(read.counters.threads, written.counters.threads);
  EXPECT_EQ(read.counters.descriptors, written.counters.descriptors);
  EXPECT_EQ(read.counters.voluntary_switches, written.counters.voluntary_switches);
  EXPECT_EQ(read.counters.involuntary_switches, written.counters.involuntary_switches);
}

TEST(TrialJson, HoldsTheWholeRecordingOfALoad) {
  const auto written = made_recording();
  const auto read = through_json(made_trial_record()).loads.at(0).recording;
  EXPECT_EQ(read.model, written.model);
  EXPECT_EQ(read.arrivals, written.arrivals);
  EXPECT_EQ(read.requests_per_connection, written.requests_per_connection);
  EXPECT_EQ(read.connections, written.connections);
  EXPECT_EQ(read.offered_per_s, written.offered_per_s);
  EXPECT_EQ(read.warm_up, written.warm_up);
  EXPECT_EQ(read.steady, written.steady);
  EXPECT_EQ(read.measured, written.measured);
  EXPECT_EQ(read.drained, written.drained);
  EXPECT_EQ(read.interrupted, written.interrupted);
  EXPECT_EQ(read.ledger, written.ledger);
  EXPECT_EQ(read.completed_in_window, written.completed_in_window);
  EXPECT_EQ(read.bytes.sent, written.bytes.sent);
  EXPECT_EQ(read.bytes.received, written.bytes.received);
  EXPECT_EQ(read.connections_seen.opened, written.connections_seen.opened);
  EXPECT_EQ(read.connections_seen.reused, written.connections_seen.reused);
  EXPECT_EQ(read.connections_seen.lost, written.connections_seen.lost);
  EXPECT_EQ(read.generator.engine, written.generator.engine);
  EXPECT_EQ(read.generator.threads, written.generator.threads);
  EXPECT_EQ(read.generator.cpu_user_s, written.generator.cpu_user_s);
  EXPECT_EQ(read.generator.cpu_system_s, written.generator.cpu_system_s);
  EXPECT_EQ(read.generator.cpu_spin_s, written.generator.cpu_spin_s);
  EXPECT_EQ(read.generator.involuntary_switches, written.generator.involuntary_switches);
  EXPECT_EQ(read.generator.busy_share, written.generator.busy_share);
  EXPECT_EQ(read.generator.slow_path, written.generator.slow_path);
  EXPECT_EQ(read.generator.checked_by_length, written.generator.checked_by_length);
  EXPECT_EQ(read.generator.engine_choice, written.generator.engine_choice);
  EXPECT_EQ(read.generator.steal_s, written.generator.steal_s);
  EXPECT_EQ(read.generator.processors, written.generator.processors);
}

TEST(TrialJson, HoldsTheStretchesOfALoad) {
  const auto written = made_recording().stretches.at(0);
  const auto all = through_json(made_trial_record()).loads.at(0).recording.stretches;
  ASSERT_EQ(all.size(), 1U);
  const auto &read = all.front();
  EXPECT_EQ(read.from_per_s, written.from_per_s);
  EXPECT_EQ(read.to_per_s, written.to_per_s);
  EXPECT_EQ(read.length, written.length);
  EXPECT_EQ(read.planned, written.planned);
  EXPECT_EQ(read.ok, written.ok);
  EXPECT_EQ(read.completed, written.completed);
  EXPECT_EQ(read.p50_at_least, written.p50_at_least);
  EXPECT_EQ(read.p50, written.p50);
  EXPECT_EQ(read.p99, written.p99);
  EXPECT_EQ(read.max, written.max);
  EXPECT_TRUE(read.p99_at_least);
}

TEST(TrialJson, OfBeforeThereWereStepsAndChurnIsStillRead) {
  auto json = to_json(made_trial_record());
  for (const char *key : {"arrivals", "stretches"}) json["loads"][0].erase(key);
  json["loads"][0]["connections"].erase("requests_each");
  const auto read = trial_from_json(json);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->loads.at(0).recording.requests_per_connection, 0);
  auto run = to_json(made_run_record());
  for (const char *key : {"steps_per_s", "requests_per_connection"}) run["loads"][0].erase(key);
  EXPECT_TRUE(run_from_json(run));
}

TEST(TrialJson, HoldsEachThreadOfTheGeneratorBothWays) {
  const auto written = made_recording().generator.by_thread;
  const auto read = through_json(made_trial_record()).loads.at(0).recording.generator.by_thread;
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].user_s, written[i].user_s);
    EXPECT_EQ(read[i].system_s, written[i].system_s);
    EXPECT_EQ(read[i].spin_s, written[i].spin_s);
    EXPECT_EQ(read[i].involuntary_switches, written[i].involuntary_switches);
    EXPECT_EQ(read[i].busy_share, written[i].busy_share);
  }
}

TEST(TrialJson, HoldsEveryHistogramBothWays) {
  const auto written = made_recording();
  const auto read = through_json(made_trial_record()).loads.at(0).recording;
  expect_same(read.latency, written.latency);
  expect_same(read.service_time, written.service_time);
  expect_same(read.first_byte, written.first_byte);
  expect_same(read.connect, written.connect);
  expect_same(read.failed_latency, written.failed_latency);
  expect_same(read.lateness, written.lateness);
  expect_same(read.late_no_connection, written.late_no_connection);
  expect_same(read.late_generator, written.late_generator);
  expect_same(read.generator.loop_delay, written.generator.loop_delay);
  expect_same(through_json(made_trial_record()).warm_up_latency, made_trial_record().warm_up_latency);
}

TEST(TrialJson, IsReadAlsoWithoutTheKeysThatCameLater) {
  auto json = to_json(made_trial_record());
  json.erase("warm_up_latency_ns");
  for (const auto *key : {"loop_delay_ns", "steal_s", "processors", "by_thread"})
    ASSERT_EQ(json["loads"][0]["generator"].erase(key), 1U) << key;
  const auto read = trial_from_json(json);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->warm_up_latency.count(), 0U);
  EXPECT_EQ(read->loads[0].recording.generator.loop_delay.count(), 0U);
  EXPECT_TRUE(read->loads[0].recording.generator.by_thread.empty());
}

TEST(TrialJson, StoresOneLatencyForAClosedLoadAndReadsItAsBoth) {
  auto trial = made_trial_record();
  trial.loads[0].recording.model = "closed";
  trial.loads[0].recording.connections_seen.opened = 61; // each once
  trial.loads[0].recording.service_time = trial.loads[0].recording.latency;
  EXPECT_FALSE(to_json(trial)["loads"][0].contains("service_time_ns"));
  const auto read = through_json(trial).loads.at(0).recording;
  expect_same(read.latency, trial.loads[0].recording.latency);
  expect_same(read.service_time, trial.loads[0].recording.latency);
}

TEST(TrialJson, StoresBothForAClosedLoadThatOpenedConnectionsAgain) {
  auto trial = made_trial_record();
  trial.loads[0].recording.model = "closed"; // 61 connections were opened 62 times
  expect_same(through_json(trial).loads.at(0).recording.service_time, trial.loads[0].recording.service_time);
}

TEST(TrialJson, WritesAnEmptyHistogramAsItsCount) {
  auto trial = made_trial_record();
  trial.loads[0].recording.connect = sample::Histogram{};
  EXPECT_EQ(to_json(trial)["loads"][0]["connect_ns"], (Json{{"count", 0}}));
  EXPECT_EQ(through_json(trial).loads.at(0).recording.connect.count(), 0u);
}

TEST(TrialJson, ShowsWhatFollowsFromTheRest) {
  const auto load = to_json(made_trial_record())["loads"][0];
  EXPECT_NEAR(load["rate_per_s"]["achieved"].get<double>(), 49 / 2.000000003, 1e-9);
  // (0.25 + 0.125 − 0.0625 s) ÷ 49 answers: the time spent waiting with open eyes is not the price of a request.
  EXPECT_NEAR(load["generator"]["cpu_us_per_request"].get<double>(), 312500.0 / 49, 1e-9);
}

/// The keys of a histogram in `load --json`.
TEST(LoadJson, TellsEveryLatencyWholeAlsoWhereThereIsNone) {
  for (const auto &recording : {made_recording(), sample::Recording{}}) {
    const auto json = to_json(recording);
    for (const auto *key : {"latency_ns", "service_time_ns", "first_byte_ns", "connect_ns", "lateness_ns"})
      for (const auto *figure :
           {"count", "min", "mean", "p50", "p75", "p90", "p99", "p99.9", "p99.99", "max", "hdr_v2"})
        EXPECT_TRUE(json[key].contains(figure)) << key << " " << figure;
  }
}

TEST(LoadJson, TellsTheServiceTimeOfAClosedLoadToo) {
  auto recording = made_recording();
  recording.model = "closed";
  EXPECT_EQ(to_json(recording)["service_time_ns"]["count"], 50U);
}

TEST(LoadJson, KeepsItsPrecisionHoweverWideTheLatency) {
  auto recording = made_recording();
  base::Random random{7};
  for (int i = 0; i < 200'000; ++i) recording.latency.record(base::from_seconds(1e-5 * std::exp(14 * random.unit())));
  const auto read = sample::histogram_from_json(to_json(recording)["latency_ns"]);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->precision(), sample::Precision::one_permille);
}

TEST(LoadJson, TellsTheWarmUpByItself) {
  const auto warm_up = to_json(made_recording())["warm_up"];
  EXPECT_EQ(warm_up["ledger"]["planned"], 6U);
  EXPECT_EQ(warm_up["latency_ns"]["count"], 50U);
}

TEST(LoadJson, TellsEverySecond) {
  const auto json = to_json(made_recording());
  ASSERT_EQ(json["seconds"].size(), 2U);
  EXPECT_EQ(json["seconds"][1], (Json{{"begin_s", 1.001},
                                      {"length_s", 2.000000003},
                                      {"measured", true},
                                      {"ok", 131},
                                      {"failed", 32},
                                      {"latency_p50_ns", 33},
                                      {"latency_p99_ns", 34},
                                      {"latency_max_ns", 35}}));
}

/// `requests` of a log-normal latency around 0.5 ms in an open load, by Box–Muller with a fixed seed.
TrialRecord trial_of(int requests, double sigma) {
  auto trial = made_trial_record();
  auto &recording = trial.loads[0].recording;
  base::Random random{20261123};
  for (int i = 0; i < requests; ++i) {
    const double normal = std::sqrt(-2 * std::log(1 - random.unit())) * std::cos(2 * std::numbers::pi * random.unit());
    const double s = 0.0005 * std::exp(sigma * normal);
    recording.latency.record(base::from_seconds(s));
    recording.service_time.record(base::from_seconds(0.9 * s));
    recording.first_byte.record(base::from_seconds(0.8 * s));
  }
  return trial;
}

TEST(TrialJson, KeepsLatencyAndServiceTimeAtOnePermilleAndTheRestAtOnePercent) {
  const auto trial = trial_of(30'000, 0.6);
  const auto read = through_json(trial).loads.at(0).recording;
  expect_same(read.latency, trial.loads[0].recording.latency);
  expect_same(read.service_time, trial.loads[0].recording.service_time);
  EXPECT_EQ(read.first_byte.precision(), sample::Precision::one_percent);
}

TEST(TrialJson, StaysBelow16KiBALoadEvenWithSixDecadesOfLatency) {
  auto without = made_trial_record();
  without.loads.clear();
  for (const double sigma : {0.3, 1.0, 1.5}) {
    auto trial = trial_of(300'000, sigma);
    trial.loads[0].held_memory.reset(); // a held load has one answer a connection, not such a histogram
    const auto json = to_json(trial);
    EXPECT_LE(base::to_pretty(json).size() - base::to_pretty(to_json(without)).size(), 16u * 1024) << sigma;
    const auto read = through_json(trial).loads.at(0).recording;
    EXPECT_EQ(read.latency.count(), trial.loads[0].recording.latency.count()) << sigma;
    EXPECT_EQ(read.service_time.count(), trial.loads[0].recording.service_time.count()) << sigma;
  }
}

void expect_same(const std::vector<sample::Window> &windows, const std::vector<sample::Window> &were) {
  ASSERT_EQ(windows.size(), were.size());
  for (std::size_t i = 0; i < windows.size(); ++i) {
    EXPECT_EQ(windows[i].begin, were[i].begin);
    EXPECT_EQ(windows[i].length, were[i].length);
    EXPECT_EQ(windows[i].measured, were[i].measured);
    EXPECT_EQ(windows[i].ok, were[i].ok);
    EXPECT_EQ(windows[i].failed, were[i].failed);
    EXPECT_EQ(windows[i].p50, were[i].p50);
    EXPECT_EQ(windows[i].p99, were[i].p99);
    EXPECT_EQ(windows[i].max, were[i].max);
  }
}

TEST(SeriesJson, HoldsWindowsAndSecondsAsColumnsBothWays) {
  const auto written = made_trial_record();
  auto read = through_json(written);
  EXPECT_TRUE(read.loads[0].recording.windows.empty());
  ASSERT_TRUE(series_from_json(series_json(written), read));
  expect_same(read.loads[0].recording.windows, written.loads[0].recording.windows);
  expect_same(read.loads[0].recording.seconds, written.loads[0].recording.seconds);
}

TEST(SeriesJson, IsReadAlsoWithoutSeconds) {
  auto json = series_json(made_trial_record());
  ASSERT_EQ(json["loads"][0].erase("seconds"), 1U);
  auto read = made_trial_record();
  ASSERT_TRUE(series_from_json(json, read));
  EXPECT_EQ(read.loads[0].recording.windows.size(), 2U);
  EXPECT_TRUE(read.loads[0].recording.seconds.empty());
}

TEST(SeriesJson, RefusesTheSeriesOfAnotherTrialAndTornColumns) {
  auto trial = made_trial_record(7);
  const auto message = [&](const Json &json) {
    const auto read = series_from_json(json, trial);
    return read ? std::string{} : read.error().message();
  };
  auto json = series_json(made_trial_record(8));
  EXPECT_NE(message(json).find("does not belong to trial 7"), std::string::npos);
  json = series_json(trial);
  json["loads"][0]["load"] = "closed";
  EXPECT_NE(message(json).find("/loads/0/load: expected share:50"), std::string::npos);
  json = series_json(trial);
  json["loads"][0]["ok"].push_back(1u);
  EXPECT_NE(message(json).find("/loads/0: the columns differ in length"), std::string::npos);
  json = series_json(trial);
  json["loads"][0]["seconds"]["failed"].clear();
  EXPECT_NE(message(json).find("/loads/0: the columns differ in length"), std::string::npos);
  json = series_json(trial);
  json["loads"] = "none";
  EXPECT_NE(message(json).find("/loads: expected a list, got string"), std::string::npos);
  json = series_json(trial);
  json["schema_version"] = 2;
  EXPECT_NE(message(json).find("schema_version 2"), std::string::npos);
}

TEST(RecordJson, IgnoresKeysThatLaterVersionsAdd) {
  auto json = to_json(made_trial_record());
  json["later"] = 1;
  json["loads"][0]["later"] = {{"x", 1}};
  EXPECT_TRUE(trial_from_json(json));
}

TEST(RecordJson, NamesTheVersionThatItCannotReadAndWhatToDo) {
  auto json = to_json(made_run_record());
  json["schema_version"] = 2;
  const auto message = run_from_json(json).error().message();
  EXPECT_NE(message.find("it has schema_version 2, and this reqbench reads version 1"), std::string::npos) << message;
  EXPECT_NE(message.find("measure again"), std::string::npos) << message;
  json.erase("schema_version");
  EXPECT_NE(run_from_json(json).error().message().find("not a result file of reqbench"), std::string::npos);
  EXPECT_NE(trial_from_json(Json::array()).error().message().find("expected an object, got array"), std::string::npos);
}

struct Damage {
  const char *pointer;
  Json value; ///< discarded = the key is removed
  const char *message;
};

class DamagedTrial : public testing::TestWithParam<Damage> {};

TEST_P(DamagedTrial, IsRefusedWithThePathOfItsKey) {
  const auto &damage = GetParam();
  auto json = to_json(made_trial_record());
  const Json::json_pointer pointer{damage.pointer};
  if (damage.value.is_discarded())
    json[pointer.parent_pointer()].erase(pointer.back());
  else
    json[pointer] = damage.value;
  const auto read = trial_from_json(json);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind(), base::ErrorKind::damaged);
  EXPECT_NE(read.error().message().find(damage.message), std::string::npos) << read.error().message();
}

const Json removed = Json(Json::value_t::discarded);
INSTANTIATE_TEST_SUITE_P(
    Keys, DamagedTrial,
    testing::Values(Damage{"/number", removed, "at /number: missing"},
                    Damage{"/number", "7", "at /number: expected a whole number, got string"},
                    Damage{"/number", 5'000'000'000, "at /number: the number 5000000000 is out of range"},
                    Damage{"/number", 18446744073709551615u, "out of range"}, Damage{"/number", 1.5, "a whole number"},
                    Damage{"/server", 7, "at /server: expected a string, got number"},
                    Damage{"/steady", 1, "at /steady: expected true or false, got number"},
                    Damage{"/warm_up_s", "1s", "at /warm_up_s: expected a number, got string"},
                    Damage{"/warm_up_s", 1e300, "at /warm_up_s: not a length of time"},
                    Damage{"/start_up_ns", 0.5, "at /start_up_ns: expected a whole number"},
                    Damage{"/marks", "none", "at /marks: expected a list, got string"},
                    Damage{"/memory", 5, "at /memory: expected an object, got number"},
                    Damage{"/memory/idle/memory_pss_bytes", -1,
                           "at /memory/idle/memory_pss_bytes: expected a whole number that is"},
                    Damage{"/affinity/asked", "1-", "at /affinity/asked:"},
                    Damage{"/warm_up_ledger", removed, "at /warm_up_ledger: missing"},
                    Damage{"/warm_up_ledger", 5, "at /warm_up_ledger:"},
                    Damage{"/loads/0", 5, "at /loads/0: expected an object"},
                    Damage{"/loads/0/name", removed, "at /loads/0/name: missing"},
                    Damage{"/loads/0/ledger", "none", "at /loads/0/ledger:"},
                    Damage{"/loads/0/ledger/planned", -1, "at /loads/0/ledger:"},
                    Damage{"/loads/0/generator", removed, "at /loads/0/generator: missing"},
                    Damage{"/loads/0/rate_per_s/achieved", 25.0, "at /loads/0/rate_per_s/achieved: it says 25.0, and"},
                    Damage{"/loads/0/completed_in_window", 50U, "at /loads/0/rate_per_s/achieved: it says 24.4"},
                    Damage{"/loads/0/measured_s", 1.9, "at /loads/0/rate_per_s/achieved: it says 24.4"},
                    Damage{"/loads/0/generator/cpu_user_s", 0.2, "at /loads/0/generator/cpu_us_per_request: it says"},
                    Damage{"/loads/0/latency_ns", removed, "at /loads/0/latency_ns: missing"},
                    Damage{"/loads/0/latency_ns", 5, "at /loads/0/latency_ns:"},
                    Damage{"/loads/0/latency_ns/count", 5, "at /loads/0/latency_ns:"},
                    Damage{"/loads/0/latency_ns/hdr_v2", "garbage", "at /loads/0/latency_ns:"}));

TEST(BrokenAccount, IsNotSaidOfATrialThatIsRight) { EXPECT_EQ(broken_account(made_trial_record()), ""); }

TEST(BrokenAccount, NamesALedgerThatDoesNotBalance) {
  auto trial = made_trial_record();
  trial.loads[0].recording.ledger.planned += 2;
  EXPECT_NE(broken_account(trial).find("load share:50 does not balance"), std::string::npos);
  EXPECT_NE(broken_account(trial).find("by 2"), std::string::npos);
}

TEST(BrokenAccount, NamesAHistogramThatHoldsOtherAnswersThanTheLedger) {
  auto trial = made_trial_record();
  trial.loads[0].recording.latency.record(std::chrono::milliseconds{1});
  EXPECT_NE(broken_account(trial).find("holds 51 answers, its ledger 50"), std::string::npos) << broken_account(trial);
}

TEST(BrokenAccount, NamesMoreAnswersInTheWindowThanCanHaveCome) {
  auto trial = made_trial_record();
  auto &recording = trial.loads[0].recording;
  recording.model = "closed";
  recording.offered_per_s = 0;
  recording.completed_in_window = 50 + 61; // one of the warm-up was on its way on each connection
  EXPECT_EQ(broken_account(trial), "");
  recording.completed_in_window += 1;
  EXPECT_NE(broken_account(trial).find("112 right answers came in its window, and its ledger counts 50"),
            std::string::npos)
      << broken_account(trial);
}

TEST(BrokenAccount, NamesTimesThatCannotBe) {
  struct Case {
    void (*edit)(TrialRecord &trial);
    const char *says;
  };
  using base::Nanoseconds;
  for (const auto &[edit, says] : {
           Case{[](TrialRecord &t) { t.loads[0].server_cpu = Nanoseconds{-1}; }, "CPU time of load share:50"},
           Case{[](TrialRecord &t) { t.loads[0].server_cpu_system = Nanoseconds{-1}; }, "CPU time of load share:50"},
           Case{[](TrialRecord &t) { t.start_up = Nanoseconds{-1}; }, "the start-up time is negative"},
           Case{[](TrialRecord &t) { t.loads[0].recording.measured = {}; }, "window of load share:50 has no length"},
           Case{[](TrialRecord &t) { t.loads[0].server_window = {}; }, "window of load share:50 has no length"},
       }) {
    auto trial = made_trial_record();
    trial.loads[0].recording.interrupted = false;
    edit(trial);
    EXPECT_NE(broken_account(trial).find(says), std::string::npos) << says << "; got " << broken_account(trial);
  }
}

TEST(OutOfPlan, IsABlockThatTheRunHasNot) {
  auto trial = made_trial_record();
  EXPECT_EQ(out_of_plan(trial, made_run_record()), "");
  for (const int block : {0, 13, -3}) {
    trial.block = block;
    EXPECT_EQ(out_of_plan(trial, made_run_record()), "its block is " + std::to_string(block) + ", and run.json has 12");
  }
}

TEST(OutOfPlan, IsAWindowOfAnotherLengthUnlessTheLoadWasInterrupted) {
  auto run = made_run_record();
  const auto trial = made_trial_record();
  run.loads[0].measure = std::chrono::seconds{20};
  EXPECT_EQ(out_of_plan(trial, run), "") << "it was interrupted";
  auto whole = trial;
  whole.loads[0].recording.interrupted = false;
  EXPECT_NE(out_of_plan(whole, run).find("was measured for 2.00 s, and run.json asks for 20.0 s"), std::string::npos)
      << out_of_plan(whole, run);
  run.loads[0].measure = std::chrono::seconds{2};
  EXPECT_EQ(out_of_plan(whole, run), "");
  whole.loads[0].server_window = std::chrono::seconds{4};
  EXPECT_NE(out_of_plan(whole, run), "") << "the window of the server's CPU is another";
  whole.loads[0].server_window = std::chrono::milliseconds{900};
  EXPECT_EQ(out_of_plan(whole, run), "") << "the machine hung before its first reading";
  whole.loads[0].server_window = std::chrono::milliseconds{700};
  EXPECT_NE(out_of_plan(whole, run), "");
  whole.loads[0].server_window = std::chrono::seconds{9};
  EXPECT_NE(out_of_plan(whole, run), "");
  whole.loads[0].server_cpu = whole.loads[0].server_cpu_user = whole.loads[0].server_cpu_system = {};
  EXPECT_NE(out_of_plan(whole, run), "") << "no mark says why";
  whole.marks.push_back(read_late_mark(whole.loads[0].name));
  EXPECT_EQ(out_of_plan(whole, run), "") << "the machine stood still at an edge, and no CPU is told of it";
  whole.loads[0].server_cpu = std::chrono::milliseconds{1};
  EXPECT_NE(out_of_plan(whole, run), "") << "CPU is told of it all the same";
  whole.loads[0].server_window = std::chrono::seconds{2};
  whole.loads[0].recording.measured = std::chrono::milliseconds{1700};
  EXPECT_NE(out_of_plan(whole, run), "") << "its own window is as was set";
}

} // namespace
} // namespace reqbench::result
