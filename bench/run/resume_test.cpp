#include "run/resume.hpp"

#include "result/record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>

namespace reqbench::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<workload::Workload> &workloads() {
  static const auto read = workload::read_catalog(REQBENCH_SOURCE_DIR "/bench/workload/catalog");
  return read.value();
}

std::vector<Choice> servers_and_null() {
  std::vector<Choice> servers(3);
  for (std::size_t i = 0; i < servers.size(); ++i) {
    servers[i].manifest.name = std::array{"go_echo", "cpp_beast", "cpp_null"}[i];
    servers[i].manifest.start = {"{build}/it", "--port", "{port}"};
    servers[i].manifest.workloads = {"json", "plaintext"};
  }
  servers[2].manifest.role = "calibration";
  return servers;
}

/// As a run keeps it.
result::RunRecord record_of(const Plan &plan) {
  result::RunRecord record;
  record.options = options_json(plan);
  record.profile = plan.profile.name;
  record.seed = plan.seed;
  record.blocks = plan.blocks;
  record.loads = plan.loads;
  record.slo = plan.slo;
  record.precision = plan.precision;
  record.binary = "f00d";
  record.git_commit = "0123";
  record.host.fingerprint = "beef";
  record.server_cpus = plan.server_cpus;
  for (const auto &participant : plan.participants) {
    record.servers.push_back(describe(participant.manifest, participant.label));
    record.servers.back().digest = "d0d0";
  }
  record.servers.insert(record.servers.end(), plan.skipped.begin(), plan.skipped.end());
  for (const auto &workload : plan.workloads)
    record.workloads.push_back({workload.name(), workload.title(), workload.description(), workload.document()});
  if (plan.calibration)
    record.calibration = result::CalibrationRecord{.server = describe(plan.calibration->manifest, "cpp_null"),
                                                   .workload = plan.workloads.front().name(),
                                                   .load = plan.calibration->load};
  if (record.calibration) record.calibration->server.digest = "d0d0";
  return record;
}

Options unusual() {
  Options options;
  options.servers = {"go_echo", "cpp_beast"};
  options.workloads = {"plaintext", "json"};
  options.profile = "standard";
  options.loads = {"closed:16", "share:50", "steps:1k+2k", "held:9"};
  options.rates = {base::Rate{1234.5}};
  options.connections = 24;
  options.duration = std::chrono::milliseconds{700};
  options.warm_up = std::chrono::milliseconds{300};
  options.blocks = 7;
  options.cores = 2;
  options.port = 8123;
  options.engine = load::EngineKind::io_uring;
  options.baseline = "cpp_beast";
  options.seed = 18446744073709551557U;
  options.slo = result::Objective{.percentile = 0.999, .latency = std::chrono::milliseconds{21}};
  options.precision = 0.04;
  options.arrivals = schedule::Arrivals::poisson;
  return options;
}

Plan plan_for(const Options &options, const std::vector<Choice> &servers = servers_and_null()) {
  return make_plan(options, servers, workloads(), {0, 1, 2}).value();
}

TEST(ResumedPlan, IsMadeAgainFromWhatTheRunKeeps) {
  Options plain;
  plain.servers = {"cpp_beast"};
  plain.workloads = {"json"};
  plain.seed = 3;
  for (const auto &options : {unusual(), plain}) {
    const auto plan = plan_for(options);
    const auto read = options_of(*result::run_from_json(result::to_json(record_of(plan))));
    ASSERT_TRUE(read) << read.error().message();
    const auto again = plan_for(*read);
    EXPECT_EQ(options_json(again), options_json(plan));
    EXPECT_EQ(again.loads.size(), plan.loads.size());
    EXPECT_EQ(again.loads.back().rate_per_s, plan.loads.back().rate_per_s);
    EXPECT_EQ(again.loads.front().measure, plan.loads.front().measure);
    EXPECT_EQ(again.warm_up, plan.warm_up);
    EXPECT_EQ(again.loads.back().arrivals, plan.loads.back().arrivals);
    ASSERT_EQ(again.trials.size(), plan.trials.size());
    for (std::size_t i = 0; i < plan.trials.size(); ++i) {
      EXPECT_EQ(again.label(again.trials[i]), plan.label(plan.trials[i])) << i;
      EXPECT_EQ(again.trials[i].workload, plan.trials[i].workload) << i;
    }
    EXPECT_THAT(differences(record_of(plan), record_of(again)), IsEmpty());
  }
}

