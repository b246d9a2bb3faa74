#include "run/plan.hpp"

#include "base/file.hpp"
#include "run/rates.hpp"
#include "run/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace reqbench::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<workload::Workload> &catalog() {
  static const auto read = workload::read_catalog(REQBENCH_SOURCE_DIR "/bench/workload/catalog");
  return read.value();
}

Choice server(std::string name, std::vector<std::string> workloads = {"plaintext", "json", "order"}) {
  Choice choice;
  choice.manifest.name = std::move(name);
  choice.manifest.workloads = std::move(workloads);
  return choice;
}

std::vector<Choice> three() { return {server("cpp_beast"), server("go_nethttp"), server("python_fastapi")}; }

Options with_seed(std::uint64_t seed = 7) {
  Options options;
  options.seed = seed;
  return options;
}

std::vector<std::string> labels(const Plan &plan) {
  std::vector<std::string> names;
  for (const auto &participant : plan.participants) names.push_back(participant.label);
  return names;
}

TEST(Plan, ComparesTheThreeServersOnTheThreeWorkloadsWhenNothingIsNamed) {
  const auto plan = make_plan(with_seed(), three(), catalog(), {0, 1});
  ASSERT_TRUE(plan) << plan.error().message();
  EXPECT_THAT(labels(*plan), ElementsAre("cpp_beast", "go_nethttp", "python_fastapi", "python_fastapi (again)"));
  EXPECT_EQ(plan->baseline, "python_fastapi");
  // 3 blocks × (3 servers × 3 workloads + the A/A twin in the first workload)
  EXPECT_EQ(plan->trials.size(), 30U);
}

TEST(Plan, StandardRunsTheTwinInEveryWorkload) {
  auto options = with_seed();
  options.profile = "standard";
  const auto plan = make_plan(options, three(), catalog(), {0, 1});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->trials.size(), 10U * 4 * 3);
}

TEST(Plan, EachBlockHoldsEveryMemberOnce) {
  const auto plan = make_plan(with_seed(), three(), catalog(), {0, 1});
  ASSERT_TRUE(plan);
  std::map<int, std::multiset<std::pair<std::size_t, std::size_t>>> blocks;
  for (const auto &trial : plan->trials) blocks[trial.block].insert({trial.participant, trial.workload});
  ASSERT_EQ(blocks.size(), 3U);
  for (const auto &[block, members] : blocks) {
    EXPECT_EQ(members, blocks.at(1));
    EXPECT_EQ(std::set(members.begin(), members.end()).size(), members.size()) << "block " << block;
  }
}

TEST(Plan, BlocksAreShuffledEachInItsOwnOrder) {
  const auto plan = make_plan(with_seed(), three(), catalog(), {0, 1});
  ASSERT_TRUE(plan);
  std::map<int, std::vector<std::pair<std::size_t, std::size_t>>> orders;
  for (const auto &trial : plan->trials) orders[trial.block].emplace_back(trial.participant, trial.workload);
  EXPECT_NE(orders[1], orders[2]);
  EXPECT_NE(orders[2], orders[3]);
}

TEST(Plan, TheSameSeedGivesTheSameOrderAndAnotherSeedAnother) {
  const auto order = [](std::uint64_t seed) {
    const auto plan = make_plan(with_seed(seed), three(), catalog(), {0, 1});
    std::vector<std::pair<std::size_t, std::size_t>> members;
    for (const auto &trial : plan->trials) members.emplace_back(trial.participant, trial.workload);
    return members;
  };
  EXPECT_EQ(order(1), order(1));
  EXPECT_NE(order(1), order(2));
}

TEST(Plan, TrialsAreNumberedInTheOrderTheyRun) {
  const auto plan = make_plan(with_seed(), three(), catalog(), {0, 1});
  ASSERT_TRUE(plan);
  for (std::size_t i = 0; i < plan->trials.size(); ++i) EXPECT_EQ(plan->trials[i].number, static_cast<int>(i) + 1);
}

