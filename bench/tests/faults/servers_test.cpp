// Servers that do not play along: each is named in a clear sentence with the right exit code, and the others go on.
#include "tests/faults/faults.hpp"

#include "base/descriptor.hpp"
#include "base/json.hpp"
#include "result/run_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
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

struct BadServer {
  const char *mode;
  int exit_code;
  const char *says; ///< on standard error
};
class BadServers : public Faults, public testing::WithParamInterface<BadServer> {};
TEST_P(BadServers, IsNamedWithItsLastWordsAndTheOthersGoOn) {
  checkout.add_server("good", "good");
  checkout.add_server("bad", GetParam().mode);
  auto words = MadeCheckout::short_run({"good", "bad"}, out());
  words.insert(words.end(), {"--baseline", "good"});
  const auto run = checkout.reqbench(words);
  EXPECT_EQ(run.exit_code, GetParam().exit_code) << run.err;
  EXPECT_THAT(run.err, HasSubstr(GetParam().says));
  EXPECT_THAT(run.err, HasSubstr("bad"));
  EXPECT_EQ(finished_trials("good"), 2U) << run.err; // the A/A pair
  EXPECT_EQ(finished_trials("bad"), 0U);
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("bad"));
  EXPECT_TRUE(nothing_left());
}
INSTANTIATE_TEST_SUITE_P(Each, BadServers,
                         testing::Values(BadServer{"exits", 1, "no configuration found"},
                                         BadServer{"garbage", 1, "Listening on everything!"},
                                         BadServer{"never_ready", 1, "ready"}, BadServer{"wrong", 3, "Hello, Mars!!"},
                                         BadServer{"dies_later", 1, "out of luck"},
                                         BadServer{"hangs_later", 1, "no right answer"}),
                         [](const auto &param) { return std::string{param.param.mode}; });

TEST_F(Faults, WrongAnswersUnderLoadAreCountedNotHidden) {
  checkout.add_server("liar", "wrong_later");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"liar"}, out()));
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.out + run.err,
              AnyOf(HasSubstr("wrong answers"), HasSubstr("answers wrongly"), HasSubstr("no right answer")));
}

TEST_F(Faults, WrongAnswersAmongRightOnesEndTheRunWithTheirCodeThoughItsTrialsCount) {
  checkout.add_server("liar", "half_wrong_later");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"liar"}, out()));
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.out + run.err, HasSubstr("wrong"));
}

TEST_F(Faults, AServerThatHangsForGoodInItsLastLoadFails) {
  checkout.add_server("sleeper", "hangs_last");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"sleeper"}, out()));
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_THAT(run.err, AnyOf(HasSubstr("hangs after common"), HasSubstr("no right answer during common")));
  EXPECT_EQ(finished_trials("sleeper"), 0U) << run.err;
}

TEST_F(Faults, ALeakOfAKibibyteARequestIsFoundAndASteadyServerIsNotCalledOne) {
  checkout.add_server("good", "good");
  checkout.add_server("leaky", "leaks");
  auto words = MadeCheckout::short_run({"good", "leaky"}, out());
  words.insert(words.end(), {"--baseline", "good"});
  *(std::ranges::find(words, std::string{"--duration"}) + 1) = "1s"; // some thousand requests
  const auto run = checkout.reqbench(words);
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err;
  const auto report = base::parse_json(read_text(out() + "/report.json"), "report.json");
  ASSERT_TRUE(report) << run.err;
  std::vector<std::string> growing;
  for (const auto &finding : (*report)["findings"])
    if (finding["id"] == "memory_growth") growing.push_back(finding["text"]);
  ASSERT_EQ(growing.size(), 1U) << run.err;
  EXPECT_THAT(growing[0], AllOf(HasSubstr("`leaky`"), HasSubstr("B a request")));
}

TEST_F(Faults, AServerThatIgnoresTheTermSignalIsKilledAndMarked) {
  checkout.add_server("deaf", "ignores_term");
  const auto run = checkout.reqbench(MadeCheckout::short_run({"deaf"}, out()));
  const auto read = result::read_run(out());
  ASSERT_TRUE(read) << run.err;
  ASSERT_FALSE(read->trials.empty()) << run.err;
  EXPECT_THAT(read->trials.front().marks, testing::Contains("did not stop"));
  EXPECT_TRUE(nothing_left());
}