TEST(ResumedPlan, IsNotMadeFromARunThatDoesNotKeepIt) {
  for (const auto *key : {"servers", "measure_s", "warm_up_s", "cores"}) {
    auto record = record_of(plan_for(unusual()));
    record.options.erase(key);
    const auto read = options_of(record);
    ASSERT_FALSE(read) << key;
    EXPECT_EQ(read.error().kind(), base::ErrorKind::damaged);
    EXPECT_THAT(read.error().message(), HasSubstr(key));
  }
  auto record = record_of(plan_for(unusual()));
  record.options["blocks"] = "many";
  EXPECT_FALSE(options_of(record));
  record.options = base::Json{};
  EXPECT_FALSE(options_of(record));
}

TEST(ResumedPlan, IsNotMadeFromNumbersThatNoCommandLineTakes) {
  struct Edited {
    const char *key;
    base::Json value;
    const char *says;
  };
  for (const auto &[key, value, says] :
       {Edited{"connections", 0, "expected a whole number from 1 to 100000, got 0"},
        Edited{"connections", 1e308, "a whole number from"}, Edited{"blocks", 1001, "to 1000, got 1001"},
        Edited{"blocks", -1, "got -1"}, Edited{"cores", 2.5, "a whole number"}, Edited{"port", 65536, "got 65536"},
        Edited{"port", ~std::uint64_t{0}, "got 18446744073709551615"}, Edited{"measure_s", 1e308, "got 1e+308"},
        Edited{"measure_s", "1", "expected a number from 0.1 to 3600.0, got \"1\""},
        Edited{"warm_up_s", -0.0, "got -0.0"}, Edited{"precision", -1, "got -1"},
        Edited{"precision", 0.6, "from 0.001 to 0.5"}}) {
    auto record = record_of(plan_for(unusual()));
    record.options[key] = value;
    const auto read = options_of(record);
    ASSERT_FALSE(read) << key << value;
    EXPECT_EQ(read.error().kind(), base::ErrorKind::damaged);
    EXPECT_THAT(read.error().message(), HasSubstr(std::string{"at /options/"} + key + ": expected "));
    EXPECT_THAT(read.error().message(), HasSubstr(says));
  }
}

