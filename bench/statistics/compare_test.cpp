#include "statistics/compare.hpp"

#include "statistics/made_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace reqbench::statistics {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

MadeRun two() { return MadeRun{}.closed().throughput("python_fastapi", {1000}).throughput("cpp_beast", {4000}); }

class Compared : public testing::Test {
protected:
  void old(result::Run run) { add("old" + std::to_string(runs_.size() + 1), std::move(run)); }
  const Comparison &with(result::Run run, const std::string &reference = {}) {
    add("new", std::move(run));
    std::vector<ComparedRun> named;
    for (std::size_t i = 0; i < runs_.size(); ++i) named.push_back({names_[i], runs_[i], summaries_[i]});
    if (!reference.empty()) checked_ = check_reference(named, reference);
    return comparison_ = compare(std::span{named}.first(named.size() - 1), named.back(), reference);
  }
  const base::Status &checked() const { return checked_; }
  const Moved *moved(Metric metric, const std::string &server = "cpp_beast") const {
    for (const auto &each : comparison_.moved)
      if (each.metric == metric && each.server == server) return &each;
    return nullptr;
  }
  const Comparison &comparison() const { return comparison_; }
  std::string reasons() const {
    std::string all;
    for (const auto &left : comparison_.uncompared) all += left.what + ": " + left.why + "\n";
    return all;
  }

private:
  void add(std::string name, result::Run run) {
    names_.push_back(std::move(name));
    runs_.push_back(std::move(run));
    summaries_.push_back(summarize(runs_.back()));
  }
  std::deque<std::string> names_;
  std::deque<result::Run> runs_;
  std::deque<Summary> summaries_;
  Comparison comparison_;
  base::Status checked_;
};

TEST_F(Compared, IsARatioOfRatiosSoASlowerMachineMovesNothing) {
  old(two().make());
  with(two().throughput("python_fastapi", {500}).throughput("cpp_beast", {2000}).make());
  ASSERT_NE(moved(Metric::throughput), nullptr);
  EXPECT_NEAR(moved(Metric::throughput)->change.ratio.value, 1, 1e-9);
}

TEST_F(Compared, SeesAServerThatLost15PercentOnAMachineTwiceAsFast) {
  old(two().make());
  with(two().throughput("python_fastapi", {2000}).throughput("cpp_beast", {6800}).make());
  const auto *lost = moved(Metric::throughput);
  EXPECT_NEAR(lost->change.ratio.value, 0.85, 1e-9); // 3.4 ÷ 4
  EXPECT_NEAR(lost->change.half, 0.0487902, 1e-6);   // log 1.05: the blocks are all alike
  EXPECT_EQ(lost->verdict, Verdict::slower);
  EXPECT_EQ(lost->reference, "python_fastapi");
}

TEST_F(Compared, MarksMoreCpuAsWorse) {
  old(two().make());
  with(two()
           .each_load([](const result::TrialRecord &trial, result::LoadRecord &load) {
             if (trial.server == "cpp_beast")
               load.recording.windows.clear(), load.server_window = load.server_window * 4 / 5;
           })
           .make());
  EXPECT_NEAR(moved(Metric::server_cpu)->change.ratio.value, 1.25, 1e-6);
  EXPECT_EQ(moved(Metric::server_cpu)->verdict, Verdict::slower);
}

TEST_F(Compared, EstimatesTheSpreadFromFiveOldRunsOn) {
  for (const double rate : {3960.0, 3980.0, 4000.0, 4020.0, 4040.0}) old(two().throughput("cpp_beast", {rate}).make());
  with(two().make());
  const auto *same = moved(Metric::throughput);
  EXPECT_EQ(same->change.spread, Spread::estimated);
  EXPECT_EQ(same->change.ratio.n, 5);
  EXPECT_EQ(same->old_ratios.size(), 5u);
  EXPECT_NEAR(same->change.between, 0.0079057, 1e-5); // of logs of 0.990 … 1.010
}

