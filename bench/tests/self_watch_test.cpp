// The generator watches itself: traps built around the binary on purpose, and what its result says of them.
#include "base/json.hpp"
#include "tests/counting_peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <thread>

namespace reqbench::tests {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;

std::vector<std::string> load(const CountingPeer &peer, std::vector<std::string> words) {
  std::vector<std::string> command{reqbench_binary(), "load", peer.url(), "--warm-up", "100ms", "--json", "-"};
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

base::Json result_of(const Finished &done) {
  auto json = base::parse_json(done.out, "load");
  EXPECT_TRUE(json) << done.err;
  return json.value_or(base::Json::object());
}

base::Json finding(const base::Json &result, std::string_view id) {
  for (const auto &one : result["findings"])
    if (one["id"] == id) return one;
  return {};
}

/// Halts the generator for 200 ms in the midst of its load.
Finished halted(const CountingPeer &peer, const std::vector<std::string> &words) {
  Subprocess generator{load(peer, words)};
  EXPECT_TRUE(peer.seen(60, 20s)) << generator.err();
  generator.signal(SIGSTOP);
  std::this_thread::sleep_for(200ms);
  generator.signal(SIGCONT);
  return generator.wait(30s);
}

TEST(SelfWatch, AnOpenLoadInWhichTheGeneratorWasLateIsInvalid) {
  const CountingPeer peer{0ns};
  const auto done = halted(peer, {"--rate", "200", "--duration", "5s", "--connections", "8"});
  EXPECT_EQ(done.exit_code, 4) << done.err;
  const auto result = result_of(done);
  EXPECT_FALSE(finding(result, "generator_late").is_null()) << result["findings"];
  EXPECT_GE(result["generator"]["loop_delay_ns"]["max"].get<std::int64_t>(), 150'000'000);
  EXPECT_EQ(result["ledger"]["planned"], 1000U);
}

TEST(SelfWatch, AClosedLoadThatWasHaltedIsNoError) {
  const CountingPeer peer{1ms};
  const auto done = halted(peer, {"--duration", "5s", "--connections", "1"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_TRUE(finding(result_of(done), "generator_late").is_null());
}

// 200 a second, each 20 ms: 4 connections are busy in the mean, and twice as many are asked for. A busy machine answers
// later and asks for more.
TEST(SelfWatch, ARateThatFindsNoConnectionSaysHowManyItNeeds) {
  const CountingPeer peer{20ms};
  const auto done = run(load(peer, {"--rate", "200", "--duration", "1s", "--connections", "2"}));
  EXPECT_THAT(done.exit_code, AnyOf(0, 4)) << done.err; // 4: the machine was too busy to keep the schedule
  const auto found = finding(result_of(done), "no_free_connection");
  ASSERT_FALSE(found.is_null());
  const auto text = found["text"].get<std::string>();
  const auto at = text.find("the rate needs ");
  ASSERT_NE(at, text.npos) << text;
  EXPECT_GE(std::stoi(text.substr(at + 15)), 8) << text;
  EXPECT_NE(text.find("2 were open"), text.npos) << text;
  EXPECT_FALSE(found["remedy"].get<std::string>().empty());
}

TEST(SelfWatch, EveryThreadAndEverySecondIsTold) {
  const CountingPeer peer{1ms};
  const auto done = run(load(peer, {"--duration", "1500ms", "--connections", "4", "--threads", "2"}));
  EXPECT_EQ(done.exit_code, 0) << done.err;
  const auto result = result_of(done);
  const auto &generator = result["generator"];
  ASSERT_EQ(generator["by_thread"].size(), 2U);
  double user_s = 0;
  for (const auto &thread : generator["by_thread"]) user_s += thread["cpu_user_s"].get<double>();
  EXPECT_NEAR(user_s, generator["cpu_user_s"].get<double>(), 1e-9);
  EXPECT_GE(generator["processors"].get<int>(), 1);
  EXPECT_GE(generator["steal_s"].get<double>(), 0);
  std::uint64_t ok = 0;
  std::vector<double> lengths;
  for (const auto &second : result["seconds"]) {
    if (!second["measured"].get<bool>()) continue;
    ok += second["ok"].get<std::uint64_t>();
    lengths.push_back(second["length_s"].get<double>());
  }
  EXPECT_EQ(lengths, (std::vector{1.0, 0.5}));
  EXPECT_EQ(ok, result["completed_in_window"].get<std::uint64_t>());
}

} // namespace
} // namespace reqbench::tests
