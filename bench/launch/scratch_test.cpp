#include "launch/scratch.hpp"

#include "base/file.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace reqbench::launch {
namespace {

namespace fs = std::filesystem;

class ScratchOf : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/reqbench_scratch_XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    root_ = name;
    manifest_.name = "x";
    manifest_.folder = root_ / "servers/x";
    fs::create_directories(manifest_.folder);
    manifest_.start = {"nginx", "-c", "{scratch}/nginx.conf"};
    manifest_.filled = {"nginx.conf"};
    write("events { }\nlisten {port};\nworkers {workers};\npid {scratch}/pid;\n");
  }
  void TearDown() override { fs::remove_all(root_); }
  void write(std::string_view text) { ASSERT_TRUE(base::write_file_atomically(manifest_.folder / "nginx.conf", text)); }
  Filling filling(int port) const {
    auto filling = filling_of(manifest_, root_);
    filling.port = port;
    filling.workers = 2;
    return filling;
  }

  fs::path root_;
  Manifest manifest_;
};

TEST_F(ScratchOf, AStartFindsItsFilesFilledInAndTheyGoWithIt) {
  auto first = filling(41873);
  auto second = filling(41874);
  {
    const auto scratch = Scratch::make(manifest_, first);
    const auto other = Scratch::make(manifest_, second);
    ASSERT_TRUE(scratch) << scratch.error().message();
    ASSERT_TRUE(other);
    EXPECT_NE(*first.scratch, *second.scratch) << "two starts at once must not share";
    EXPECT_EQ(base::read_file(*first.scratch / "nginx.conf").value(),
              "events { }\nlisten 41873;\nworkers 2;\npid " + first.scratch->string() + "/pid;\n");
    ASSERT_TRUE(base::write_file_atomically(*first.scratch / "pid", "1\n"));
    EXPECT_EQ(start_command(manifest_, first).back(), first.scratch->string() + "/nginx.conf");
  }
  EXPECT_FALSE(fs::exists(*first.scratch));
  EXPECT_FALSE(fs::exists(*second.scratch));
}

TEST_F(ScratchOf, NothingIsMadeForAServerThatHasNoUseForIt) {
  manifest_.filled.clear();
  manifest_.start = {"server", "{port}"};
  auto plain = filling(1);
  ASSERT_TRUE(Scratch::make(manifest_, plain));
  EXPECT_FALSE(plain.scratch);
  EXPECT_FALSE(fs::exists(root_ / "build"));
}

TEST_F(ScratchOf, AServerThatNothingTellsItsPortIsRefused) {
  write("listen 80;\n");
  auto told = filling(1);
  const auto scratch = Scratch::make(manifest_, told);
  ASSERT_FALSE(scratch);
  EXPECT_THAT(scratch.error().message(), testing::HasSubstr("servers/x/server.json: at /filled: none of its files"));
  EXPECT_TRUE(fs::is_empty(root_ / "build/starts"));
}

TEST_F(ScratchOf, AFileThatIsGoneIsNamed) {
  fs::remove(manifest_.folder / "nginx.conf");
  auto gone = filling(1);
  const auto scratch = Scratch::make(manifest_, gone);
  ASSERT_FALSE(scratch);
  EXPECT_THAT(scratch.error().message(), testing::HasSubstr("nginx.conf"));
}

} // namespace
} // namespace reqbench::launch
