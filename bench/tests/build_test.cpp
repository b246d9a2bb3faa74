// scripts/build_servers.py: what cannot be built is named in one sentence, and the others go on.
// scripts/test_server.py: a server's own tests pass, fail, or are skipped.
#include "base/json.hpp"
#include "tests/made_checkout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <unistd.h>

#include <algorithm>

namespace reqbench::tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using Commands = std::vector<std::vector<std::string>>;

class Build : public testing::Test {
protected:
  Build() {
    fs::create_directories(checkout.root() / "scripts");
    for (const auto *script : {"scripts/build_servers.py", "scripts/test_server.py"})
      fs::copy(fs::path{REQBENCH_SOURCE_DIR} / script, checkout.root() / script);
  }
  void add(const std::string &name, const Commands &commands, const std::vector<std::string> &needs = {},
           const std::vector<std::string> &shares = {}, const Commands &tests = {}) {
    checkout.add_server(name, "good");
    const auto file = checkout.root() / "servers" / name / "server.json";
    auto manifest = base::parse_json(read_text(file), "x").value();
    manifest["build"] = commands;
    manifest["needs"] = needs;
    manifest["shares"] = shares;
    manifest["test"] = tests;
    write_file(file, base::to_pretty(manifest));
  }
  Finished build() const {
    // Nobody listens on port 9, the index that all of them are told to ask.
    return run({"python3", (checkout.root() / "scripts/build_servers.py").string()},
               {"PIP_INDEX_URL=http://127.0.0.1:9/simple", "PIP_RETRIES=0", "GOPROXY=http://127.0.0.1:9",
                "GOFLAGS=-mod=mod", "GONOSUMDB=*"},
               120s);
  }
  /// Its own tests.
  Finished test(const std::string &name) const {
    return run({"python3", (checkout.root() / "scripts/test_server.py").string(), name}, {}, 60s);
  }
  /// The one line that says why `name` is left out.
  static std::string why(const Finished &built, const std::string &name) {
    const auto begin = built.err.find("setup: " + name + " is left out: ");
    if (begin == std::string::npos) return "nothing";
    return built.err.substr(begin, built.err.find('\n', begin) - begin);
  }
  MadeCheckout checkout;
};

const Commands writes{{"sh", "-c", "echo built >>'{build}/log'"}};

TEST_F(Build, WhatFailsIsNamedWithFilePlaceAndRemedyAndTheOthersAreBuilt) {
  add("good", writes);
  add("needy", writes, {"no_such_tool_anywhere"});
  add("failing", {{"true"}, {"sh", "-c", "echo some; echo 'the last word' >&2; exit 3"}});
  add("absent", {{"no_such_program_anywhere"}});
  fs::create_directories(checkout.root() / "servers/empty");
  write_file(checkout.root() / "servers/broken/server.json", "{");
  const auto built = build();
  EXPECT_EQ(built.exit_code, 0) << built.err;
  EXPECT_EQ(built.out, "setup: good is built\n");
  EXPECT_EQ(read_text(checkout.root() / "build/servers/good/log"), "built\n");
  EXPECT_EQ(std::ranges::count(built.err, '\n'), 5) << built.err;
  EXPECT_THAT(why(built, "needy"),
              AllOf(HasSubstr("servers/needy/server.json: at /needs: no_such_tool_anywhere is not on"),
                    HasSubstr("install it, then run scripts/setup again")));
  EXPECT_THAT(why(built, "failing"),
              AllOf(HasSubstr("servers/failing/server.json: at /build/1: "), HasSubstr("ended with 3: the last word; "),
                    HasSubstr("build/servers/failing.log")));
  EXPECT_THAT(why(built, "absent"),
              AllOf(HasSubstr("servers/absent/server.json: at /build/0: "), HasSubstr("No such file or directory")));
  EXPECT_THAT(why(built, "empty"), HasSubstr("servers/empty/server.json: there is none; write one"));
  EXPECT_THAT(why(built, "broken"), HasSubstr("servers/broken/server.json: it is broken"));
  for (const auto *name : {"needy", "failing", "absent"})
    EXPECT_FALSE(fs::exists(checkout.root() / "build/servers" / name)) << "something old could be measured";
}

TEST_F(Build, AFailedBuildIsToldByVerifyAndNewerSourcesAre) {
  add("made", {{"sh", "-c", "grep -q good note && ln -s /usr/bin/env '{build}/env'"}});
  const auto folder = checkout.root() / "servers/made";
  auto manifest = base::parse_json(read_text(folder / "server.json"), "x").value();
  manifest["start"] = {"{build}/env", "sh",     "-c",       "exec python3 made_server.py good --port $1 --workers $2",
                       "x",           "{port}", "{workers}"};
  write_file(folder / "server.json", base::to_pretty(manifest));
  write_file(folder / "note", "bad");
  EXPECT_THAT(why(build(), "made"), HasSubstr("ended with 1"));
  const auto failed = checkout.reqbench({"verify", "made"});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.err, AllOf(HasSubstr("its build failed: servers/made/server.json: at /build/0: "),
                                HasSubstr("build/servers/made.log"), Not(HasSubstr("not built"))));
  write_file(folder / "note", "good");
  EXPECT_THAT(build().out, HasSubstr("made is built"));
  const auto proven = checkout.reqbench({"verify", "--brief", "made"});
  EXPECT_EQ(proven.exit_code, 0) << proven.err;
  EXPECT_THAT(proven.err, Not(HasSubstr("newer")));
  const auto later = fs::last_write_time(folder / "note") + 10s;
  write_file(folder / "note", "good, too");
  fs::last_write_time(folder / "note", later);
  const auto stale = checkout.reqbench({"verify", "--brief", "made"});
  EXPECT_EQ(stale.exit_code, 0) << stale.err;
  EXPECT_THAT(stale.err, HasSubstr("warning: made: servers/made/note is newer than its build"));
}

