// The binary runs short trials of the real servers, then reports. Structure is asserted, never speed.
#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "tests/subprocess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace reqbench::tests {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;

std::string reqbench(std::vector<std::string> words, int expected = 0, std::chrono::seconds limit = 120s) {
  words.insert(words.begin(), reqbench_binary());
  const auto done = run(std::move(words), {"REQBENCH_ROOT=" REQBENCH_SOURCE_DIR}, limit);
  EXPECT_EQ(done.exit_code, expected) << done.err;
  return done.out;
}

/// The servers that are built here; the tests that need one skip without.
std::vector<std::string> ready_servers() {
  std::vector<std::string> names;
  const auto listed = base::parse_json(reqbench({"list", "servers", "--json"}), "list");
  if (!listed) return names;
  for (const auto &server : (*listed)["servers"]) {
    if (server["ready"].get<bool>()) names.push_back(server["name"].get<std::string>());
  }
  return names;
}

/// One short run of all servers that are ready, shared by the tests of this file.
struct ShortRun {
  ShortRun() : servers{ready_servers()} {
    if (servers.empty()) return;
    std::vector<std::string> words{reqbench_binary(), "run"};
    words.insert(words.end(), servers.begin(), servers.end());
    for (const char *word : {"--workloads", "plaintext,json,order", "--blocks", "1", "--duration", "300ms", "--warm-up",
                             "200ms", "--connections", "16", "--seed", "11", "--out"})
      words.emplace_back(word);
    words.push_back(out());
    ended = run(std::move(words), {"REQBENCH_ROOT=" REQBENCH_SOURCE_DIR}, 300s);
  }
  std::string out() const { return (folder.path() / "run").string(); }

  TemporaryFolder folder;
  std::vector<std::string> servers;
  Finished ended;
};

class EndToEnd : public testing::Test {
protected:
  static void SetUpTestSuite() { shared_ = new ShortRun; }
  static void TearDownTestSuite() {
    delete shared_;
    shared_ = nullptr;
  }
  void SetUp() override {
    if (shared_->servers.empty()) GTEST_SKIP() << "no server is built: run scripts/setup";
  }
  static const ShortRun &shared() { return *shared_; }
  static result::Run read() { return result::read_run(shared_->out()).value(); }

private:
  static inline ShortRun *shared_ = nullptr;
};

TEST_F(EndToEnd, TheRunEndsWellAndSaysWhereTheReportIs) {
  // 4: this machine was too busy to keep an open load's schedule; the run itself is whole.
  EXPECT_THAT(shared().ended.exit_code, AnyOf(0, 4)) << shared().ended.err;
  EXPECT_THAT(shared().ended.out, HasSubstr("report.html"));
}

TEST_F(EndToEnd, EveryTrialIsThereAndBalances) {
  const auto run = read();
  EXPECT_TRUE(run.damaged.empty());
  const auto members = shared().servers.size() * 3 + 1; // the A/A twin in the first workload
  EXPECT_EQ(run.trials.size(), members);                // 1 block
  for (const auto &trial : run.trials) {
    EXPECT_EQ(trial.failure, "") << trial.server;
    ASSERT_EQ(trial.loads.size(), 2U);
    for (const auto &load : trial.loads) {
      EXPECT_EQ(load.recording.ledger.difference(), 0) << trial.number << " " << load.name;
      EXPECT_EQ(load.recording.ledger.wrong(), 0U) << trial.number << " " << load.name;
      EXPECT_GT(load.recording.ledger.ok(), 0U);
      EXPECT_GT(load.server_cpu.count(), 0);
      EXPECT_EQ(load.recording.latency.count(), load.recording.ledger.ok() + load.recording.latency.censored());
    }
  }
}

TEST_F(EndToEnd, AffinityReadBackIsWhatWasAsked) {
  for (const auto &trial : read().trials) {
    EXPECT_TRUE(trial.affinity_as_asked) << trial.number << " " << trial.server;
    EXPECT_FALSE(trial.affinity.empty());
  }
}

TEST_F(EndToEnd, MemoryIsReadInEveryPhase) {
  for (const auto &trial : read().trials) {
    for (const auto &phase : {trial.memory.idle, trial.memory.warm, trial.memory.loaded, trial.memory.after}) {
      ASSERT_TRUE(phase.has_value()) << trial.number;
      EXPECT_GT(phase->pss, 0U);
      EXPECT_LE(phase->anonymous, phase->pss);
    }
  }
}