TEST(Plan, AServerThatIsNotBuiltIsLeftOutWithItsReason) {
  auto servers = three();
  servers[1].missing = launch::Missing{launch::Lack::build, "not built: needs go; run scripts/setup"};
  const auto plan = make_plan(with_seed(), servers, catalog(), {0, 1});
  ASSERT_TRUE(plan);
  EXPECT_THAT(labels(*plan), ElementsAre("cpp_beast", "python_fastapi", "python_fastapi (again)"));
  ASSERT_EQ(plan->skipped.size(), 1U);
  EXPECT_THAT(plan->skipped[0].skipped, HasSubstr("needs go"));
  EXPECT_THAT(plan->notes.front(), HasSubstr("go_nethttp takes no part"));
}

TEST(Plan, AServerWhoseManifestIsRefusedIsLeftOutWithItsSentence) {
  auto servers = three();
  servers[1] = Choice{};
  servers[1].manifest.name = "go_nethttp";
  servers[1].missing = launch::Missing{launch::Lack::manifest, "servers/go_nethttp/server.json: there is none"};
  const auto plan = make_plan(with_seed(), servers, catalog(), {0, 1});
  ASSERT_TRUE(plan) << plan.error().message();
  ASSERT_EQ(plan->skipped.size(), 1U);
  EXPECT_EQ(plan->skipped[0].skipped, "servers/go_nethttp/server.json: there is none");
}

TEST(Plan, AServerForDevelopmentIsRefusedUnlessItIsAllowedAndThenNoted) {
  auto servers = three();
  servers[1].manifest.build = {{"go", "build", "-race", "."}};
  servers.push_back(server("cpp_null"));
  servers.back().manifest.role = "calibration";
  const auto refused = make_plan(with_seed(), servers, catalog(), {0, 1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::usage);
  EXPECT_THAT(refused.error().message(),
              testing::AllOf(HasSubstr("go_nethttp is not measured: its build says `-race`"),
                             HasSubstr("servers/go_nethttp/server.json"), HasSubstr("--allow-debug")));
  auto options = with_seed();
  options.servers = {"cpp_beast"};
  EXPECT_TRUE(make_plan(options, servers, catalog(), {0, 1})) << "what takes no part is not asked";
  options = with_seed();
  options.allow_debug = true;
  const auto plan = make_plan(options, servers, catalog(), {0, 1});
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->notes,
              testing::Contains(HasSubstr("go_nethttp is measured all the same, with --allow-debug: its ")));
  servers[1] = three()[1];
  servers.back().manifest.start = {"gdb", "--args", "{build}/cpp_null"};
  EXPECT_FALSE(make_plan(with_seed(), servers, catalog(), {0, 1})) << "the calibration would show too low a ceiling";
}

TEST(Plan, TheArrivalsAreThoseOfAllOpenLoadsAndOfTheSearchAndOfNothingElse) {
  auto options = with_seed();
  options.loads = {"closed", "common", "steps:1k+2k", "held:4"};
  options.slo = result::Objective{.percentile = 0.99, .latency = std::chrono::milliseconds{20}};
  const auto arrivals = [&] {
    std::vector<std::string> all;
    const auto plan = make_plan(options, three(), catalog(), {0, 1}).value();
    for (const auto &load : plan.loads) all.push_back(load.arrivals);
    all.push_back(plan.slo->arrivals);
    return all;
  };
  EXPECT_THAT(arrivals(), ElementsAre("", "constant", "constant", "", "constant"));
  options.arrivals = schedule::Arrivals::poisson;
  EXPECT_THAT(arrivals(), ElementsAre("", "poisson", "poisson", "", "poisson"));
}

TEST(Plan, ArrivalsThatSpaceNothingAreRefused) {
  auto options = with_seed();
  options.loads = {"closed", "held:4"};
  options.arrivals = schedule::Arrivals::constant;
  const auto plan = make_plan(options, three(), catalog(), {0, 1});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().kind(), base::ErrorKind::usage);
  EXPECT_THAT(plan.error().message(), HasSubstr("--arrivals spaces the requests of open loads, and there is none"));
  options.rates = {base::Rate{100}};
  EXPECT_TRUE(make_plan(options, three(), catalog(), {0, 1}));
}

