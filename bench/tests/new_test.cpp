// reqbench new: what it writes works as it stands, and what it cannot write it says.
#include "base/json.hpp"
#include "tests/made_checkout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

class New : public testing::Test {
protected:
  /// The real server as one of the made checkout.
  void add(const std::string &name) {
    fs::copy(fs::path{REQBENCH_SOURCE_DIR} / "servers" / name, checkout.root() / "servers" / name,
             fs::copy_options::recursive);
  }
  Finished build() const {
    fs::create_directories(checkout.root() / "scripts");
    for (const auto *script : {"scripts/build_servers.py", "scripts/test_server.py"})
      fs::copy(fs::path{REQBENCH_SOURCE_DIR} / script, checkout.root() / script);
    return run({"python3", (checkout.root() / "scripts/build_servers.py").string(), "mine"}, {}, 240s);
  }
  /// No file of the copy, but the notes that say what it was begun with, still holds the old name.
  void expect_unnamed(const std::string &copy, const std::string &like) const {
    for (const auto &entry : fs::recursive_directory_iterator(checkout.root() / "servers" / copy)) {
      if (!entry.is_regular_file() || entry.path().filename() == "NOTES.md") continue;
      auto text = entry.path().filename().string() + "\n" + read_text(entry.path());
      for (std::size_t at = 0; (at = text.find(copy, at)) != text.npos;) text.erase(at, copy.size());
      EXPECT_THAT(text, testing::Not(HasSubstr(like))) << entry.path();
    }
  }
  MadeCheckout checkout;
};

TEST_F(New, AServerLikeAnotherBuildsStartsAndVerifies) {
  add("go_nethttp");
  const auto made = checkout.reqbench({"new", "server", "mine", "--like", "go_nethttp"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.out, AllOf(HasSubstr("servers/mine: "), HasSubstr("build/reqbench verify mine")));
  const auto built = build();
  if (built.err.find("go is not on PATH") != std::string::npos) GTEST_SKIP() << built.err;
  ASSERT_THAT(built.out, HasSubstr("mine is built")) << built.err;
  const auto verified = checkout.reqbench({"verify", "mine"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("mine: "));
  const auto tested = run({"python3", (checkout.root() / "scripts/test_server.py").string(), "mine"}, {}, 120s);
  EXPECT_EQ(tested.exit_code, 0) << tested.out << tested.err;
  EXPECT_THAT(tested.out, HasSubstr("reqbench/servers/mine"));
}

TEST_F(New, EveryServerCanBeBegunWith) {
  for (const auto &entry : fs::directory_iterator(fs::path{REQBENCH_SOURCE_DIR} / "servers"))
    if (entry.is_directory()) add(entry.path().filename().string());
  const auto listed = base::parse_json(checkout.reqbench({"list", "servers", "--json"}).out, "list").value();
  for (const auto &server : listed["servers"]) {
    const auto like = server["name"].get<std::string>();
    const auto made = checkout.reqbench({"new", "server", "begun_with_" + like, "--like", like});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    expect_unnamed("begun_with_" + like, like);
  }
  const auto after = checkout.reqbench({"list", "servers", "--json"});
  EXPECT_EQ(after.err, "") << "one of them is refused";
  const auto all = base::parse_json(after.out, "list").value();
  EXPECT_EQ(all["servers"].size(), 2 * listed["servers"].size());
}

TEST_F(New, AWorkloadIsListedWithTheServersThatDoNotOfferItYet) {
  add("go_nethttp");
  checkout.add_server("good", "good");
  const auto made = checkout.reqbench({"new", "workload", "invoice"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.out, AllOf(HasSubstr("catalog/invoice.json"), HasSubstr("not yet offered by: go_nethttp, good")));
  const auto listed = checkout.reqbench({"list", "workloads"});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("two numbers added; not yet by go_nethttp, good"));
}

TEST_F(New, AServerThatClaimsTheNewWorkloadTooSoonIsToldSo) {
  checkout.add_server("good", "good");
  ASSERT_EQ(checkout.reqbench({"new", "workload", "invoice"}).exit_code, 0);
  const auto file = checkout.root() / "servers/good/server.json";
  auto manifest = base::parse_json(read_text(file), "x").value();
  manifest["workloads"].push_back("invoice");
  write_file(file, base::to_pretty(manifest));
  const auto verified = checkout.reqbench({"verify", "good"});
  EXPECT_EQ(verified.exit_code, 3) << verified.out;
  EXPECT_THAT(verified.out, HasSubstr("servers/good/server.json claims at /workloads/1"));
}

TEST_F(New, WhatCannotBeWrittenIsAUsageErrorThatSaysWhy) {
  add("go_nethttp");
  struct Row {
    std::vector<std::string> words;
    const char *says;
  };
  for (const auto &[words, says] : std::vector<Row>{
           {{"new"}, "subcommand"},
           {{"new", "server", "mine"}, "--like is required"},
           {{"new", "server", "go_nethttp", "--like", "go_nethttp"}, "servers/go_nethttp is there already"},
           {{"new", "server", "My-Server", "--like", "go_nethttp"}, "got 'My-Server'"},
           {{"new", "server", "mine", "--like", "go_nethtp"}, "did you mean go_nethttp?"},
           {{"new", "server", "mine", "--like", "ruby"}, "there are: go_nethttp"},
           {{"new", "workload", "order"}, "catalog/order.json is there already"},
           {{"new", "workload", "Order"}, "got 'Order'"}}) {
    const auto made = checkout.reqbench(words);
    EXPECT_EQ(made.exit_code, 2) << says;
    EXPECT_THAT(made.err, HasSubstr(says));
  }
}

} // namespace
} // namespace reqbench::tests
