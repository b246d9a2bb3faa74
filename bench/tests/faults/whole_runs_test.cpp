// Whole runs of servers that do as they should: what is measured, stored and told of each thing a run may be asked for.
#include "tests/faults/faults.hpp"

#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "statistics/ceiling.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

namespace reqbench::tests {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

TEST_F(Faults, AGoodServerIsMeasuredAndReported) {
  checkout.add_server("good", "good");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"good"}, out() + "/", 2));
  EXPECT_EQ(result::read_run(out())->record.id, "here") << "the slash at the end is no name";
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err; // 4: the machine was too busy to keep an open load's schedule
  EXPECT_EQ(finished_trials("good"), 4U) << run.err;  // 2 blocks × the A/A pair
  EXPECT_TRUE(std::filesystem::exists(out() + "/report.html"));
  EXPECT_TRUE(nothing_left());
}

TEST_F(Faults, TheCapacityIsSearchedInEachLaunchAndTheCostOfAConnectionIsRead) {
  checkout.add_server("good", "good");
  auto words = MadeCheckout::short_run({"good"}, out());
  checkout.add_server("null", "good");
  change(checkout.root() / "servers/null", [](base::Json &json) { json["role"] = "calibration"; });
  words.insert(words.end(), {"--loads", "closed,common,held:32", "--slo", "p50<200ms", "--arrivals", "poisson"});
  const auto run = checkout.reqbench(words, 150s);
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err;
  const auto read = result::read_run(out());
  ASSERT_TRUE(read);
  EXPECT_THAT(read->damaged, testing::IsEmpty());
  ASSERT_EQ(read->trials.size(), 2U) << run.err;
  EXPECT_EQ(read->record.slo->latency, 200ms);
  EXPECT_EQ(read->record.slo->arrivals, "poisson");
  for (const auto &trial : read->trials) {
    ASSERT_TRUE(trial.capacity) << trial.failure;
    EXPECT_LE(trial.capacity->steps.size(), 12U);
    EXPECT_GE(trial.capacity->steps.size(), 2U);
    EXPECT_FALSE(trial.capacity->ended.empty());
    result::Run before;
    before.record = read->record;
    for (const auto &calibration : read->calibrations)
      if (calibration.number < trial.number) before.calibrations.push_back(calibration);
    EXPECT_NEAR(trial.capacity->generator_share, statistics::ceiling_of(before).generator_share, 1e-6);
    for (const auto &load : trial.loads) {
      EXPECT_EQ(load.held_memory.has_value(), load.name == "held:32");
      if (load.name == "common") {
        EXPECT_EQ(load.recording.arrivals, "poisson");
      }
      // Which is more, is left to quiet machines: an allocator may still hold what the load before took.
      EXPECT_TRUE(!load.held_memory || (load.held_memory->before.pss > 0 && load.held_memory->held.pss > 0));
    }
  }
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("capacity under p50 "));

  // What advise makes of it holds when it is tried: so many instances, here one, at that rate.
  const auto advice = checkout.reqbench({"advise", out(), "--rate", "100", "--slo", "p50<200ms", "--json"});
  EXPECT_THAT(advice.exit_code, AnyOf(0, 1, 4)) << advice.err;
  const auto told = base::Json::parse(advice.out)["cells"][0];
  EXPECT_THAT(told["basis"].get<std::string>(), AnyOf("measured", "unknown"))
      << "a busy machine may end a search: " << told;
  EXPECT_EQ(told.value("processors", 1), 1) << told;
  auto at_that_rate = MadeCheckout::short_run({"good"}, out() + "-tried");
  at_that_rate.insert(at_that_rate.end(), {"--loads", "rate:100"});
  const auto tried = checkout.reqbench(at_that_rate, 150s);
  EXPECT_THAT(tried.exit_code, AnyOf(0, 4)) << tried.err;
  const auto result = result::read_run(out() + "-tried");
  ASSERT_TRUE(result);
  const auto &recording = result->trials.front().loads.front().recording;
  EXPECT_LT(recording.latency.quantile(0.5), 200ms);
  EXPECT_EQ(recording.ledger.ok(), recording.ledger.planned);
}

TEST_F(Faults, APrecisionAddsBlocksUntilItIsReached) {
  checkout.add_server("good", "good");
  checkout.add_server("other", "good");
  auto words = MadeCheckout::short_run({"good", "other"}, out());
  words.insert(words.end(), {"--loads", "closed", "--precision", "50%"});
  const auto run = checkout.reqbench(words, 240s);
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err;
  const auto read = result::read_run(out());
  ASSERT_TRUE(read);
  EXPECT_THAT(read->damaged, testing::IsEmpty());
  EXPECT_EQ(read->record.precision->asked, 0.5);
  EXPECT_EQ(read->record.precision->most_blocks, 24);
  EXPECT_GE(read->record.blocks, 6) << "fewer know their own spread too badly";
  EXPECT_EQ(read->trials.size(), static_cast<std::size_t>(3 * read->record.blocks)) << "complete blocks only";
}

