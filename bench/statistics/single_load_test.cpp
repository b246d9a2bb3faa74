#include "statistics/single_load.hpp"

#include "result/single_load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::statistics {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

struct Bench {
  Bench() {
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
  base::Json json() {
    result::SingleLoad single;
    single.options = {{"url", "http://127.0.0.1:8080/x"}, {"shape", "closed"}};
    single.asked = "GET http://127.0.0.1:8080/x";
    single.measure = 10s;
    single.recording = recording;
    const auto made = result::run_of(std::move(single));
    return load_json(made, summarize(made));
  }
  bool has_finding(const std::string &id) {
    const auto made = json();
    for (const auto &finding : made["findings"])
      if (finding["id"] == id) return true;
    return false;
  }

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

} // namespace
} // namespace reqbench::statistics