TEST_F(Build, APackageIndexThatDoesNotAnswerIsToldAsSuch) {
  add("good", writes);
  add("pip",
      {{"python3", "-m", "venv", "{build}/venv"},
       {"{build}/venv/bin/pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir", "nothing==1"}});
  add("go", {{"go", "build", "-o", "{build}/go", "."}}, {"go"});
  write_file(checkout.root() / "servers/go/go.mod", "module x\n\ngo 1.25\n\nrequire example.com/nothing v1.0.0\n");
  write_file(checkout.root() / "servers/go/main.go",
             "package main\n\nimport _ \"example.com/nothing\"\n\nfunc main() {}\n");
  const auto built = build();
  EXPECT_EQ(built.exit_code, 0) << built.err;
  EXPECT_THAT(built.out, HasSubstr("good is built"));
  EXPECT_THAT(why(built, "pip"), AllOf(HasSubstr("servers/pip/server.json: at /build/1: "),
                                       HasSubstr("no package index"), HasSubstr("PIP_INDEX_URL")));
  if (why(built, "go").find("at /needs") != std::string::npos) GTEST_SKIP() << why(built, "go");
  EXPECT_THAT(why(built, "go"), AllOf(HasSubstr("servers/go/server.json: at /build/0: "), HasSubstr("no package index"),
                                      HasSubstr("GOPROXY")));
}

TEST_F(Build, OnlyWhatChangedIsBuiltAgain) {
  add("alone", writes);
  add("sharing", writes, {}, {"common"});
  write_file(checkout.root() / "servers/common/order.hpp", "// one\n");
  EXPECT_EQ(build().exit_code, 0);
  const auto again = build();
  EXPECT_THAT(again.out, AllOf(HasSubstr("alone has not changed"), HasSubstr("sharing has not changed")));
  EXPECT_EQ(again.err, "") << "a shared folder is no server";
  write_file(checkout.root() / "servers/common/order.hpp", "// two\n");
  const auto changed = build();
  EXPECT_THAT(changed.out, AllOf(HasSubstr("alone has not changed"), HasSubstr("sharing is built")));
  EXPECT_EQ(read_text(checkout.root() / "build/servers/alone/log"), "built\n");
}

TEST_F(Build, TheTestsOfAServerRunInItsFolderBesideWhatWasBuilt) {
  add("good", writes, {}, {}, {{"cp", "{build}/log", "{build}/seen"}, {"cmp", "server.json", "{folder}/server.json"}});
  EXPECT_EQ(build().exit_code, 0);
  const auto passed = test("good");
  EXPECT_EQ(passed.exit_code, 0) << passed.err;
  EXPECT_EQ(read_text(checkout.root() / "build/servers/good/seen"), "built\n");
}

TEST_F(Build, ATestThatFailsEndsTheTestsAndIsNamed) {
  add("failing", writes, {}, {}, {{"true"}, {"sh", "-c", "exit 77"}, {"touch", "{build}/never"}});
  add("absent", writes, {}, {}, {{"no_such_program_anywhere"}});
  EXPECT_EQ(build().exit_code, 0);
  const auto failed = test("failing");
  EXPECT_EQ(failed.exit_code, 1) << "a test that ends like one that was skipped has failed";
  EXPECT_THAT(failed.err, HasSubstr("servers/failing/server.json: at /test/1: 'sh -c exit 77' ended with 77"));
  EXPECT_FALSE(fs::exists(checkout.root() / "build/servers/failing/never"));
  const auto absent = test("absent");
  EXPECT_EQ(absent.exit_code, 1);
  EXPECT_THAT(absent.err, AllOf(HasSubstr("at /test/0: "), HasSubstr("No such file or directory")));
  write_file(checkout.root() / "servers/absent/server.json", "{");
  const auto broken = test("absent");
  EXPECT_EQ(broken.exit_code, 1);
  EXPECT_THAT(broken.err, HasSubstr("servers/absent/server.json: it is broken"));
}

TEST_F(Build, TestsThatCannotRunAreSkippedAndNeverPassed) {
  add("needy", {}, {"no_such_tool_anywhere"}, {}, {{"true"}});
  EXPECT_EQ(build().exit_code, 0);
  const auto unbuilt = test("needy");
  EXPECT_EQ(unbuilt.exit_code, 77);
  EXPECT_THAT(unbuilt.out, HasSubstr("needy is not built; run scripts/setup"));
  fs::create_directories(checkout.root() / "build/servers/needy"); // its tool went after it was built
  const auto without = test("needy");
  EXPECT_EQ(without.exit_code, 77);
  EXPECT_THAT(without.out, HasSubstr("servers/needy/server.json: at /needs: no_such_tool_anywhere is not on PATH"));
}

TEST_F(Build, WhoEndsItEndsTheCommandsUnderWay) {
  const auto mark = checkout.root().filename().string() + "-sleeper";
  add("slow", {{"bash", "-c", "exec -a " + mark + " sleep 60"}});
  Subprocess building{{"python3", (checkout.root() / "scripts/build_servers.py").string()}};
  const auto until = [&](bool there) {
    for (int i = 0; i < 500 && processes_with(mark + " 60").empty() == there; ++i) ::usleep(10'000);
    return processes_with(mark + " 60").empty() != there;
  };
  ASSERT_TRUE(until(true));
  building.signal(SIGTERM);
  EXPECT_EQ(building.wait(5s).exit_code, 1);
  EXPECT_TRUE(until(false));
}

} // namespace
} // namespace reqbench::tests
