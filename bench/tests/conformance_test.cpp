// Every server of servers/ × every promise of the contract. A server whose toolchain is missing is skipped, never
// passed.
#include "base/file.hpp"
#include "launch/launcher.hpp"
#include "run/plan.hpp"
#include "run/proof.hpp"
#include "tests/subprocess.hpp"
#include "verify/life_cycle.hpp"
#include "verify/telling.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::launch {
/// Without it a test's parameter is printed as its bytes.
void PrintTo(const Manifest &manifest, std::ostream *out) { *out << manifest.name; }
} // namespace reqbench::launch

namespace reqbench::tests {
namespace {

using namespace std::chrono_literals;

const std::filesystem::path root{REQBENCH_SOURCE_DIR};

std::vector<launch::Manifest> servers(bool candidates) {
  auto found = launch::read_servers(root);
  if (!found) return {};
  std::erase_if(found->read, [&](const auto &manifest) { return launch::is_candidate(manifest) != candidates; });
  return std::move(found->read);
}

TEST(Servers, AllManifestsAreValid) {
  const auto found = launch::read_servers(root);
  ASSERT_TRUE(found) << found.error().message();
  for (const auto &refused : found->refused) ADD_FAILURE() << refused.error.message();
  EXPECT_GE(servers(true).size(), 3U);
}

/// Tests that nobody runs are worse than none.
TEST(Servers, WhatBringsTestsSaysHowTheyAreRun) {
  const auto is_test = [](const std::filesystem::path &file) {
    const auto stem = file.stem().string();
    return stem.starts_with("test_") || stem.ends_with("_test");
  };
  auto all = servers(true);
  for (auto &calibration : servers(false)) all.push_back(std::move(calibration));
  for (const auto &server : all) {
    if (!server.test.empty()) continue;
    for (const auto &file : std::filesystem::recursive_directory_iterator(server.folder))
      EXPECT_FALSE(is_test(file)) << file.path() << ": servers/" << server.name << "/server.json has no \"test\"";
  }
}

TEST(Servers, RunWithTheVersionsTheyArePinnedTo) {
  const TemporaryFolder folder;
  const auto listed =
      run({reqbench_binary(), "list", "servers", "--versions", "--json"}, {"REQBENCH_ROOT=" REQBENCH_SOURCE_DIR});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  write_file(folder.path() / "versions.json", listed.out);
  const auto compared = run({"python3", (root / "scripts/servers_table.py").string(), "--running",
                             (folder.path() / "versions.json").string()});
  EXPECT_EQ(compared.exit_code, 0) << compared.err;
}

/// PSS divides a page among all who have it mapped, and runner and guardian are there whenever a server is.
TEST(Servers, ShareNoCppLibraryWithTheRunner) {
  const auto libraries = run({"ldd", reqbench_binary()}).out;
  ASSERT_THAT(libraries, testing::HasSubstr("libc.so"));
  if (libraries.find("san.so") != libraries.npos) GTEST_SKIP() << "a sanitizer's runtime wants the shared library";
  EXPECT_THAT(libraries, testing::Not(testing::HasSubstr("libstdc++")));
  EXPECT_THAT(libraries, testing::Not(testing::HasSubstr("libgcc_s")));
}

/// -S: a Python without anything installed.
TEST(Servers, OfPythonSayInASentenceThatTheirPackagesAreMissing) {
  for (const auto &manifest : servers(true)) {
    if (!std::filesystem::exists(manifest.folder / "requirements.txt")) continue;
    for (const std::string word : {"--port=0", "--version"}) {
      const auto refused = run({"python3", "-S", (manifest.folder / "main.py").string(), word}, {}, 5s);
      EXPECT_EQ(refused.exit_code, 1) << manifest.name;
      EXPECT_EQ(refused.out, "");
      EXPECT_THAT(refused.err, testing::MatchesRegex(manifest.name + ": this Python has no [a-z, ]+; scripts/setup "
                                                                     "installs it\n"));
    }
  }
}

class Conformance : public testing::TestWithParam<launch::Manifest> {
protected:
  void SetUp() override {
    if (const auto reason = launch::missing(GetParam(), root)) GTEST_SKIP() << reason->why;
  }
  std::vector<std::string> command(int port, const std::string &workers = "1") const;
  std::vector<workload::Workload> offered() const;

  launch::LaunchPlan plan;
  base::StopFlag stop;
};

/// The start command as a shell would run it, without the guardian.
std::vector<std::string> Conformance::command(int port, const std::string &workers) const {
  return {reqbench_binary(), "serve", GetParam().name, "--port", std::to_string(port), "--workers", workers};
}

std::vector<workload::Workload> Conformance::offered() const {
  auto catalog = workload::read_catalog(root / "bench/workload/catalog").value();
  std::erase_if(catalog, [&](const auto &workload) { return !run::offers(GetParam(), workload); });
  return catalog;
}

void expect_none(const verify::Report &report) {
  std::string text;
  for (const auto &line : verify::failure_lines(report)) text += line + "\n";
  for (const auto &deviation : report.stale) text += "stale deviation: " + deviation + "\n";
  EXPECT_EQ(text, "");
}

TEST_P(Conformance, GivesTheRightAnswersDownToTheBytes) {
  const auto catalog = workload::read_catalog(root / "bench/workload/catalog");
  ASSERT_TRUE(catalog) << catalog.error().message();
  if (const auto known = verify::check_deviations(GetParam()); !known) ADD_FAILURE() << known.error().message();
  const auto report = run::prove(GetParam(), *catalog, root, plan, 20261123, stop);
  ASSERT_TRUE(report) << report.error().message();
  expect_none(*report);
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

TEST_P(Conformance, StartsRefusesAndStopsAsTheContractSays) {
  const auto workloads = offered();
  for (const int workers : {1, 2}) { // with two there are children to leave with
    plan.workers = workers;
    verify::Report report;
    const auto done = verify::check_life_cycle({GetParam(), root, plan, workloads, 20261123, stop}, report);
    ASSERT_TRUE(done) << done.error().message();
    const auto excused = report.skipped.size();
    EXPECT_EQ(static_cast<std::size_t>(report.checks) + excused, verify::life_cycle_checks().size());
    EXPECT_LE(excused, GetParam().deviations.size());
    expect_none(report);
  }
}

TEST_P(Conformance, ServesOnAPortThatAnyToolCanUse) {
  Subprocess serve{command(0)};
  ASSERT_TRUE(serve.wait_for("serves on", 15s)) << serve.err();
  EXPECT_THAT(serve.out(), testing::MatchesRegex("\\{\"port\": ?[0-9]+\\}\n"));
  serve.signal(SIGTERM);
  EXPECT_EQ(serve.wait(5s).exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(Every, Conformance, testing::ValuesIn(servers(true)),
                         [](const auto &param) { return param.param.name; });

/// What it answers is right for no workload.
class Calibration : public Conformance {};

TEST_P(Calibration, StartsRefusesAndStopsAsTheContractSays) {
  verify::Report report;
  const auto done = verify::check_life_cycle({GetParam(), root, plan, {}, 20261123, stop}, report);
  ASSERT_TRUE(done) << done.error().message();
  expect_none(report);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Calibration);
INSTANTIATE_TEST_SUITE_P(Every, Calibration, testing::ValuesIn(servers(false)),
                         [](const auto &param) { return param.param.name; });

} // namespace
} // namespace reqbench::tests
