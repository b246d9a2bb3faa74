// Every check: the trap built on purpose is caught, and a clean run, or one just inside the limit, is left in peace.
#include "statistics/made_traps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <set>

namespace reqbench::statistics {
namespace {

using result::LoadRecord;
using result::Run;
using result::TrialRecord;
using std::chrono::milliseconds;

void end(sample::Ledger &ledger, sample::Outcome outcome, std::uint64_t count) {
  ledger.ended[static_cast<std::size_t>(outcome)] += count;
  ledger.planned += count;
}

std::function<void(Run &)> failing(sample::Outcome outcome, std::uint64_t count) {
  return in("closed", [=](const TrialRecord &, LoadRecord &load) { end(load.recording.ledger, outcome, count); });
}

std::function<void(Run &)> late(int blocks) {
  return in("common", [=](const TrialRecord &trial, LoadRecord &load) {
    if (trial.block <= blocks) load.recording.late_generator.record(milliseconds{3}, 100);
  });
}

/// 2,000 answers a launch, `count` of them at `at`, the rest at 1 ms.
std::function<void(Run &)> latencies(milliseconds at, std::uint64_t count, double server_cpu_share) {
  return in("common", [=](const TrialRecord &, LoadRecord &load) {
    load.recording.latency.reset();
    load.recording.latency.record(at, count);
    load.recording.latency.record(milliseconds{1}, 2000 - count);
    load.server_cpu = base::from_seconds(2 * server_cpu_share);
  });
}

/// 20,000 answers in a closed load of 64 connections; so many of them came after half a second, the rest after 1 ms.
std::function<void(Run &)> stalled(std::uint64_t waiting) {
  return in("closed", [=](const TrialRecord &, LoadRecord &load) {
    load.recording.latency.reset();
    load.recording.latency.record(milliseconds{500}, waiting);
    load.recording.latency.record(milliseconds{1}, 20'000 - waiting);
  });
}

/// Both "other" and "base" are bound by the generator, at rates that differ by `factor`.
std::function<void(Run &)> at_ceiling(double factor) {
  return [=](Run &run) {
    for (auto &trial : run.trials)
      for (auto &load : trial.loads) {
        if (load.name != "closed") continue;
        load.recording.generator.busy_share = 0.97;
        const double rate = trial.server == "other" ? 1000 * factor : 1000;
        load.recording.completed_in_window = static_cast<std::uint64_t>(rate * 2);
      }
  };
}

std::function<void(Run &)> self_pair(double factor, std::function<void(TrialRecord &, LoadRecord &, double)> change) {
  return [=](Run &run) {
    for (auto &trial : run.trials)
      for (auto &load : trial.loads)
        if (trial.server == "base (again)") change(trial, load, factor + 0.001 * trial.block);
  };
}

/// Of the 2,000 requests of a launch so many waited 1 ms for a connection.
std::function<void(Run &)> waiting(std::uint64_t count) {
  return in("common", [=](const TrialRecord &, LoadRecord &load) {
    load.recording.late_no_connection.record(milliseconds{0}, 2000 - count);
    load.recording.late_no_connection.record(milliseconds{1}, count);
  });
}

/// So many of 100 turns of each launch lasted 4 ms.
void long_turns(LoadRecord &load, std::uint64_t count) {
  load.recording.generator.loop_delay.record(std::chrono::microseconds{50}, 100 - count);
  load.recording.generator.loop_delay.record(milliseconds{4}, count);
  load.recording.generator.involuntary_switches = 7;
}

/// In "common", with these medians in the quarters of the measure window.
std::function<void(Run &)> answered_late(std::vector<int> p50_ms) {
  return in("common", [=](const TrialRecord &, LoadRecord &load) {
    load.recording.completed_in_window = 1600;
    load.recording.windows.clear();
    for (const int ms : p50_ms) {
      sample::Window window;
      window.measured = true;
      window.ok = 400;
      window.p50 = milliseconds{ms};
      load.recording.windows.push_back(window);
    }
  });
}

std::function<void(Run &)> loop_delays(const std::string &name, std::uint64_t count, double generator_busy) {
  return in(name, [=](const TrialRecord &, LoadRecord &load) {
    long_turns(load, count);
    load.recording.generator.busy_share = generator_busy;
  });
}

/// Beside answers that take 100 ms a turn of 4 ms is nothing.
void slow_server(const TrialRecord &, LoadRecord &load) {
  long_turns(load, 2);
  load.recording.latency.reset();
  load.recording.latency.record(milliseconds{100}, 2000);
}

void two_threads(LoadRecord &load, double busier) {
  load.recording.generator.threads = 2;
  load.recording.generator.busy_share = (busier + 0.4) / 2;
  load.recording.generator.by_thread = {{.busy_share = 0.4}, {.busy_share = busier}};
}

void scale_cpu(TrialRecord &, LoadRecord &load, double factor) {
  load.server_cpu = base::from_seconds(base::to_seconds(load.server_cpu) * factor);
}

} // namespace

const std::vector<Trap> &traps() {
  using sample::Outcome;
  static const std::vector<Trap> all{
      {"ledger_broken", Grade::invalid, "does not balance",
       in("closed", [](const auto &, LoadRecord &load) { load.recording.ledger.planned += 1; }),
       failing(Outcome::ok, 0)},
      {"ledger_broken", Grade::invalid, "trials/3.json: the ledger",
       [](Run &run) {
         run.damaged = {"trials/3.json: the ledger …"};
         run.broken_accounts = run.damaged;
       },
       [](Run &run) { run.damaged = {"trials/3.json: garbage"}; }},
      {"aa_broken", Grade::invalid, "server_cpu_us_per_request: 1.25", self_pair(1.25, scale_cpu),
       self_pair(1.01, scale_cpu)},
      {"aa_broken", Grade::invalid, "differs in throughput_per_s: 0.8",
       self_pair(0.8,
                 [](TrialRecord &, LoadRecord &load, double factor) {
                   load.recording.completed_in_window =
                       static_cast<std::uint64_t>(static_cast<double>(load.recording.completed_in_window) * factor);
                   load.server_cpu = base::from_seconds(base::to_seconds(load.server_cpu) * factor);
                 }),
       self_pair(1.5, [](TrialRecord &trial, LoadRecord &, double) { trial.memory.idle->pss = 1; })},
      {"generator_late", Grade::invalid, "in 2 of 3 launches", late(2), late(0)},
      {"generator_late", Grade::warning, "in 1 of 3 launches", late(1), late(0)},
      {"monotone_percentiles", Grade::invalid, "lies beyond the latency",
       in("common", [](const auto &, LoadRecord &load) { load.recording.service_time.record(milliseconds{5}, 9000); }),
       in("common", [](const auto &, LoadRecord &load) { load.recording.service_time.record(milliseconds{1}, 9000); })},
      {"trial_failed", Grade::warning, "trial 3 (`other` × `json`) does not count: it died",
       in_trials([](TrialRecord &trial) { trial.failure = "it died"; }), in_trials([](TrialRecord &) {})},
      {"damaged_file", Grade::warning, "trials/3.json: garbage",
       [](Run &run) { run.damaged = {"trials/3.json: garbage"}; },
       [](Run &run) { run.damaged = run.broken_accounts = {"trials/3.json: the ledger …"}; }},
      {"wrong_answers", Grade::warning, "3 of 6003 answers were wrong", failing(Outcome::bad_body, 1),
       failing(Outcome::reset, 1)},
      {"errors", Grade::warning, "0.150 % of the requests got no whole answer: 9 failed and 0 timed out of 6009",
       failing(Outcome::reset, 3), failing(Outcome::reset, 2)},
      {"errors", Grade::warning, "0 failed and 9 timed out of 6009", failing(Outcome::timed_out, 3),
       failing(Outcome::timed_out, 2)},
      {"affinity", Grade::warning, "`other` × `json`: in 3 of 3 launches",
       in_trials([](TrialRecord &trial) { trial.affinity_as_asked = false; }), in_trials([](TrialRecord &) {})},
      {"not_steady", Grade::warning, "in 1 of 3 launches",
       in_trials([](TrialRecord &trial) { trial.steady = trial.block != 2; }), in_trials([](TrialRecord &) {})},
      {"not_steady", Grade::warning, "in 3 of 3 launches",
       in("common", [](const auto &, LoadRecord &load) { load.recording.steady = false; }),
       in_trials([](TrialRecord &) {})},
      {"not_sustained", Grade::warning, "latency at overload: 98.9 % of the asked rate was answered",
       in("common", [](const auto &, LoadRecord &load) { load.recording.completed_in_window = 1978; }),
       in("common", [](const auto &, LoadRecord &load) { load.recording.completed_in_window = 1980; })},
      // All were answered, many of them behind the window: because they waited longer and longer, or at a rising rate.
      {"not_sustained", Grade::warning, "latency at overload: 80.0 %", answered_late({100, 200, 300, 400}),
       answered_late({200, 210, 190, 200})},
      // Chance made fewer requests fall due, and all of them were answered.
      {"not_sustained", Grade::warning, "latency at overload: 98.9 %",
       in("common",
          [](const auto &, LoadRecord &load) {
            load.recording.arrivals = "poisson";
            load.recording.completed_in_window = 1978;
          }),
       in("common",
          [](const auto &, LoadRecord &load) {
            load.recording.arrivals = "poisson";
            load.recording.completed_in_window = load.recording.ledger.planned = 1978;
          })},
      {"littles_law", Grade::warning, "68.5 requests in flight, but 64",
       in("closed", [](const auto &, LoadRecord &load) { load.recording.completed_in_window = 2140; }),
       in("closed", [](const auto &, LoadRecord &load) { load.recording.completed_in_window = 2060; })},
      {"mode_near_40ms", Grade::warning, "5.00 % of the answers took 39 to 45 ms",
       latencies(milliseconds{41}, 100, 0.95), latencies(milliseconds{41}, 10, 0.95)},
      {"mode_near_40ms", Grade::warning, "100 % of the answers took 39 to 45 ms",
       latencies(milliseconds{41}, 2000, 0.05), latencies(milliseconds{41}, 2000, 0.95)},
      {"mode_near_40ms", Grade::warning, "5.00 %", latencies(milliseconds{42}, 100, 0.5),
       in("common",
          [](const auto &, LoadRecord &load) {
            load.recording.latency.reset();
            for (int ms = 1; ms <= 100; ++ms) load.recording.latency.record(milliseconds{ms}, 20);
          })},
      {"fewer_connections", Grade::warning, "in 3 of 3 launches only 3 of the 4 connections were ever open",
       in("closed",
          [](const auto &, LoadRecord &load) {
            load.recording.connections = 4;
            load.recording.connections_seen.opened = 3;
          }),
       in("closed",
          [](const auto &, LoadRecord &load) {
            load.recording.connections = 4;
            load.recording.connections_seen.opened = 4;
          })},
      {"reconnects", Grade::warning,
       "0.0150 connections a request were ended by the server and made anew (90 for 6000 requests",
       in("closed", [](const auto &, LoadRecord &load) { load.recording.connections_seen.lost = 30; }),
       in("closed", [](const auto &, LoadRecord &load) { load.recording.connections_seen.lost = 20; })},
      {"generator_ceiling", Grade::warning, "`base`, `other` tie at the generator's ceiling", at_ceiling(1.02),
       at_ceiling(1.10)},
      {"generator_ceiling", Grade::warning, "1.00 k requests/s", at_ceiling(1.0), at_ceiling(0.5)},
      {"foreign_cpu", Grade::warning, "in 3 of 3 launches, up to 5.50 % of the window",
       in("closed", [](const auto &, LoadRecord &load) { load.foreign_cpu = milliseconds{110}; }),
       in("closed", [](const auto &, LoadRecord &load) { load.foreign_cpu = milliseconds{90}; })},
      {"steal", Grade::warning, "up to 1.25 % of the window", // 50 ms of 2 s on the 2 processors of both sides
       in("closed", [](const auto &, LoadRecord &load) { load.steal = milliseconds{50}; }),
       in("closed", [](const auto &, LoadRecord &load) { load.steal = milliseconds{40}; })},
      {"steal", Grade::warning, "up to 1.25 % of the window", // 25 ms of 2 s on the generator's one processor
       in("common", [](const auto &, LoadRecord &load) { load.recording.generator.steal_s = 0.025; }),
       in("common", [](const auto &, LoadRecord &load) { load.recording.generator.steal_s = 0.020; })},
      {"no_free_connection", Grade::warning,
       "1.05 % of the requests had to wait for a free connection, up to 1.00 ms: 64 were open and in the mean 2 "
       "connections (1.00 k/s × 1.00 ms mean service time × 2) are enough: there were stalls",
       waiting(21), waiting(20)},
      {"no_free_connection", Grade::warning, "up to 3.00 ms",
       in("common",
          [](const auto &, LoadRecord &load) { load.recording.late_no_connection.record(milliseconds{3}, 90); }),
       in("closed",
          [](const auto &, LoadRecord &load) { load.recording.late_no_connection.record(milliseconds{3}, 90); })},
      {"no_free_connection", Grade::warning, "no answer came over the 64 that were open",
       in("common",
          [](const auto &, LoadRecord &load) {
            load.recording.service_time.reset();
            load.recording.late_no_connection.record_at_least(milliseconds{500});
            load.recording.late_no_connection.record(milliseconds{1}, 1999);
          }),
       in("common",
          [](const auto &, LoadRecord &load) { load.recording.late_no_connection.record(milliseconds{0}, 2000); })},
      {"loop_delay", Grade::warning, "for 4.00 ms or longer, at most 4.00 ms (21 involuntary switches)",
       loop_delays("common", 2, 0.4), loop_delays("common", 1, 0.4)},
      {"loop_delay", Grade::warning, "did not look at its sockets for up to 101 ms (3 involuntary switches)",
       in("closed",
          [](const auto &, LoadRecord &load) {
            load.recording.generator.busy_share = 0.97;
            load.recording.generator.involuntary_switches = 1;
            load.recording.generator.loop_delay.record(milliseconds{101});
          }),
       in("closed",
          [](const auto &, LoadRecord &load) {
            load.recording.generator.busy_share = 0.97;
            load.recording.generator.loop_delay.record(milliseconds{99});
          })},
      {"loop_delay", Grade::warning, "`closed`", loop_delays("closed", 2, 0.89), loop_delays("closed", 2, 0.97)},
      {"loop_delay", Grade::warning, "`common`", loop_delays("common", 2, 0.97), in("common", slow_server)},
      {"clipped", Grade::warning, "6 latencies lie above the range of the histogram, an hour; the largest is 2 h",
       in("common", [](const auto &, LoadRecord &load) { load.recording.latency.record(std::chrono::hours{2}, 2); }),
       in("common", [](const auto &, LoadRecord &load) { load.recording.latency.record(std::chrono::hours{1}, 2); })},
      {"slow_path", Grade::warning, "1.05 % of the answers",
       in("closed", [](const auto &, LoadRecord &load) { load.recording.generator.slow_path = 21; }),
       in("closed", [](const auto &, LoadRecord &load) { load.recording.generator.slow_path = 20; })},
      {"closed_hides", Grade::note, "up to 500 ms, and p99 (1.00 ms) does not show it: at this pace 500 more",
       stalled(32), stalled(31)},
      {"closed_hides", Grade::note, "in 3 of 3 launches", stalled(64), stalled(201)}, // which p99 shows
      {
          "generator_bound", Grade::note, "the generator was 92.0 % busy, the server 50.0 %",
          in("closed",
             [](const auto &, LoadRecord &load) {
               load.recording.generator.busy_share = 0.92;
               load.server_cpu = milliseconds{1000};
             }),
          in("common", [](const auto &, LoadRecord &load) { load.recording.generator.busy_share = 0.92; })},
      {"generator_bound", Grade::note, "`common`: throughput is a lower bound: the generator was 95.0 % busy",
       in("common",
          [](const auto &, LoadRecord &load) {
            load.recording.generator.busy_share = 0.95;
            load.recording.completed_in_window = 1978;
          }),
       in("common",
          [](const auto &, LoadRecord &load) {
            load.recording.generator.busy_share = 0.95;
            load.recording.completed_in_window = 1980;
          })},
      {"generator_bound", Grade::note, "the generator was 92.0 % busy", // one of its threads
       in("closed", [](const auto &, LoadRecord &load) { two_threads(load, 0.92); }),
       in("closed", [](const auto &, LoadRecord &load) { two_threads(load, 0.88); })},
      {"interrupted", Grade::note, "9 trials were finished", [](Run &run) { run.record.interrupted = true; },
       [](Run &) {}},
      {"interrupted", Grade::note, "interrupted", [](Run &run) { run.record.finished.clear(); },
       [](Run &run) {
         run.record.started.clear();
         run.record.finished.clear();
       }}};
  return all;
}

namespace {

const std::vector<Trap> &all_traps() {
  static const auto all = [] {
    auto both = traps();
    both.insert(both.end(), machine_traps().begin(), machine_traps().end());
    return both;
  }();
  return all;
}

class EveryTrap : public testing::TestWithParam<std::size_t> {
protected:
  const Trap &trap() const { return all_traps()[GetParam()]; }
};

TEST_P(EveryTrap, IsCaughtWithItsEvidenceAndARemedy) {
  auto run = clean().make();
  trap().caught(run);
  const auto finding = found(run, trap().id);
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->grade, trap().grade);
  EXPECT_THAT(finding->text, testing::HasSubstr(std::string{trap().text}));
  EXPECT_FALSE(finding->remedy.empty());
}

TEST_P(EveryTrap, IsNotSeenWhereThereIsNone) {
  auto run = clean().make();
  trap().inside(run);
  const auto finding = found(run, trap().id);
  EXPECT_FALSE(finding) << finding->text;
}

INSTANTIATE_TEST_SUITE_P(Table, EveryTrap, testing::Range(std::size_t{0}, all_traps().size()), [](const auto &at) {
  return std::string{all_traps()[at.param].id} + "_" + std::to_string(at.param);
});

TEST(Checks, FindNothingInACleanRun) {
  for (const auto &finding : summarize(clean().make()).findings) ADD_FAILURE() << finding.id << ": " << finding.text;
}

TEST(Checks, EachHaveATrapOfTheGradeThatTheirRowTells) {
  std::set<std::string_view> tested, gravest;
  for (const auto &trap : all_traps()) {
    const auto row = std::ranges::find(check_table, trap.id, &Check::id);
    ASSERT_NE(row, check_table.end()) << trap.id;
    EXPECT_LE(trap.grade, row->grade) << trap.id;
    tested.insert(trap.id);
    if (trap.grade == row->grade) gravest.insert(trap.id);
  }
  for (const auto &row : check_table) {
    EXPECT_TRUE(tested.contains(row.id)) << row.id;
    EXPECT_TRUE(gravest.contains(row.id)) << row.id << " is never so grave";
  }
}

TEST(Checks, TellTheGravestFirst) {
  auto run = clean().make();
  run.record.interrupted = true;
  run.damaged = {"trials/3.json: garbage"};
  late(3)(run);
  std::vector<Grade> grades;
  for (const auto &finding : summarize(run).findings) grades.push_back(finding.grade);
  EXPECT_THAT(grades, testing::ElementsAre(Grade::invalid, Grade::warning, Grade::note));
}

TEST(Checks, OfGradeInvalidDecideTheExitCode) {
  auto run = clean().make();
  EXPECT_FALSE(has_invalid(summarize(run)));
  run.damaged = {"trials/3.json: garbage"};
  EXPECT_FALSE(has_invalid(summarize(run)));
  late(3)(run);
  EXPECT_TRUE(has_invalid(summarize(run)));
}

TEST(Checks, SayNothingOfAServerThatWasNotWatched) {
  auto run = clean().make();
  in("closed", [](const auto &, LoadRecord &load) {
    load.server_window = load.server_cpu = {};
    load.recording.generator.busy_share = 0.97;
  })(run);
  const auto finding = found(run, "generator_bound");
  ASSERT_TRUE(finding);
  EXPECT_THAT(finding->text, testing::EndsWith("the generator was 97.0 % busy"));
}

TEST(Checks, ApplyLittlesLawOnlyWhereFailedRequestsDoNotHideTime) {
  auto run = clean().make();
  in("closed", [](const auto &, LoadRecord &load) {
    load.recording.completed_in_window = 3000;
    end(load.recording.ledger, sample::Outcome::reset, 100);
  })(run);
  EXPECT_FALSE(found(run, "littles_law"));
}

TEST(Checks, DoNotSetServiceTimeAgainstLatenciesThatNeverEnded) {
  auto run = clean().make();
  in("common", [](const auto &, LoadRecord &load) {
    load.recording.service_time.record(milliseconds{5}, 9000);
    load.recording.latency.record_at_least(milliseconds{5});
    load.recording.ledger.unsent += 1;
    load.recording.ledger.planned += 1;
  })(run);
  EXPECT_FALSE(found(run, "monotone_percentiles"));
}

} // namespace
} // namespace reqbench::statistics