TEST_F(Faults, ACalibrationIsStartedByNameButNeverListedOrCompared) {
  checkout.add_server("good", "good");
  checkout.add_server("null", "wrong");
  change(checkout.root() / "servers/null", [](base::Json &json) { json["role"] = "calibration"; });
  EXPECT_THAT(checkout.reqbench({"list"}).out, Not(HasSubstr("null")));
  EXPECT_THAT(checkout.reqbench({"list", "--json"}).out, Not(HasSubstr("\"null\"")));
  const auto everyone = checkout.reqbench({"run", "--all", "--dry-run"});
  EXPECT_EQ(everyone.exit_code, 0) << everyone.err;
  EXPECT_THAT(everyone.out, AllOf(HasSubstr("servers: good, good (again)\n"), HasSubstr("calibration: null (")));
  const auto named = checkout.reqbench({"run", "good", "null", "--dry-run"});
  EXPECT_EQ(named.exit_code, 2);
  EXPECT_THAT(named.err, HasSubstr("null is a calibration"));
  EXPECT_THAT(checkout.reqbench({"run", "nul", "--dry-run"}).err, Not(HasSubstr("null")));
  EXPECT_THAT(checkout.reqbench({"verify"}).out, Not(HasSubstr("null")));
  const auto lived = checkout.reqbench({"verify", "null"});
  EXPECT_EQ(lived.exit_code, 0) << lived.out;
  EXPECT_THAT(lived.out, AllOf(HasSubstr("null: "), Not(HasSubstr("Mars"))));
  auto serve = checkout.start({"serve", "null"});
  EXPECT_TRUE(serve.wait_for("serves on", 15s)) << serve.err();
  serve.signal(SIGTERM);
  EXPECT_EQ(serve.wait(5s).exit_code, 0);
}

TEST_F(Faults, ACalibrationIsMeasuredInEveryBlockStoredApartAndNeverRanked) {
  checkout.add_server("good", "good");
  checkout.add_server("null", "good");
  change(checkout.root() / "servers/null", [](base::Json &json) {
    json["role"] = "calibration";
    json["workloads"] = base::Json::array();
  });
  const auto run = checkout.reqbench(MadeCheckout::short_run({"good"}, out(), 2));
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err;
  const auto read = result::read_run(out());
  ASSERT_TRUE(read);
  EXPECT_THAT(read->damaged, testing::IsEmpty());
  EXPECT_EQ(read->trials.size(), 4U) << "2 blocks × the A/A pair";
  ASSERT_EQ(read->calibrations.size(), 2U) << run.err;
  for (const auto &trial : read->calibrations) {
    EXPECT_EQ(trial.failure, "");
    ASSERT_EQ(trial.loads.size(), 1U) << "closed on the first workload only";
    EXPECT_EQ(trial.loads[0].name, "closed");
    EXPECT_GT(trial.loads[0].recording.ledger.ok(), 0U);
    EXPECT_EQ(trial.loads[0].recording.ledger.wrong(), 0U);
    EXPECT_FALSE(trial.loads[0].server_threads.empty());
  }
  EXPECT_EQ(read->record.calibration->workload, "plaintext");
  const auto csv = checkout.reqbench({"report", out(), "--format", "csv"});
  EXPECT_THAT(csv.out, Not(HasSubstr("null")));
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("calibration"));
  EXPECT_TRUE(nothing_left());
}

TEST_F(Faults, TheVersionsThatReallyRunAreListedStoredAndReported) {
  checkout.add_server("good", "good");
  const std::vector<std::string> asks{"/usr/bin/env", "python3", "{folder}/made_server.py", "1.2.3", "--version",
                                      "--port",       "0"};
  change(checkout.root() / "servers/good", [&](base::Json &json) { json["version"] = asks; });
  EXPECT_THAT(checkout.reqbench({"list", "servers"}).out, Not(HasSubstr("1.2.3"))) << "nothing is started unasked";
  EXPECT_THAT(checkout.reqbench({"list", "servers", "--versions"}).out, HasSubstr("made_server 1.2.3"));
  checkout.reqbench(MadeCheckout::short_run({"good"}, out()));
  EXPECT_EQ(result::read_run(out())->record.servers[0].versions["made_server"], "1.2.3");
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("made_server 1.2.3"));
}

TEST_F(Faults, AProcessAConnectionIsCountedWithItsCpu) {
  checkout.add_server("forker", "forks");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"forker"}, out()));
  ASSERT_GT(finished_trials("forker"), 0U) << run.err;
  const auto read = result::read_run(out());
  ASSERT_TRUE(read);
  for (const auto &trial : read->trials) {
    for (const auto &load : trial.loads) {
      // The CPU per request of an interpreter is far beyond this, and the parent alone does nothing in a load.
      const auto answers = static_cast<std::int64_t>(load.recording.completed_in_window);
      if (std::ranges::count(trial.marks, "server CPU read late in " + load.name) == 0) {
        EXPECT_GT(load.server_cpu / std::max<std::int64_t>(1, answers), 5us) << load.name;
      }
      EXPECT_GT(load.counters.processes, 8) << load.name;
    }
  }
  EXPECT_TRUE(nothing_left());
}

} // namespace
} // namespace reqbench::tests
