// The binary runs short trials of the real servers, then reports. Structure is asserted, never speed.
#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "tests/subprocess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <list>
#include <optional>

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

/// A short run of some servers, under way from the start.
struct ShortRun {
  explicit ShortRun(std::vector<std::string> chosen) : servers{std::move(chosen)} {
    std::vector<std::string> words{reqbench_binary(), "run"};
    words.insert(words.end(), servers.begin(), servers.end());
    for (const char *word : {"--workloads", "plaintext,json,order", "--blocks", "1", "--duration", "300ms", "--warm-up",
                             "200ms", "--connections", "16", "--seed", "11", "--out"})
      words.emplace_back(word);
    words.push_back(out());
    under_way.emplace(std::move(words), std::vector<std::string>{"REQBENCH_ROOT=" REQBENCH_SOURCE_DIR});
  }
  std::string out() const { return (folder.path() / "run").string(); }
  result::Run read() const { return result::read_run(out()).value(); }

  TemporaryFolder folder;
  std::vector<std::string> servers;
  std::optional<Subprocess> under_way;
  Finished ended;
};

/// All servers that are ready, shared by the tests of this file: half of them each in two runs at the same time,
/// because a run mostly waits.
struct ShortRuns {
  ShortRuns() : servers{ready_servers()} {
    const auto middle = servers.begin() + static_cast<std::ptrdiff_t>((servers.size() + 1) / 2);
    for (const auto &[begin, end] : {std::pair{servers.begin(), middle}, std::pair{middle, servers.end()}})
      if (begin != end) runs.emplace_back(std::vector<std::string>{begin, end});
    for (auto &run : runs) run.ended = run.under_way->wait(300s);
  }

  std::vector<result::TrialRecord> trials() const {
    std::vector<result::TrialRecord> all;
    for (const auto &run : runs) std::ranges::move(run.read().trials, std::back_inserter(all));
    return all;
  }

  std::vector<std::string> servers;
  std::list<ShortRun> runs; ///< none moves: each owns a program
};

class EndToEnd : public testing::Test {
protected:
  static void SetUpTestSuite() { shared_ = new ShortRuns; }
  static void TearDownTestSuite() {
    delete shared_;
    shared_ = nullptr;
  }
  void SetUp() override {
    if (shared_->servers.empty()) GTEST_SKIP() << "no server is built: run scripts/setup";
  }
  static const ShortRuns &shared() { return *shared_; }

private:
  static inline ShortRuns *shared_ = nullptr;
};

TEST_F(EndToEnd, TheRunEndsWellAndSaysWhereTheReportIs) {
  for (const auto &run : shared().runs) {
    // 4: this machine was too busy to keep an open load's schedule; the run itself is whole.
    EXPECT_THAT(run.ended.exit_code, AnyOf(0, 4)) << run.ended.err;
    EXPECT_THAT(run.ended.out, HasSubstr("report.html"));
  }
}

TEST_F(EndToEnd, EveryTrialIsThere) {
  for (const auto &shared_run : shared().runs) {
    const auto run = shared_run.read();
    EXPECT_TRUE(run.damaged.empty());
    const auto members = shared_run.servers.size() * 3 + 1; // the A/A twin in the first workload
    EXPECT_EQ(run.trials.size(), members);                  // 1 block
  }
}

TEST_F(EndToEnd, EveryLoadOfEveryTrialBalances) {
  for (const auto &trial : shared().trials()) {
    EXPECT_EQ(trial.failure, "") << trial.server;
    ASSERT_EQ(trial.loads.size(), 2U);
    for (const auto &load : trial.loads) {
      EXPECT_EQ(load.recording.ledger.difference(), 0) << trial.number << " " << load.name;
      EXPECT_EQ(load.recording.ledger.wrong(), 0U) << trial.number << " " << load.name;
      EXPECT_GT(load.recording.ledger.ok(), 0U);
      const bool is_withheld = std::ranges::count(trial.marks, "server CPU read late in " + load.name) > 0;
      EXPECT_EQ(load.server_cpu.count() > 0, !is_withheld) << "where the machine stood still there is none";
      EXPECT_EQ(load.recording.latency.count(), load.recording.ledger.ok() + load.recording.latency.censored());
    }
  }
}

