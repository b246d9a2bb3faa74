#include "cli/load_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace reqbench::cli {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

struct Bench {
  Bench() {
    words.url = "http://127.0.0.1:8080/x";
    request.method = "GET";
    recording.model = "closed";
    recording.connections = 64;
    recording.measured = 10s;
    recording.completed_in_window = 1000;
    recording.ledger.planned = 1001;
    recording.ledger.ended[0] = 1000;
    recording.ledger.ended[1] = 1;
    recording.latency.record(1ms, 1000);
    recording.latency.record_at_least(2s);
    recording.generator.engine = "epoll";
  }
  result::Run run() {
    return run_of({.words = words,
                   .request = request,
                   .plan = plan,
                   .arguments = arguments,
                   .started = "2026-11-23T05:20:59Z",
                   .finished = "2026-11-23T05:21:09Z",
                   .notes = {},
                   .recording = recording},
                  "here");
  }
  base::Json json() {
    const auto made = run();
    return load_json(made, statistics::summarize(made));
  }
  bool has_finding(const std::string &id) {
    const auto made = json();
    for (const auto &finding : made["findings"])
      if (finding["id"] == id) return true;
    return false;
  }

  LoadWords words;
  workload::Case request;
  load::LoadPlan plan;
  std::vector<std::string> arguments{"load", "http://127.0.0.1:8080/x"};
  sample::Recording recording;
};

TEST(LoadJson, HasEveryKeyOfTheContract) {
  const auto json = Bench{}.json();
  EXPECT_EQ(json["ledger"].dump(), R"({"planned":1001,"ok":1000,"failed":{},"timed_out":1,"unsent":0,"in_flight":0})");
  for (const char *histogram : {"latency_ns", "service_time_ns", "first_byte_ns", "connect_ns", "lateness_ns"})
    for (const char *key : {"count", "min", "mean", "p50", "p75", "p90", "p99", "p99.9", "p99.99", "max", "hdr_v2"})
      EXPECT_TRUE(json[histogram].contains(key)) << histogram << " " << key;
  for (const char *key : {"offered", "achieved"}) EXPECT_TRUE(json["rate_per_s"].contains(key)) << key;
  for (const char *key : {"sent", "received"}) EXPECT_TRUE(json["bytes"].contains(key)) << key;
  for (const char *key : {"opened", "reused", "lost"}) EXPECT_TRUE(json["connections"].contains(key)) << key;
  for (const char *key : {"cpu_user_s", "cpu_system_s", "cpu_spin_s", "cpu_us_per_request", "engine", "threads"})
    EXPECT_TRUE(json["generator"].contains(key)) << key;
  EXPECT_EQ(json["limiter"], "unknown");
  EXPECT_TRUE(json["findings"].is_array());
  EXPECT_EQ(json["latency_ns"]["at_least"].dump(), R"(["mean","p99.99","max"])");
}

TEST(LoadJson, TellsFindingsInTheWordsOfALoad) {
  Bench bench;
  bench.recording.ledger.planned = 2000;
  bench.recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::bad_status)] = 999;
  const auto json = bench.json();
  ASSERT_TRUE(bench.has_finding("wrong_answers"));
  for (const auto &finding : json["findings"]) {
    EXPECT_THAT(finding["text"].get<std::string>(), Not(HasSubstr("`target`")));
    EXPECT_THAT(finding["remedy"].get<std::string>(), Not(HasSubstr("SERVER")));
    EXPECT_FALSE(finding["remedy"].get<std::string>().empty());
  }
}

TEST(LoadJson, TellsHowManyConnectionsARateNeeds) {
  Bench bench;
  bench.recording.model = "open";
  bench.recording.offered_per_s = 100;
  bench.recording.lateness.record(50ms, 1000);
  bench.recording.late_no_connection.record(50ms, 1000);
  const auto json = bench.json();
  ASSERT_TRUE(bench.has_finding("no_free_connection"));
  for (const auto &finding : json["findings"])
    if (finding["id"] == "no_free_connection") {
      EXPECT_THAT(finding["remedy"].get<std::string>(), HasSubstr("--connections"));
    }
}