TEST(Plan, ACalibrationTakesNoPart) {
  auto servers = three();
  servers.push_back(server("cpp_null"));
  servers.back().manifest.role = "calibration";
  auto options = with_seed();
  options.all = true;
  const auto plan = make_plan(options, servers, catalog(), {0, 1});
  ASSERT_TRUE(plan) << plan.error().message();
  EXPECT_THAT(labels(*plan), testing::Not(testing::Contains("cpp_null")));
  options.servers = {"cpp_beast", "cpp_null"};
  const auto named = make_plan(options, servers, catalog(), {0, 1});
  ASSERT_FALSE(named);
  EXPECT_THAT(named.error().message(), HasSubstr("cpp_null is a calibration"));
}

TEST(Plan, ATunedServerTakesPartWhenNamedOrWithAll) {
  auto servers = three();
  servers.push_back(server("cpp_beast_tuned"));
  servers.back().manifest.variant = "tuned";
  auto options = with_seed();
  const auto usual = make_plan(options, servers, catalog(), {0, 1});
  EXPECT_THAT(labels(*usual), testing::Not(testing::Contains("cpp_beast_tuned")));
  options.all = true;
  EXPECT_THAT(labels(*make_plan(options, servers, catalog(), {0, 1})), testing::Contains("cpp_beast_tuned"));
  options.all = false;
  options.servers = {"cpp_beast_tuned", "go_nethttp"};
  EXPECT_THAT(labels(*make_plan(options, servers, catalog(), {0, 1})), testing::Contains("cpp_beast_tuned"));
}

TEST(Plan, WhenNoServerCanBeStartedThereIsNoPlan) {
  auto servers = three();
  for (auto &choice : servers) choice.missing = launch::Missing{launch::Lack::build, "not built"};
  const auto plan = make_plan(with_seed(), servers, catalog(), {0, 1});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().kind(), base::ErrorKind::server);
}

TEST(Plan, TheBaselineIsTheFirstServerWhenTheUsualOneIsAbsent) {
  auto options = with_seed();
  options.servers = {"go_nethttp", "cpp_beast"};
  const auto plan = make_plan(options, three(), catalog(), {0, 1});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->baseline, "go_nethttp");
  EXPECT_THAT(labels(*plan), ElementsAre("go_nethttp", "cpp_beast", "go_nethttp (again)"));
}

TEST(Plan, ANameGivenTwiceTakesPartOnce) {
  auto options = with_seed();
  options.servers = {"cpp_beast", "cpp_beast"};
  const auto plan = make_plan(options, three(), catalog(), {0, 1});
  ASSERT_TRUE(plan);
  EXPECT_THAT(labels(*plan), ElementsAre("cpp_beast", "cpp_beast (again)"));
}

TEST(Plan, OnlyOfferedWorkloadsAreMeasured) {
  std::vector<Choice> servers{server("a"), server("b", {"json"})};
  auto options = with_seed();
  options.all = true;
  options.baseline = "a";
  const auto plan = make_plan(options, servers, catalog(), {0, 1});
  ASSERT_TRUE(plan) << plan.error().message();
  EXPECT_EQ(std::ranges::count(plan->trials, std::size_t{1}, &TrialPlan::participant), 3);
}

TEST(Plan, AServerIsDescribedWithTheEnvironmentItWillGet) {
  auto choice = server("a");
  choice.manifest.environment = {{"VENV", "{build}/venv"}};
  const auto record = describe(choice.manifest, "a");
  EXPECT_EQ(record.environment.at("VENV"), "{build}/venv");
  EXPECT_TRUE(record.environment.contains("PATH")) << "what every server gets";
}