TEST_F(Compared, CountsAFigureOfTheWholeLaunchOnce) {
  old(two().open(500).make());
  const auto &all = with(two().open(500).make()).moved;
  EXPECT_EQ(std::ranges::count(all, Metric::memory_loaded, &Moved::metric), 1);
  EXPECT_EQ(std::ranges::count(all, Metric::throughput, &Moved::metric), 1) << "an open load answers what was asked";
  EXPECT_EQ(std::ranges::count(all, Metric::server_cpu, &Moved::metric), 2);
}

TEST_F(Compared, LeavesOutAnOpenLoadWhoseArrivalsAreSpacedInAnotherWay) {
  const auto open = [](const char *arrivals) {
    auto run = two().open(500).make();
    for (auto &load : run.record.loads)
      if (load.model == "open") load.arrivals = arrivals;
    return run;
  };
  old(open("")); // of before it was kept: constant
  with(open("constant"));
  EXPECT_EQ(reasons().find("arrivals"), std::string::npos);
  with(open("poisson"));
  EXPECT_THAT(reasons(), HasSubstr("the spacing of the arrivals was constant, now it is poisson"));
}

struct Difference {
  const char *name;
  void (*change)(result::Run &run);
  const char *why;
};

class NotCompared : public Compared, public testing::WithParamInterface<Difference> {};