TEST_F(EndToEnd, AffinityReadBackIsWhatWasAsked) {
  for (const auto &trial : shared().trials()) {
    EXPECT_TRUE(trial.affinity_as_asked) << trial.number << " " << trial.server;
    EXPECT_FALSE(trial.affinity.empty());
  }
}

TEST_F(EndToEnd, MemoryIsReadInEveryPhase) {
  for (const auto &trial : shared().trials()) {
    for (const auto &phase : {trial.memory.idle, trial.memory.warm, trial.memory.loaded, trial.memory.after}) {
      ASSERT_TRUE(phase.has_value()) << trial.number;
      EXPECT_GT(phase->pss, 0U);
      // What processes share since a fork is anonymous memory of each, and so counted more than once.
      if (trial.loads.back().counters.processes == 1) {
        EXPECT_LE(phase->anonymous, phase->pss);
      }
    }
  }
}

TEST_F(EndToEnd, NoServerIsLeftBehind) {
  for (const auto &server : shared().servers)
    EXPECT_TRUE(processes_with(REQBENCH_SOURCE_DIR "/build/servers/" + server + "/").empty()) << server;
}

TEST_F(EndToEnd, ReportingAgainSaysTheSameToTheByte) {
  for (const auto &run : shared().runs) {
    for (const auto *format : {"markdown", "csv", "json", "html"}) {
      const auto told = reqbench({"report", run.out(), "--format", format});
      const auto kept = read_text(run.out() + "/report." + (format == std::string{"markdown"} ? "md" : format));
      EXPECT_EQ(told, kept) << format;
    }
  }
}

TEST_F(EndToEnd, TheResultNamesNoPathAndNoHost) {
  char host[256]{};
  ::gethostname(host, sizeof host - 1);
  const bool telling = std::string_view{host}.size() > 4 && std::string_view{host} != "localhost";
  for (const auto &run : shared().runs) {
    for (const auto &entry : std::filesystem::recursive_directory_iterator(run.out())) {
      if (!entry.is_regular_file()) continue;
      const auto text = read_text(entry.path());
      EXPECT_EQ(text.find(REQBENCH_SOURCE_DIR "/"), std::string::npos) << entry.path();
      if (telling) {
        EXPECT_EQ(text.find(host), std::string::npos) << entry.path();
      }
    }
  }
}

TEST_F(EndToEnd, ASavedRunIsFoundByItsFolder) {
  for (const auto &run : shared().runs) EXPECT_THAT(reqbench({"report", run.out()}), HasSubstr("On this machine"));
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
  for (const auto *command : {"list", "verify", "run", "load", "report", "compare", "advise", "doctor", "serve"})
    EXPECT_THAT(reqbench({command, "--help"}), HasSubstr("Examples:")) << command;
}

TEST(Cli, DoctorTellsTheMachine) {
  EXPECT_THAT(reqbench({"doctor"}), HasSubstr("processors"));
  const auto json = base::parse_json(reqbench({"doctor", "--json"}), "doctor");
  ASSERT_TRUE(json);
  ASSERT_TRUE(json->contains("conditions"));
  EXPECT_EQ((*json)["can_measure"], true);
  EXPECT_TRUE((*json)["host"].contains("clock_source"));
  std::vector<std::string> ids;
  for (const auto &row : (*json)["conditions"]) {
    ids.push_back(row["id"]);
    EXPECT_EQ(row["remedy"] == "", row["grade"] == "fine") << row;
    EXPECT_EQ(row["consequence"] == "", row["grade"] == "fine") << row;
  }
  EXPECT_THAT(ids, testing::IsSupersetOf({"processors", "descriptors", "ports", "clock", "io_uring", "servers"}));
}

} // namespace
} // namespace reqbench::tests