TEST_F(EndToEnd, NoServerIsLeftBehind) {
  for (const auto &server : shared().servers) EXPECT_TRUE(processes_with("build/servers/" + server).empty()) << server;
}

TEST_F(EndToEnd, ReportingAgainSaysTheSameToTheByte) {
  for (const auto *format : {"markdown", "csv", "json", "html"}) {
    const auto told = reqbench({"report", shared().out(), "--format", format});
    const auto kept = read_text(shared().out() + "/report." + (format == std::string{"markdown"} ? "md" : format));
    EXPECT_EQ(told, kept) << format;
  }
}

TEST_F(EndToEnd, TheResultNamesNoPathAndNoHost) {
  char host[256]{};
  ::gethostname(host, sizeof host - 1);
  for (const auto &entry : std::filesystem::recursive_directory_iterator(shared().out())) {
    if (!entry.is_regular_file()) continue;
    const auto text = read_text(entry.path());
    EXPECT_EQ(text.find(REQBENCH_SOURCE_DIR "/"), std::string::npos) << entry.path();
    if (std::string_view{host}.size() > 4 && std::string_view{host} != "localhost") {
      EXPECT_EQ(text.find(host), std::string::npos) << entry.path();
    }
  }
}

TEST_F(EndToEnd, ASavedRunIsFoundByItsFolder) {
  EXPECT_THAT(reqbench({"report", shared().out()}), HasSubstr("On this machine"));
}

TEST_F(EndToEnd, LoadDrivesAServedServerAndAccountsForEveryRequest) {
  Subprocess serve{{reqbench_binary(), "serve", shared().servers.front()}};
  ASSERT_TRUE(serve.wait_for("serves on", 20s)) << serve.err();
  const auto ready = base::parse_json(serve.out(), "ready line").value();
  const auto url = "http://127.0.0.1:" + std::to_string(ready["port"].get<int>()) + "/plaintext";
  for (const std::string rate : {"", "500"}) {
    std::vector<std::string> words{"load",          url, "--duration", "400ms", "--warm-up", "100ms",
                                   "--connections", "8", "--json",     "-"};
    if (!rate.empty()) words.insert(words.end(), {"--rate", rate});
    words.insert(words.begin(), reqbench_binary());
    const auto done = run(words);
    EXPECT_THAT(done.exit_code, AnyOf(0, 4)) << done.err;
    const auto json = base::parse_json(done.out, "load").value();
    const auto &ledger = json["ledger"];
    std::uint64_t sum = ledger["ok"].get<std::uint64_t>() + ledger["timed_out"].get<std::uint64_t>() +
                        ledger["unsent"].get<std::uint64_t>() + ledger["in_flight"].get<std::uint64_t>();
    for (const auto &failed : ledger["failed"]) sum += failed.get<std::uint64_t>();
    EXPECT_EQ(ledger["planned"].get<std::uint64_t>(), sum) << ledger;
    if (!rate.empty()) {
      EXPECT_EQ(ledger["planned"].get<std::uint64_t>(), 200U); // 500/s × 0.4 s, exactly
    }
    for (const char *key : {"latency_ns", "service_time_ns", "first_byte_ns", "connect_ns", "lateness_ns", "rate_per_s",
                            "bytes", "connections", "generator", "limiter", "findings"})
      EXPECT_TRUE(json.contains(key)) << key;
  }
  serve.signal(SIGTERM);
  EXPECT_EQ(serve.wait(5s).exit_code, 0);
}

TEST(Cli, DryRunShowsThePlanAndMeasuresNothing) {
  const auto text = reqbench({"run", "--dry-run", "--seed", "3"}, 0);
  EXPECT_THAT(text, HasSubstr("block 1:"));
  EXPECT_THAT(text, HasSubstr("about"));
}

TEST(Cli, VersionAndHelpAreFine) {
  EXPECT_THAT(reqbench({"--version"}), HasSubstr("reqbench 0."));
  for (const auto *command : {"list", "verify", "run", "load", "report", "compare", "doctor", "serve"})
    EXPECT_THAT(reqbench({command, "--help"}), HasSubstr("Examples:")) << command;
}

TEST(Cli, DoctorTellsTheMachine) {
  EXPECT_THAT(reqbench({"doctor"}), HasSubstr("processors"));
  const auto json = base::parse_json(reqbench({"doctor", "--json"}), "doctor");
  ASSERT_TRUE(json);
  EXPECT_TRUE(json->contains("conditions"));
}

} // namespace
} // namespace reqbench::tests