TEST_P(NotCompared, IsNamedWithItsReason) {
  old(two().make());
  auto changed = two().make();
  GetParam().change(changed);
  EXPECT_THAT(with(std::move(changed)).moved, IsEmpty());
  EXPECT_THAT(reasons(), HasSubstr(GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(
    Experiments, NotCompared,
    testing::Values(Difference{"engine", [](result::Run &run) { run.record.engine = "io_uring"; },
                               "old1: the engine was epoll, now it is io_uring"},
                    Difference{"variant", [](result::Run &run) { run.record.servers[1].variant = "tuned"; },
                               "`cpp_beast` × `json` × `closed`: old1: the variant was idiomatic, now it is tuned"},
                    Difference{"reference", [](result::Run &run) { run.record.servers[0].variant = "tuned"; },
                               "of the reference the variant was idiomatic, now it is tuned"},
                    Difference{"workload",
                               [](result::Run &run) {
                                 run.record.workloads[0].document = {{"requests", 2}};
                               },
                               "the workload's document is another version"},
                    Difference{"connections", [](result::Run &run) { run.record.loads[0].connections = 512; },
                               "the number of connections was 64, now it is 512"},
                    Difference{"length", [](result::Run &run) { run.record.loads[0].measure *= 2; },
                               "the length was 2.00 s, now it is 4.00 s"},
                    Difference{"model", [](result::Run &run) { run.record.loads[0].model = "held"; },
                               "the model was closed, now it is held"},
                    Difference{"rate", [](result::Run &run) { run.record.loads[0].rate_per_s = 500; },
                               "the rate was not asked, now it is 500.000 per s"},
                    Difference{"reuse", [](result::Run &run) { run.record.loads[0].requests_per_connection = 1; },
                               "the reuse of connections was without end, now it is 1 a connection"},
                    Difference{"cores",
                               [](result::Run &run) {
                                 run.record.server_cpus = {1, 2};
                               },
                               "the number of the server's processors was 1, now it is 2"},
                    Difference{"failed",
                               [](result::Run &run) {
                                 for (auto &trial : run.trials) trial.failure = "died";
                               },
                               "`cpp_beast` × `json` × `closed`: new: every launch of it failed"},
                    Difference{"nothing_in_common",
                               [](result::Run &run) {
                                 run.record.servers[1].label = run.record.servers[1].name = "go_nethttp";
                                 for (auto &trial : run.trials)
                                   if (trial.server == "cpp_beast") trial.server = "go_nethttp";
                               },
                               "`go_nethttp` × `json` × `closed`: old1: it did not measure this server"}),
    [](const testing::TestParamInfo<Difference> &difference) { return std::string{difference.param.name}; });

TEST_F(Compared, TellsACapacityThatIsNoLongerThere) {
  const auto searched = [](double per_s) {
    auto run = two()
                   .each_trial([&](result::TrialRecord &trial) {
                     trial.capacity = result::CapacityRecord{};
                     if (trial.server == "python_fastapi" || per_s > 0) trial.capacity->rate_per_s = 500 + per_s;
                   })
                   .make();
    run.record.slo = result::Objective{.percentile = 0.99, .latency = std::chrono::milliseconds{20}};
    return run;
  };
  old(searched(400));
  with(searched(0));
  const auto &left = comparison().uncompared;
  const auto told = std::ranges::find(left, "`cpp_beast` × `json`, capacity", &Uncompared::what);
  ASSERT_NE(told, left.end()) << reasons();
  EXPECT_TRUE(told->lost);
  EXPECT_EQ(told->of, Metric::capacity);
  EXPECT_EQ(told->why, "new: it lacks this figure, which old1 has");
}

TEST_F(Compared, CallsNoFigureOfTheWholeLaunchLostThatAnotherLoadHas) {
  const auto both = [] { return MadeRun{}.blocks(2).closed().open(500); };
  old(both().make());
  // Under full load one server has the one block and the other the other one, so that no block has a ratio.
  with(both()
           .each_load([](const result::TrialRecord &trial, result::LoadRecord &load) {
             load.recording.interrupted = load.name == "closed" && (trial.server == "cpp_beast") == (trial.block == 1);
           })
           .make());
  ASSERT_NE(moved(Metric::memory_loaded), nullptr) << reasons();
  EXPECT_EQ(moved(Metric::memory_loaded)->load, "common");
  const auto &left = comparison().uncompared;
  EXPECT_EQ(std::ranges::count(left, Metric::memory_loaded, &Uncompared::of), 0) << reasons();
  const auto of_the_load = std::ranges::find(left, "`cpp_beast` × `json` × `closed`, requests/s", &Uncompared::what);
  ASSERT_NE(of_the_load, left.end()) << reasons();
  EXPECT_TRUE(of_the_load->lost);
}

/// What may become of a cell that an older run measured.
struct Loss {
  const char *name;
  void (*change)(result::Run &run);
  bool lost;
  const char *why;
};

class LostCell : public Compared, public testing::WithParamInterface<Loss> {
public:
  static void drop(result::Run &run) {
    std::erase_if(run.trials, [](const auto &trial) { return trial.server == "cpp_beast"; });
  }
};

TEST_P(LostCell, IsToldAndLostWhereTheNewRunWasAskedForIt) {
  old(two().make());
  auto changed = two().make();
  GetParam().change(changed);
  with(std::move(changed));
  const auto &left = comparison().uncompared;
  const auto told = std::ranges::find(left, "`cpp_beast` × `json` × `closed`", &Uncompared::what);
  ASSERT_NE(told, left.end()) << reasons();
  EXPECT_EQ(told->why, std::string{"new: "} + GetParam().why);
  EXPECT_EQ(told->lost, GetParam().lost);
}

INSTANTIATE_TEST_SUITE_P(Fates, LostCell,
                         testing::Values(Loss{"no_trial", [](result::Run &run) { LostCell::drop(run); }, true,
                                              "it was planned, and no launch of it is there"},
                                         Loss{"no_such_load_in_its_trials",
                                              [](result::Run &run) {
                                                for (auto &trial : run.trials)
                                                  if (trial.server == "cpp_beast") trial.loads.clear();
                                              },
                                              true, "it was planned, and no launch of it is there"},
                                         Loss{"unreadable",
                                              [](result::Run &run) {
                                                LostCell::drop(run);
                                                run.damaged = {"trials/2.json: it ends in the middle"};
                                              },
                                              true, "no launch of it can be read"},
                                         Loss{"refused",
                                              [](result::Run &run) {
                                                LostCell::drop(run);
                                                run.record.servers[1].skipped = "it answers wrongly";
                                              },
                                              true, "it took no part: it answers wrongly"},
                                         Loss{"failed",
                                              [](result::Run &run) {
                                                for (auto &trial : run.trials)
                                                  if (trial.server == "cpp_beast") trial.failure = "died";
                                              },
                                              true, "every launch of it failed"},
                                         Loss{"server_not_asked_for",
                                              [](result::Run &run) {
                                                LostCell::drop(run);
                                                run.record.servers.pop_back();
                                              },
                                              false, "it was not measured"},
                                         Loss{"workload_not_offered",
                                              [](result::Run &run) {
                                                LostCell::drop(run);
                                                run.record.servers[1].workloads = {"plaintext"};
                                              },
                                              false, "it was not measured"}),
                         [](const testing::TestParamInfo<Loss> &loss) { return std::string{loss.param.name}; });

TEST_F(Compared, LeavesOutAnOldRunThatIsAnotherExperimentAndKeepsTheOthers) {
  old(two().make());
  auto other = two().throughput("cpp_beast", {8000}).make();
  other.record.workers = 4;
  old(std::move(other));
  with(two().make());
  EXPECT_NEAR(moved(Metric::throughput)->change.ratio.value, 1, 1e-9);
  EXPECT_EQ(moved(Metric::throughput)->change.ratio.n, 1);
  EXPECT_THAT(reasons(), HasSubstr("old2: the number of workers was 4, now it is 1"));
}

result::Run at_common_rate(double rate_per_s) {
  auto run = MadeRun{}.open(rate_per_s).make();
  run.record.loads[0].rate_per_s = 0;
  run.record.common_rates = {{"json", rate_per_s}};
  return run;
}

TEST_F(Compared, TakesNoCommonRateThatIsFarFromTheOther) {
  old(at_common_rate(500));
  with(at_common_rate(610));
  EXPECT_THAT(comparison().moved, IsEmpty());
  EXPECT_THAT(reasons(), HasSubstr("old1: the common rate was 500/s, now it is 610/s; ask both runs for one rate"));
}

TEST_F(Compared, CautionsAboutACommonRateThatIsALittleOff) {
  old(at_common_rate(500));
  EXPECT_NE(with(at_common_rate(590)).moved.size(), 0u);
  ASSERT_EQ(comparison().cautions.size(), 1u);
  EXPECT_THAT(comparison().cautions[0], HasSubstr("was 500/s in old1, now it is 590/s"));
}

TEST_F(Compared, TakesNoRatioThatTheGeneratorBound) {
  const auto bound = [](const result::TrialRecord &trial, result::LoadRecord &load) {
    if (trial.server == "cpp_beast") load.recording.generator.busy_share = 0.99;
  };
  old(two().each_load(bound).make());
  with(two().make());
  EXPECT_EQ(moved(Metric::throughput), nullptr);
  EXPECT_NE(moved(Metric::server_cpu), nullptr);
  EXPECT_THAT(reasons(), HasSubstr("requests/s: old1: the generator bound it, so it is a bound and no figure of the "
                                   "server; its CPU per request carries the comparison"));
}

/// The trials of a made server become those of the calibration.
result::Run calibrated(const MadeRun &made) {
  auto run = made.make();
  result::CalibrationRecord calibration{run.record.servers.back(), "json", run.record.loads.front()};
  calibration.load.name = "closed:64";
  run.record.servers.pop_back();
  for (auto &trial : run.trials)
    if (trial.server == calibration.server.label) {
      trial.loads.front().name = "closed:64";
      run.calibrations.push_back(trial);
    }
  std::erase_if(run.trials, [&](const auto &trial) { return trial.server == calibration.server.label; });
  run.record.calibration = std::move(calibration);
  return run;
}

TEST_F(Compared, SetsTheBaselineAgainstTheCalibration) {
  const auto made = [](double baseline) {
    return calibrated(two()
                          .servers({"python_fastapi", "cpp_beast", "cpp_null"})
                          .throughput("python_fastapi", {baseline})
                          .throughput("cpp_null", {20'000}));
  };
  old(made(1000));
  with(made(900));
  const auto *baseline = moved(Metric::throughput, "python_fastapi");
  ASSERT_NE(baseline, nullptr);
  EXPECT_EQ(baseline->reference, "cpp_null");
  EXPECT_NEAR(baseline->change.ratio.value, 0.9, 1e-9);
  EXPECT_EQ(moved(Metric::memory_loaded, "python_fastapi"), nullptr);
  EXPECT_EQ(moved(Metric::throughput)->reference, "python_fastapi");
}

TEST_F(Compared, SaysWhyTheBaselineHasNoFigureWithoutACalibration) {
  old(two().make());
  with(two().make());
  EXPECT_EQ(moved(Metric::throughput, "python_fastapi"), nullptr);
  EXPECT_THAT(reasons(), HasSubstr("`python_fastapi` × `json` × `closed`: it is the reference"));
}

MadeRun three() { return two().servers({"python_fastapi", "go_nethttp", "cpp_beast"}); }

TEST_F(Compared, SetsAllAgainstTheReferenceThatWasAskedFor) {
  old(three().throughput("go_nethttp", {2000}).make());
  with(three().throughput("go_nethttp", {1000}).make(), "go_nethttp");
  EXPECT_TRUE(checked());
  EXPECT_EQ(moved(Metric::throughput)->reference, "go_nethttp");
  EXPECT_NEAR(moved(Metric::throughput)->change.ratio.value, 2, 1e-9);
  EXPECT_NEAR(moved(Metric::throughput, "python_fastapi")->change.ratio.value, 2, 1e-9);
  EXPECT_EQ(moved(Metric::throughput, "go_nethttp"), nullptr);
}

TEST_F(Compared, SetsAllAgainstTheCalibrationWhereThatWasAskedFor) {
  const auto made = [] {
    return calibrated(two().servers({"python_fastapi", "cpp_beast", "cpp_null"}).throughput("cpp_null", {20'000}));
  };
  old(made());
  with(made(), "cpp_null");
  EXPECT_TRUE(checked());
  EXPECT_EQ(moved(Metric::throughput)->reference, "cpp_null");
}

TEST_F(Compared, RefusesAReferenceThatARunDoesNotHoldAndSaysWhatItHolds) {
  old(two().make());
  with(three().make(), "go_nethttp");
  ASSERT_FALSE(checked());
  EXPECT_EQ(checked().error().kind(), base::ErrorKind::usage);
  EXPECT_THAT(checked().error().message(), testing::AllOf(HasSubstr("old1 must have measured it"),
                                                          HasSubstr("go_nethttp"), HasSubstr("python_fastapi")));
}

/// Blocks of ± `wobble`, around a change of `by` for the worse in one server of `count`.
result::Run among(int count, double by) {
  std::vector<std::string> labels{"s0"};
  for (int i = 1; i <= count; ++i) labels.push_back("s" + std::to_string(i));
  auto made = MadeRun{}.servers(labels).closed();
  for (int i = 1; i <= count; ++i) {
    const double mean = 4000 * (i == 1 ? 1 - by : 1);
    made.throughput(labels[static_cast<std::size_t>(i)], {mean * 0.99, mean, mean * 1.01});
  }
  return made.make();
}

TEST_F(Compared, CallsAChangeWorseAloneButNotAmongMany) {
  old(among(1, 0));
  EXPECT_EQ(with(among(1, 0.095)).moved.front().verdict, Verdict::slower);
}

TEST_F(Compared, CorrectsItsWordsForTheNumberOfChangesOfOneFigure) {
  old(among(40, 0));
  with(among(40, 0.095));
  const auto *one = moved(Metric::throughput, "s1");
  EXPECT_EQ(one->alone, Verdict::slower);
  EXPECT_EQ(one->verdict, Verdict::undecided);
  EXPECT_EQ(moved(Metric::throughput, "s2")->verdict, moved(Metric::throughput, "s2")->alone);
}

TEST_F(Compared, IsWiderWhereOneOfTheRunsIsOfAnotherMachine) {
  for (const double rate : {3960.0, 3980.0, 4000.0, 4020.0}) old(two().throughput("cpp_beast", {rate}).make());
  auto other = two().throughput("cpp_beast", {4040}).make();
  other.record.host.fingerprint = "another";
  old(std::move(other));
  with(two().make());
  EXPECT_NEAR(moved(Metric::throughput)->change.machine, std::log(1.05), 1e-9);
  EXPECT_NEAR(moved(Metric::latency_p50)->change.machine, std::log(1.10), 1e-9);
}

TEST_F(Compared, JudgesNothingThatAFindingOfGradeInvalidHits) {
  old(two().make());
  auto changed = two().throughput("cpp_beast", {2000}).make();
  changed.broken_accounts = {"trials/7.json: the ledger does not balance"};
  with(std::move(changed));
  EXPECT_TRUE(moved(Metric::throughput)->invalid);
  EXPECT_EQ(moved(Metric::throughput)->verdict, Verdict::undecided);
}

TEST_F(Compared, JudgesTheOtherLoadsWhereTheGeneratorWasLateInOne) {
  old(two().open(500).make());
  with(two()
           .open(500)
           .each_load([](const result::TrialRecord &trial, result::LoadRecord &load) {
             if (trial.server == "cpp_beast" && load.name == "common")
               load.recording.late_generator.record(std::chrono::milliseconds{5}, 500);
           })
           .make());
  EXPECT_FALSE(moved(Metric::throughput)->invalid);
  for (const auto &each : comparison().moved)
    if (!row(each.metric).per_trial) {
      EXPECT_EQ(each.invalid, each.load == "common") << each.load;
    }
}

TEST_F(Compared, ComparesNoPercentileThatIsTooSmallToBeShown) {
  const auto few = [](const result::TrialRecord &, result::LoadRecord &load) {
    sample::Histogram latency;
    latency.record(std::chrono::milliseconds{1}, 2000); // 3 × 20 lie beyond p99
    load.recording.latency = latency;
  };
  old(two().make());
  with(two().each_load(few).make());
  EXPECT_EQ(moved(Metric::latency_p99), nullptr);
  EXPECT_NE(moved(Metric::latency_p50), nullptr);
}

TEST_F(Compared, LeavesOutAnOldRunThatCannotBeTrusted) {
  auto broken = two().make();
  broken.broken_accounts = {"trials/7.json: the ledger does not balance"};
  old(std::move(broken));
  EXPECT_THAT(with(two().make()).moved, IsEmpty());
  EXPECT_TRUE(comparison().uncompared.front().invalid);
}

TEST_F(Compared, CautionsAboutWhatElseDiffers) {
  old(two().make());
  auto changed = two().make();
  changed.record.host.fingerprint = "another";
  changed.record.binary = "another";
  changed.record.servers[0].versions = {{"python", "3.13"}};
  const auto cautions = with(std::move(changed)).cautions;
  ASSERT_EQ(cautions.size(), 3u);
  EXPECT_THAT(cautions[0], HasSubstr("old1 was measured on another machine"));
  EXPECT_THAT(cautions[1], HasSubstr("another build of reqbench"));
  EXPECT_THAT(cautions[2], HasSubstr("The reference `python_fastapi` ran with other versions"));
}

TEST_F(Compared, ReadsOverflowingFiguresAsNone) {
  old(two().make());
  with(two()
           .each_trial([](result::TrialRecord &trial) {
             trial.capacity = result::CapacityRecord{};
             trial.capacity->rate_per_s = trial.server == "cpp_beast" ? 1e308 : 1e-308;
           })
           .make());
  EXPECT_EQ(moved(Metric::capacity), nullptr);
  EXPECT_NE(moved(Metric::throughput), nullptr);
}

TEST(ComparedMetrics, HaveOneRowForEachMetricAndWordsOfTheirOwn) {
  for (const auto &metric : metric_table) {
    EXPECT_EQ(std::ranges::count(compared_metrics, metric.metric, &ComparedMetric::metric), 1) << metric.name;
    const auto word = compared(metric.metric).word;
    EXPECT_EQ(std::ranges::count(compared_metrics, word, &ComparedMetric::word), 1) << word;
  }
  EXPECT_EQ(compared(Metric::throughput).assumed, 0.05);
  EXPECT_EQ(compared(Metric::server_cpu).assumed, 0.05);
  EXPECT_EQ(compared(Metric::latency_p99).assumed, 0.15);
}

} // namespace
} // namespace reqbench::statistics
