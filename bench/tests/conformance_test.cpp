// Every server of servers/ × every promise of the contract. A server whose toolchain is missing is skipped, never
// passed.
#include "base/file.hpp"
#include "connection/exchange.hpp"
#include "launch/launcher.hpp"
#include "run/run.hpp"
#include "tests/subprocess.hpp"
#include "verify/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace reqbench::launch {
/// Without it a test's parameter is printed as its bytes.
void PrintTo(const Manifest &manifest, std::ostream *out) { *out << manifest.name; }
} // namespace reqbench::launch

namespace reqbench::tests {
namespace {

using namespace std::chrono_literals;

const std::filesystem::path root{REQBENCH_SOURCE_DIR};

std::vector<launch::Manifest> servers() {
  auto manifests = launch::read_servers(root);
  return manifests ? std::move(manifests).value() : std::vector<launch::Manifest>{};
}

TEST(Servers, AllManifestsAreValid) {
  const auto manifests = launch::read_servers(root);
  ASSERT_TRUE(manifests) << manifests.error().message();
  EXPECT_GE(manifests->size(), 3U);
}

class Conformance : public testing::TestWithParam<launch::Manifest> {
protected:
  void SetUp() override {
    if (const auto reason = launch::missing(GetParam(), root)) GTEST_SKIP() << *reason;
  }
  base::Result<launch::RunningServer> start() const { return launch::launch(GetParam(), root, plan, stop); }
  std::vector<std::string> command(int port, const std::string &workers = "1") const;

  launch::LaunchPlan plan;
  base::StopFlag stop;
};

/// The start command as a shell would run it, without the guardian.
std::vector<std::string> Conformance::command(int port, const std::string &workers) const {
  return {reqbench_binary(), "serve", GetParam().name, "--port", std::to_string(port), "--workers", workers};
}

TEST_P(Conformance, GivesTheRightAnswersDownToTheBytes) {
  const auto catalog = workload::read_catalog(root / "bench/workload/catalog");
  ASSERT_TRUE(catalog) << catalog.error().message();
  const auto report = run::prove(GetParam(), *catalog, root, plan, 20261123, stop);
  ASSERT_TRUE(report) << report.error().message();
  for (const auto &failure : report->failures) {
    std::string text;
    for (const auto &line : failure.to_lines()) text += line + "\n";
    ADD_FAILURE() << failure.check << " (" << failure.workload << ")\n" << text;
  }
  EXPECT_GT(report->checks, 20);
}

TEST_P(Conformance, ServesWithTwoWorkersAsWithOne) {
  plan.workers = 2;
  const auto catalog = workload::read_catalog(root / "bench/workload/catalog");
  ASSERT_TRUE(catalog);
  const auto report = run::prove(GetParam(), *catalog, root, plan, 7, stop);
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_TRUE(report->passed()) << report->failures.front().check;
}

TEST_P(Conformance, LeavesWithinTwoSecondsOfSigtermWithAllItsChildren) {
  plan.workers = 2;
  auto server = start();
  ASSERT_TRUE(server) << server.error().message();
  // An idle keep-alive connection must not hold it back.
  const auto idle = connection::Exchange::open(server->endpoint(), 2s);
  ASSERT_TRUE(idle);
  const auto ending = server->stop();
  EXPECT_FALSE(ending.killed) << ending.to_sentence();
  EXPECT_LT(ending.took, 2s) << ending.to_sentence();
  EXPECT_EQ(ending.exit_code, 0) << ending.to_sentence();
}

TEST_P(Conformance, TellsATakenPortInASentenceWithinTwoSeconds) {
  auto first = start();
  ASSERT_TRUE(first) << first.error().message();
  // Its own start command, without the launcher, which would find the port taken before the server does.
  auto command = first->command();
  const auto port = std::ranges::find(command, "--port");
  ASSERT_NE(port, command.end());
  *std::next(port) = std::to_string(first->endpoint().port);
  command.insert(command.begin(), {"env", "-C", GetParam().folder.string()});
  const auto second = run(command, {}, 4s); // its own start-up included
  EXPECT_FALSE(second.timed_out);
  EXPECT_GT(second.exit_code, 0);
  EXPECT_THAT(second.err, testing::HasSubstr(std::to_string(first->endpoint().port)));
}

TEST_P(Conformance, TellsABadArgumentInASentence) {
  auto first = start();
  ASSERT_TRUE(first) << first.error().message();
  auto command = first->command();
  const auto workers = std::ranges::find(command, "--workers");
  ASSERT_NE(workers, command.end());
  *std::next(workers) = "many";
  command.insert(command.begin(), {"env", "-C", GetParam().folder.string()});
  const auto refused = run(command, {}, 4s);
  EXPECT_GT(refused.exit_code, 0);
  EXPECT_THAT(refused.err, testing::HasSubstr("many"));
}

TEST_P(Conformance, TellsTheVersionsThatReallyRun) {
  const auto versions = launch::running_versions(GetParam(), root, base::StopFlag{});
  ASSERT_TRUE(versions) << versions.error().message();
  EXPECT_TRUE(versions->is_object());
  EXPECT_FALSE(versions->empty());
}

TEST_P(Conformance, ServesOnAPortThatAnyToolCanUse) {
  Subprocess serve{command(0)};
  ASSERT_TRUE(serve.wait_for("serves on", 15s)) << serve.err();
  EXPECT_THAT(serve.out(), testing::MatchesRegex("\\{\"port\": ?[0-9]+\\}\n"));
  serve.signal(SIGTERM);
  EXPECT_EQ(serve.wait(5s).exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(Every, Conformance, testing::ValuesIn(servers()),
                         [](const auto &param) { return param.param.name; });

} // namespace
} // namespace reqbench::tests