class TakenPort {
public:
  TakenPort() : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto *any = reinterpret_cast<sockaddr *>(&address);
    EXPECT_EQ(::bind(socket_.get(), any, length), 0);
    EXPECT_EQ(::listen(socket_.get(), 16), 0);
    EXPECT_EQ(::getsockname(socket_.get(), any, &length), 0);
    number_ = std::to_string(ntohs(address.sin_port));
  }
  const std::string &number() const { return number_; }

private:
  base::Descriptor socket_;
  std::string number_;
};

TEST_F(Faults, APortOfSomebodyElseIsNotMeasured) {
  const TakenPort stranger;
  checkout.add_server("impostor", "says:" + stranger.number());
  const auto run = checkout.reqbench(MadeCheckout::short_run({"impostor"}, out()));
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_THAT(run.err, HasSubstr("is served by a process that reqbench did not start"));
  EXPECT_TRUE(nothing_left());
}

TEST_F(Faults, ATakenPortIsToldByTheServerItself) {
  checkout.add_server("good", "good");
  const TakenPort taken;
  auto words = MadeCheckout::short_run({"good"}, out());
  words.insert(words.end(), {"--port", taken.number()});
  const auto run = checkout.reqbench(words);
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_THAT(run.err, HasSubstr("Address already in use"));
}

TEST_F(Faults, AServerThatClaimsAWorkloadItDoesNotServeIsNotMeasuredAndSaysWhichOne) {
  checkout.add_server("good", "good");
  checkout.add_server("bad", "good");
  change(checkout.root() / "servers/bad", [](base::Json &json) { json["workloads"].push_back("json"); });
  auto words = MadeCheckout::short_run({"good", "bad"}, out());
  std::ranges::replace(words, std::string{"plaintext"}, std::string{"plaintext,json"});
  words.insert(words.end(), {"--baseline", "good"});
  const auto run = checkout.reqbench(words);
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("servers/bad/server.json claims at /workloads/1"));
  EXPECT_THAT(run.err, HasSubstr("404 each time; answer 'json', or take it out of \"workloads\""));
  EXPECT_EQ(finished_trials("good"), 2U) << run.err;
  EXPECT_EQ(finished_trials("bad"), 0U);
}

TEST_F(Faults, ACalibrationThatFailsIsANoteAndTheServersAreMeasured) {
  checkout.add_server("good", "good");
  checkout.add_server("null", "exits");
  change(checkout.root() / "servers/null", [](base::Json &json) { json["role"] = "calibration"; });
  const auto run = checkout.reqbench(MadeCheckout::short_run({"good"}, out()));
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err;
  EXPECT_EQ(finished_trials("good"), 2U);
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("null (calibration)"));
}

TEST_F(Faults, ADebugBuildIsRefusedBeforeAnythingIsMeasuredUnlessItIsAllowed) {
  checkout.add_server("good", "good");
  const std::vector<std::string> asks{"/usr/bin/env", "python3", "{folder}/made_server.py", "1.2.3-debug", "--version",
                                      "--port",       "0"};
  change(checkout.root() / "servers/good", [&](base::Json &json) { json["version"] = asks; });
  auto words = MadeCheckout::short_run({"good"}, out());
  const auto refused = checkout.reqbench(words);
  EXPECT_EQ(refused.exit_code, 2) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("good is not measured: it says of itself: made_server 1.2.3-debug"));
  EXPECT_THAT(refused.err, AllOf(HasSubstr("--allow-debug"), Not(HasSubstr("proving"))));
  EXPECT_FALSE(std::filesystem::exists(out()));
  words.push_back("--allow-debug");
  const auto allowed = checkout.reqbench(words);
  EXPECT_THAT(allowed.exit_code, AnyOf(0, 4)) << allowed.err;
  EXPECT_THAT(allowed.err, HasSubstr("warning: good is measured all the same, with --allow-debug: it says "));
  EXPECT_EQ(finished_trials("good"), 2U);
  EXPECT_THAT(read_text(out() + "/report.md"), HasSubstr("with --allow-debug"));
  EXPECT_THAT(checkout.reqbench({"run", "--resume", out()}).exit_code, AnyOf(0, 4));
}

} // namespace
} // namespace reqbench::tests