struct Change {
  const char *name;
  std::function<void(result::RunRecord &)> change; ///< of what is there now
  const char *says;
};
class ChangedPlan : public testing::TestWithParam<Change> {};
TEST_P(ChangedPlan, SaysWhatDiffers) {
  const auto then = record_of(plan_for(unusual()));
  auto now = then;
  GetParam().change(now);
  EXPECT_THAT(differences(then, now), ElementsAre(GetParam().says));
}
INSTANTIATE_TEST_SUITE_P(
    Each, ChangedPlan,
    testing::Values(
        Change{"machine", [](auto &r) { r.host.fingerprint = "cafe"; }, "the machine: fingerprint"},
        Change{"binary", [](auto &r) { r.binary = "cafe"; }, "the program reqbench: it was built again"},
        Change{"version", [](auto &r) { r.reqbench_version = "9"; }, "the version of reqbench"},
        Change{"commit", [](auto &r) { r.git_commit = "9"; }, "the commit of the checkout"},
        Change{"cpus", [](auto &r) { r.server_cpus = {7}; }, "the server's processors"},
        Change{"command", [](auto &r) { r.servers[0].command = {"x"}; }, "server go_echo: its command"},
        Change{"versions",
               [](auto &r) {
                 r.servers[1].versions = {{"go", "2"}};
               },
               "server cpp_beast: its versions"},
        Change{"two",
               [](auto &r) {
                 r.servers[1].command = {};
                 r.servers[1].environment = {{"A", "b"}};
               },
               "server cpp_beast: its command, environment"},
        Change{"rebuilt", [](auto &r) { r.servers[1].digest = "another"; },
               "server cpp_beast: its program or one of its files: it was built again, or changed"},
        Change{"null_rebuilt", [](auto &r) { r.calibration->server.digest = "another"; },
               "calibration cpp_null: its program or one of its files: it was built again, or changed"},
        Change{"gone", [](auto &r) { r.servers.erase(r.servers.begin()); }, "server go_echo: it is not there any more"},
        Change{"cannot", [](auto &r) { r.servers[0].skipped = "not built"; }, "server go_echo: not built"},
        Change{"document", [](auto &r) { r.workloads[1].document["x"] = 1; }, "workload json: its document"},
        Change{"loads", [](auto &r) { r.loads[0].connections = 1; }, "the loads"},
        Change{"null", [](auto &r) { r.calibration.reset(); }, "the calibration"},
        Change{"arrivals", [](auto &r) { r.loads[1].arrivals = "constant"; }, "the loads"},
        Change{"arrivals_of_slo", [](auto &r) { r.slo->arrivals = "constant"; }, "the objective"},
        Change{"slo", [](auto &r) { r.slo->latency *= 2; }, "the objective"},
        Change{"precision", [](auto &r) { r.precision.reset(); }, "the precision"},
        Change{"seed", [](auto &r) { r.seed = 1; }, "the seed"}),
    [](const auto &param) { return std::string{param.param.name}; });

TEST(ChangedPlan, AManifestThatSaysAnotherThingIsToldByWhatItSays) {
  const auto then = record_of(plan_for(unusual()));
  auto now = then;
  now.servers[0].digest = "another";
  now.servers[0].environment = {{"A", "b"}};
  EXPECT_THAT(differences(then, now), ElementsAre("server go_echo: its environment"));
}

TEST(ChangedPlan, ARecordFromBeforeDigestsWereKeptIsNotTakenForAChange) {
  auto then = record_of(plan_for(unusual()));
  const auto now = then;
  for (auto &server : then.servers) server.digest.clear();
  then.calibration->server.digest.clear();
  EXPECT_THAT(differences(then, now), IsEmpty());
}

TEST(ChangedPlan, LeavesOutWhatIsNoPartOfIt) {
  const auto then = record_of(plan_for(unusual()));
  auto now = then;
  now.started = "later";
  now.arguments = {"run", "--resume", "x"};
  now.notes = {"a note"};
  now.blocks = 9;
  now.git_dirty = true;
  EXPECT_THAT(differences(then, now), IsEmpty());
}

TEST(ChangedPlan, DoesNotMissAServerThatTookNoPartThenOrWasNotMeasured) {
  auto servers = servers_and_null();
  servers[0].missing = launch::Missing{launch::Lack::build, "not built"};
  const auto then = record_of(plan_for(unusual(), servers));
  const auto read = options_of(then);
  ASSERT_TRUE(read);
  EXPECT_THAT(read->servers, ElementsAre("cpp_beast")) << "what took no part is no part of the rest either";
  EXPECT_THAT(differences(then, record_of(plan_for(*read))), IsEmpty());
  auto excluded = record_of(plan_for(unusual()));
  excluded.servers[0].skipped = "answers wrongly: body";
  EXPECT_THAT(differences(excluded, record_of(plan_for(unusual()))), IsEmpty());
}

TEST(MeasuredTrials, AreThoseOfServersAndCalibration) {
  result::Run run;
  run.trials.resize(2);
  run.calibrations.resize(1);
  run.trials[0].number = 1;
  run.trials[1].number = 4;
  run.calibrations[0].number = 3;
  EXPECT_EQ(measured_trials(run), (std::set{1, 3, 4}));
}

} // namespace
} // namespace reqbench::run
