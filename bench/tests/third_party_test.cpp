// Programs that no one here wrote take part by a manifest alone (third_party/, shown in servers/README.md): nginx,
// which passes, and Python's http.server, which is told what is wrong with it.
#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "tests/made_checkout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <algorithm>

namespace reqbench::tests {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

class ThirdParty : public testing::Test {
protected:
  /// The folder as a server of the made checkout; false when its program is not on this machine.
  bool add(const std::string &name) {
    std::filesystem::copy(std::filesystem::path{REQBENCH_SOURCE_DIR} / "bench/tests/third_party" / name,
                          checkout.root() / "servers" / name, std::filesystem::copy_options::recursive);
    const auto listed = base::parse_json(checkout.reqbench({"list", "servers", "--json"}).out, "list").value();
    return listed["servers"][0]["ready"].get<bool>();
  }
  /// Of `verify`: which checks failed.
  std::vector<std::string> failed(const Finished &verified) const {
    std::vector<std::string> checks;
    const auto told = base::parse_json(verified.out, "verify").value();
    for (const auto &failure : told["servers"][0]["failures"])
      if (checks.empty() || checks.back() != failure["check"]) checks.push_back(failure["check"].get<std::string>());
    return checks;
  }
  MadeCheckout checkout;
};

TEST_F(ThirdParty, NginxIsProvenByItsManifestAndAConfigurationAlone) {
  if (!add("nginx"))
    GTEST_SKIP() << "nginx is not installed (Debian package nginx-light): scripts/dev install brings it";
  const auto verified = checkout.reqbench({"verify", "nginx"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("all right"));
  EXPECT_THAT(verified.out, HasSubstr("skipped: taken_port: it tries to bind for 2.5 s"));
  EXPECT_TRUE(std::filesystem::is_empty(checkout.root() / "build/starts")) << "a start left its files";
}

TEST_F(ThirdParty, NginxIsMeasuredAsServersOfOursAre) {
  if (!add("nginx"))
    GTEST_SKIP() << "nginx is not installed (Debian package nginx-light): scripts/dev install brings it";
  const auto out = (checkout.root() / "results/here").string();
  const auto run = checkout.reqbench(MadeCheckout::short_run({"nginx"}, out));
  EXPECT_THAT(run.exit_code, AnyOf(0, 4)) << run.err;
  const auto read = result::read_run(out);
  ASSERT_TRUE(read);
  EXPECT_EQ(std::ranges::count_if(read->trials, [](const auto &trial) { return trial.failure.empty(); }), 2);
  EXPECT_THAT(read->record.servers[0].command, testing::Contains("{scratch}/nginx.conf")) << "no path of this machine";
}

TEST_F(ThirdParty, AServerThatIsPolledIsServedWithAReadyLineAllTheSame) {
  ASSERT_TRUE(add("http_server"));
  auto serve = checkout.start({"serve", "http_server"});
  ASSERT_TRUE(serve.wait_for("serves on", std::chrono::seconds{15})) << serve.err();
  EXPECT_THAT(serve.out(), testing::MatchesRegex("\\{\"port\":[0-9]+\\}\n"));
  serve.signal(SIGTERM);
  EXPECT_EQ(serve.wait(std::chrono::seconds{5}).exit_code, 0);
}

TEST_F(ThirdParty, HttpServerFailsAndEachCheckSaysHow) {
  ASSERT_TRUE(add("http_server"));
  const auto verified = checkout.reqbench({"verify", "http_server", "--json"});
  EXPECT_EQ(verified.exit_code, 3) << verified.err;
  // It closes after each answer, takes a file's type from its name, and knows GET and HEAD only.
  const auto checks = failed(verified);
  for (const auto *check : {"each_request", "keep_alive", "wrong_method"})
    EXPECT_THAT(checks, testing::Contains(check));
  const auto told = checkout.reqbench({"verify", "http_server"});
  EXPECT_THAT(told.out, HasSubstr("checks failed"));
  EXPECT_THAT(told.out, HasSubstr("application/octet-stream"));
}

TEST_F(ThirdParty, AWorkloadThatIsClaimedButNotServedIsToldInASentenceWithItsPlace) {
  ASSERT_TRUE(add("http_server"));
  std::filesystem::remove(checkout.root() / "servers/http_server/plaintext");
  const auto verified = checkout.reqbench({"verify", "http_server"});
  EXPECT_EQ(verified.exit_code, 3) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("servers/http_server/server.json claims at /workloads/0"));
  EXPECT_THAT(verified.out, HasSubstr("404 each time; answer 'plaintext', or take it out of \"workloads\""));
}

} // namespace
} // namespace reqbench::tests
