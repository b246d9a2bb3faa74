#include "result/single_load.hpp"

#include <gtest/gtest.h>

namespace reqbench::result {
namespace {

using namespace std::chrono_literals;

SingleLoad made() {
  SingleLoad single;
  single.id = "here";
  single.started = "2026-11-23T05:20:59Z";
  single.finished = "2026-11-23T05:21:09Z";
  single.arguments = {"load", "http://127.0.0.1:8080/x"};
  single.options = {{"shape", "rate 5k, constant arrivals"}};
  single.asked = "GET http://127.0.0.1:8080/x";
  single.measure = 10s;
  single.seed = 18446744073709551557U;
  single.program = {.version = "0.1.0", .build_type = "Release", .git_commit = "0123abc", .git_dirty = true};
  auto &recording = single.recording;
  recording.model = "open";
  recording.offered_per_s = 5000;
  recording.connections = 64;
  recording.measured = 10s;
  recording.completed_in_window = 1000;
  recording.ledger.planned = 1001;
  recording.ledger.ended[0] = 1000;
  recording.ledger.ended[1] = 1;
  recording.latency.record(1ms, 1000);
  recording.latency.record_at_least(2s);
  recording.generator.engine = "epoll";
  return single;
}

TEST(SingleLoad, ReadsBackAsItWas) {
  const auto run = run_of(made());
  EXPECT_TRUE(is_load(run.record));
  const auto record = run_from_json(to_json(run.record));
  ASSERT_TRUE(record) << record.error().message();
  EXPECT_EQ(record->seed, made().seed);
  EXPECT_EQ(record->options, made().options);
  EXPECT_EQ(record->workloads.front().title, made().asked);
  EXPECT_EQ(record->reqbench_version, "0.1.0");
  EXPECT_EQ(record->git_commit, "0123abc");
  EXPECT_EQ(record->engine, "epoll");
  const auto trial = trial_from_json(to_json(run.trials.front()));
  ASSERT_TRUE(trial) << trial.error().message();
  EXPECT_EQ(trial->loads.front().recording.ledger, made().recording.ledger);
  EXPECT_EQ(broken_account(*trial), "");
  EXPECT_EQ(out_of_plan(*trial, *record), "");
}

TEST(SingleLoad, IsTheOneOfItsRun) {
  auto run = run_of(made());
  ASSERT_NE(the_load(run), nullptr);
  EXPECT_EQ(the_load(run)->recording.connections, 64);
  run.trials.clear();
  EXPECT_EQ(the_load(run), nullptr);
}

TEST(SingleLoad, IsMarkedWhenTheGeneratorWasLate) {
  auto single = made();
  single.recording.late_generator.record(50ms, 1000);
  EXPECT_EQ(run_of(std::move(single)).trials.front().marks, std::vector<std::string>{"generator late in open"});
}

} // namespace
} // namespace reqbench::result
