#include "launch/new_server.hpp"

#include "base/file.hpp"
#include "launch/manifest.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace reqbench::launch {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

TEST(NewServer, TheNameIsPutWhereverItStandsAloneOrIsFollowedByMore) {
  const std::vector<std::string> others{"go_gin", "go_gin_tuned", "go_ginger"};
  for (const auto &[text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"module reqbench/servers/go_gin\n", "module reqbench/servers/mine\n"},
           {"add_executable(go_gin_tests)", "add_executable(mine_tests)"},
           {"option(GO_GIN_TESTS)", "option(MINE_TESTS)"},
           {"{build}/go_gin", "{build}/mine"},
           {"go_gin", "mine"},
           {"a go_gin_tuned, b", "a go_gin_tuned, b"},
           {"go_ginger, cargo_gin, go_gin2", "go_ginger, cargo_gin, go_gin2"},
           {"", ""}})
    EXPECT_EQ(renamed(text, "go_gin", "mine", others), expected);
}

class NewServerIn : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/reqbench_new_XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    root_ = name;
    fs::create_directories(root_ / "bench/launch");
    fs::copy_file(fs::path{REQBENCH_SOURCE_DIR} / "bench/launch/server.schema.json",
                  root_ / "bench/launch/server.schema.json");
    write("servers/go_gin/server.json",
          R"({"name": "go_gin", "language": "Go", "framework": "gin", "variant": "idiomatic",
      "concurrency": "goroutines", "workers_meaning": "GOMAXPROCS", "workloads": ["json"], "start": ["{build}/go_gin"]})");
    write("servers/go_gin/inner/go_gin.go", "package go_gin\n");
    write("servers/go_gin/run", "#!/bin/sh\n");
    write("servers/go_gin/NOTES.md", "gin's own\n");
    write("servers/go_gin/__pycache__/x.pyc", "old");
    write("servers/go_gin/.cache/x", "old");
    fs::permissions(root_ / "servers/go_gin/run", fs::perms::owner_all);
  }
  void TearDown() override { fs::remove_all(root_); }
  void write(const fs::path &file, std::string_view text) {
    fs::create_directories((root_ / file).parent_path());
    ASSERT_TRUE(base::write_file_atomically(root_ / file, text));
  }
  std::string text(const fs::path &file) const { return base::read_file(root_ / file).value(); }
  std::string refusal(const std::string &name, const std::string &like) const {
    const auto made = new_server(root_, name, like);
    EXPECT_FALSE(made) << name;
    return made ? "" : made.error().message();
  }

  fs::path root_;
};

TEST_F(NewServerIn, ACopyIsAServerOfItsOwn) {
  const auto files = new_server(root_, "mine", "go_gin");
  ASSERT_TRUE(files) << files.error().message();
  EXPECT_EQ(files->size(), 4U);
  const auto servers = read_servers(root_);
  ASSERT_EQ(servers->read.size(), 2U);
  EXPECT_TRUE(servers->refused.empty());
  EXPECT_EQ(servers->read[1].name, "mine");
  EXPECT_THAT(servers->read[1].start, testing::ElementsAre("{build}/mine"));
  EXPECT_EQ(text("servers/mine/inner/mine.go"), "package mine\n");
  EXPECT_EQ(fs::status(root_ / "servers/mine/run").permissions(), fs::perms::owner_all);
  EXPECT_THAT(text("servers/mine/NOTES.md"), testing::AllOf(HasSubstr("# mine"), Not(HasSubstr("gin's own"))));
}

TEST_F(NewServerIn, ATakenOrBadNameIsRefusedAndNothingIsLeft) {
  EXPECT_THAT(refusal("go_gin", "go_gin"), HasSubstr("servers/go_gin is there already"));
  const std::vector<std::string> bad_names{"", "Go", "9x", "a-b", "a/b", "../x", "a b", "é", std::string(61, 'a')};
  for (const auto &bad : bad_names) EXPECT_THAT(refusal(bad, "go_gin"), HasSubstr("a server's name is")) << bad;
  EXPECT_EQ(read_servers(root_)->read.size(), 1U);
}

TEST_F(NewServerIn, AnUnknownModelIsToldWithAllThereAre) {
  EXPECT_THAT(refusal("mine", "go_jin"), testing::AllOf(HasSubstr("--like"), HasSubstr("did you mean go_gin?")));
  EXPECT_FALSE(fs::exists(root_ / "servers/mine"));
  EXPECT_FALSE(fs::exists(root_ / "servers/.mine.new"));
}

} // namespace
} // namespace reqbench::launch