TEST(LoadJson, StillLooksForTrapsWhenInterrupted) {
  Bench bench;
  bench.recording.interrupted = true;
  bench.recording.ledger.planned = 2000;
  bench.recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::bad_status)] = 999;
  EXPECT_TRUE(bench.has_finding("wrong_answers"));
  bench.recording.measured = {};
  EXPECT_FALSE(bench.has_finding("wrong_answers")) << "nothing was measured";
}

TEST(SavedLoad, ReadsBackAsItWas) {
  Bench bench;
  bench.words.rate = "5k";
  bench.recording.model = "open";
  bench.recording.offered_per_s = 5000;
  bench.plan.model.kind = load::Model::Kind::open;
  bench.plan.seed = 18446744073709551557U;
  const auto run = bench.run();
  EXPECT_TRUE(result::is_load(run.record));
  const auto record = result::run_from_json(result::to_json(run.record));
  ASSERT_TRUE(record) << record.error().message();
  EXPECT_EQ(record->seed, bench.plan.seed);
  EXPECT_EQ(record->options["shape"], "rate 5k, constant arrivals");
  EXPECT_EQ(record->workloads.front().title, "GET http://127.0.0.1:8080/x");
  const auto trial = result::trial_from_json(result::to_json(run.trials.front()));
  ASSERT_TRUE(trial) << trial.error().message();
  EXPECT_EQ(trial->loads.front().recording.ledger, bench.recording.ledger);
  EXPECT_EQ(trial->server, record->servers.front().label);
  EXPECT_EQ(trial->workload, record->workloads.front().name);
  EXPECT_EQ(trial->loads.front().name, record->loads.front().name);
  EXPECT_EQ(result::broken_account(*trial), "");
}

TEST(SavedLoad, KeepsNoSecret) {
  Bench bench;
  bench.words.headers = {"Authorization: Bearer xyzzy", "Accept: text/plain"};
  bench.arguments = {
      "load",     "http://127.0.0.1:8080/x", "--header", "Authorization: Bearer xyzzy", "--header=x-api-key: xyzzy",
      "--header", "Cookie: a=xyzzy",         "--header", "Accept: text/plain"};
  const auto text = result::to_json(bench.run().record).dump();
  EXPECT_THAT(text, Not(HasSubstr("xyzzy")));
  EXPECT_THAT(text, HasSubstr("Authorization: (not kept)"));
  EXPECT_THAT(text, HasSubstr("x-api-key: (not kept)"));
  EXPECT_THAT(text, HasSubstr("Accept: text/plain"));
}

TEST(SavedLoad, NamesItsShape) {
  struct Row {
    std::function<void(LoadWords &)> typed;
    const char *shape;
  };
  for (const auto &[typed, shape] :
       {Row{[](LoadWords &) {}, "closed"},
        Row{[](LoadWords &w) { w.churn = "1"; }, "closed, a new connection for every 1 request"},
        Row{[](LoadWords &w) {
              w.ramp = "1k..2k/3s";
              w.arrivals = "poisson";
            },
            "ramp 1k..2k/3s, poisson arrivals"},
        Row{[](LoadWords &w) { w.steps = "1k+2k"; }, "steps 1k+2k, constant arrivals"},
        Row{[](LoadWords &w) { w.held = no_heartbeat; }, "held, no heartbeat"},
        Row{[](LoadWords &w) { w.held = "5s"; }, "held, heartbeat 5s"}}) {
    Bench bench;
    typed(bench.words);
    const auto plan = plan_of(bench.words);
    ASSERT_TRUE(plan) << shape;
    bench.plan = *plan;
    EXPECT_EQ(bench.run().record.options["shape"], shape);
  }
}

} // namespace
} // namespace reqbench::cli