TEST(Plan, TheServerGetsTheHighestProcessors) {
  auto options = with_seed();
  options.cores = 2;
  const auto plan = make_plan(options, three(), catalog(), {0, 1, 2, 5});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->generator_cpus, (base::CpuSet{0, 1}));
  EXPECT_EQ(plan->server_cpus, (base::CpuSet{2, 5}));
}

TEST(Plan, OneProcessorIsSharedAndSaidSo) {
  const auto plan = make_plan(with_seed(), three(), catalog(), {0});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->server_cpus, plan->generator_cpus);
  EXPECT_THAT(plan->notes.front(), HasSubstr("one processor only"));
}

TEST(Plan, RatesBecomeLoads) {
  auto options = with_seed();
  options.loads = {"closed"};
  options.rates = {base::Rate{1500}, base::Rate{20000}};
  const auto plan = make_plan(options, three(), catalog(), {0, 1});
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->loads.size(), 3U);
  EXPECT_EQ(plan->loads[1].name, "rate:1500.0");
  EXPECT_DOUBLE_EQ(plan->loads[2].rate_per_s, 20000);
}

TEST(Plan, CountsALoadOnceThatIsNamedTwice) {
  auto options = with_seed();
  options.loads = {"closed", "common", "closed"};
  EXPECT_EQ(make_plan(options, three(), catalog(), {0, 1}).value().loads.size(), 2U);
}

TEST(Plan, RefusesTwoWordsForOneLoad) {
  const auto refusal = [](std::vector<std::string> loads, std::vector<base::Rate> rates = {}) {
    auto options = with_seed();
    options.loads = std::move(loads);
    options.rates = std::move(rates);
    const auto plan = make_plan(options, three(), catalog(), {0, 1});
    return plan ? std::string{"none"} : plan.error().message();
  };
  EXPECT_EQ(refusal({"closed", "closed:64"}), "the loads 'closed' and 'closed:64' are the same; name one of them");
  EXPECT_THAT(refusal({"rate:1.5k"}, {base::Rate{1500}}), HasSubstr("'rate:1.5k' and 'rate:1500.0' are the same"));
  EXPECT_THAT(refusal({"steps:1k+2k", "steps:1000+2000"}), HasSubstr("are the same"));
  EXPECT_EQ(refusal({"closed", "closed:65", "churn:1", "held:64", "share:50", "share:51"}), "none");
}

TEST(Plan, TheDefaultQuickComparisonIsEstimatedBelowFourAndAHalfMinutes) {
  const auto plan = make_plan(with_seed(), three(), catalog(), {0, 1});
  ASSERT_TRUE(plan);
  EXPECT_LT(plan->estimate(), std::chrono::seconds{270});
  EXPECT_GT(plan->estimate(), std::chrono::seconds{180});
}

TEST(Plan, TheStandardComparisonIsEstimatedAtAboutHalfAnHour) {
  auto options = with_seed();
  options.profile = "standard";
  const auto plan = make_plan(options, three(), catalog(), {0, 1});
  ASSERT_TRUE(plan);
  EXPECT_GT(plan->estimate(), std::chrono::minutes{27});
  EXPECT_LT(plan->estimate(), std::chrono::minutes{32});
}

TEST(Plan, SaysWhatAServerDoesNotOffer) {
  auto servers = three();
  servers.back().manifest.workloads = {"json"};
  const auto plan = make_plan(with_seed(), servers, catalog(), {0, 1});
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->not_offered(), ElementsAre("python_fastapi does not offer `plaintext`, `order`"));
}

TEST(Plan, CountsNoPilotForAWorkloadThatAServerDoesNotOffer) {
  auto servers = three();
  const auto before = make_plan(with_seed(), servers, catalog(), {0, 1});
  servers.front().manifest.workloads = {"json"};
  const auto after = make_plan(with_seed(), servers, catalog(), {0, 1});
  ASSERT_TRUE(before && after);
  EXPECT_EQ(before->estimate() - after->estimate(), 6 * after->estimate(after->trials.front()) + 2 * pilot_estimate);
}

Choice null_server(std::string name = "cpp_null") {
  auto null = server(std::move(name), {});
  null.manifest.role = "calibration";
  return null;
}

std::vector<Choice> three_and_null() {
  auto servers = three();
  servers.push_back(null_server("a_null"));
  servers.push_back(null_server());
  return servers;
}

TEST(Calibration, TakesPartOnceInEveryBlockAtAPlaceOfItsOwnAndIsNoParticipant) {
  const auto plan = make_plan(with_seed(), three_and_null(), catalog(), {0, 1});
  ASSERT_TRUE(plan) << plan.error().message();
  ASSERT_TRUE(plan->calibration);
  EXPECT_EQ(plan->calibration->manifest.name, "cpp_null");
  EXPECT_THAT(labels(*plan), ElementsAre("cpp_beast", "go_nethttp", "python_fastapi", "python_fastapi (again)"));
  EXPECT_EQ(plan->trials.size(), 30U + 3);
  std::map<int, int> of_block;
  std::set<std::size_t> places;
  for (std::size_t i = 0; i < plan->trials.size(); ++i) {
    if (!plan->trials[i].calibrates) continue;
    ++of_block[plan->trials[i].block];
    places.insert(i % 11);
    EXPECT_EQ(plan->label(plan->trials[i]), "cpp_null (calibration)");
  }
  EXPECT_EQ(of_block, (std::map<int, int>{{1, 1}, {2, 1}, {3, 1}}));
  EXPECT_GT(places.size(), 1U) << "it is shuffled with the others";
  EXPECT_THAT(plan->notes, testing::IsEmpty());
}

TEST(Calibration, IsAskedTheFirstClosedLoadOfTheRun) {
  const auto load_of = [](std::vector<std::string> words) {
    auto options = with_seed();
    options.loads = std::move(words);
    options.connections = 32;
    return make_plan(options, three_and_null(), catalog(), {0, 1})->calibration->load;
  };
  EXPECT_EQ(load_of({"common", "churn:1", "closed:16", "closed:256"}).connections, 16);
  EXPECT_EQ(load_of({}).name, "closed");
  const auto made = load_of({"common", "rate:100"});
  EXPECT_EQ(made.name, "closed");
  EXPECT_EQ(made.model, "closed");
  EXPECT_EQ(made.connections, 32);
  EXPECT_EQ(made.measure, std::chrono::seconds{2});
}

TEST(Calibration, ThatIsMissingIsANoteAndTheRunGoesOn) {
  auto servers = three();
  servers.push_back(null_server());
  servers.back().missing = launch::Missing{launch::Lack::build, "not built; run scripts/setup"};
  for (const auto &choices : {servers, three()}) {
    const auto plan = make_plan(with_seed(), choices, catalog(), {0, 1});
    ASSERT_TRUE(plan);
    EXPECT_FALSE(plan->calibration);
    EXPECT_EQ(plan->trials.size(), 30U);
    ASSERT_EQ(plan->notes.size(), 1U);
    EXPECT_THAT(plan->notes.front(), HasSubstr("decided by an assumed share"));
  }
  EXPECT_THAT(make_plan(with_seed(), servers, catalog(), {0, 1})->notes.front(), HasSubstr("cpp_null: not built"));
}

TEST(Precision, AddsToAtLeastSixBlocksAndHasACap) {
  const auto planned_blocks = [](const char *profile, int blocks) {
    auto options = with_seed();
    options.profile = profile;
    options.blocks = blocks;
    options.precision = 0.03;
    const auto plan = make_plan(options, three(), catalog(), {0, 1});
    EXPECT_GT(plan->estimate_most(), plan->estimate());
    return std::pair{plan->blocks, plan->precision->most_blocks};
  };
  EXPECT_EQ(planned_blocks("quick", 0), (std::pair{6, 24}));
  EXPECT_EQ(planned_blocks("standard", 0), (std::pair{10, 40}));
  EXPECT_EQ(planned_blocks("quick", 500), (std::pair{500, 1000})) << "the most that a run may have";
  EXPECT_FALSE(make_plan(with_seed(), three(), catalog(), {0, 1})->precision);
}

TEST(Capacity, IsPartOfTheEstimateAndLongerForASlowServer) {
  auto options = with_seed();
  const auto without = make_plan(options, three(), catalog(), {0, 1})->estimate();
  options.slo = result::Objective{.percentile = 0.99, .latency = std::chrono::milliseconds{20}};
  const auto plan = make_plan(options, three(), catalog(), {0, 1});
  EXPECT_GT(plan->estimate(), without + std::chrono::minutes{5}) << "30 launches of ten seconds and more";
  EXPECT_GT(plan->estimate(plan->trials[0], 500), plan->estimate(plan->trials[0]) + std::chrono::minutes{2});
}

struct BadWords {
  const char *what;
  void (*spoil)(Options &);
  const char *says;
};
class BadOptions : public testing::TestWithParam<BadWords> {};
TEST_P(BadOptions, AreUsageErrorsThatHelp) {
  auto options = with_seed();
  GetParam().spoil(options);
  const auto plan = make_plan(options, three(), catalog(), {0, 1});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().kind(), base::ErrorKind::usage);
  EXPECT_THAT(plan.error().message(), HasSubstr(GetParam().says));
}
INSTANTIATE_TEST_SUITE_P(Each, BadOptions,
                         testing::Values(BadWords{"server", [](Options &o) { o.servers = {"go_nethtp"}; },
                                                  "go_nethttp"},
                                         BadWords{"workload", [](Options &o) { o.workloads = {"jsn"}; }, "json"},
                                         BadWords{"profile", [](Options &o) { o.profile = "quik"; }, "quick"},
                                         BadWords{"load", [](Options &o) { o.loads = {"opne"}; }, "opne"},
                                         BadWords{"baseline", [](Options &o) { o.baseline = "cpp_bast"; }, "cpp_beast"},
                                         BadWords{"cores", [](Options &o) { o.cores = 2; }, "leaves no processor"}),
                         [](const auto &param) { return std::string{param.param.what}; });

TEST(OpenRates, AreHalfOfTheSlowestOrAShareOfOnesOwn) {
  const std::map<std::string, double> pilots{{"fast", 40000}, {"slow", 3000}};
  const double common = common_rate(pilots);
  EXPECT_DOUBLE_EQ(common, 1500);
  std::vector<result::LoadRequest> loads(7);
  loads[0] = {.name = "closed", .model = "closed"};
  loads[1] = {.name = "common", .model = "open", .common = true};
  loads[2] = {.name = "share:80", .model = "open", .share = 0.8};
  loads[3] = {.name = "rate:500", .model = "open", .rate_per_s = 500};
  // These have what they need in themselves.
  loads[4] = {.name = "steps:1+2", .model = "open", .steps_per_s = {1, 2}};
  loads[5] = {.name = "held:9", .model = "held", .connections = 9};
  loads[6] = {.name = "churn:1", .model = "closed", .requests_per_connection = 1};
  const auto rates = open_rates(loads, 40000, common);
  EXPECT_EQ(rates, (std::map<std::string, double>{{"common", 1500}, {"share:80", 32000}, {"rate:500", 500}}));
}

TEST(Descriptors, ALoadThatNeedsMoreThanThereAreIsRefusedWithTheRemedy) {
  std::vector<result::LoadRequest> loads(1);
  loads[0].name = "closed";
  loads[0].connections = 1000;
  EXPECT_TRUE(check_descriptors(loads, 1064));
  const auto refused = check_descriptors(loads, 1063);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::environment);
  EXPECT_THAT(refused.error().message(), HasSubstr("ulimit"));
}

TEST(OpenRates, AreNeverBelowOneASecond) {
  std::vector<result::LoadRequest> loads{{.name = "share:1", .model = "open", .share = 0.01}};
  EXPECT_EQ(open_rates(loads, 20, 10).at("share:1"), 1);
}

} // namespace
} // namespace reqbench::run
