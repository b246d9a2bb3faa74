// Files that belong together, where one of them cannot be written, cannot have its name, or a signal ends the writer.
#include "base/file.hpp"

#include "base/descriptor.hpp"
#include "base/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace reqbench::base {
namespace {

namespace fs = std::filesystem;

class FileSet : public testing::Test {
protected:
  FileSet() {
    for (const char *name : {"a", "b"}) EXPECT_TRUE(write_file_atomically(folder / name, "old"));
  }
  /// a, b and c of one set.
  Status write_set(const fs::path &third) const {
    const std::array set{FileContent{folder / "a", "new"}, FileContent{folder / "b", "new"}, FileContent{third, "new"}};
    return write_files_together(set);
  }
  std::set<std::string> all_names() const {
    std::set<std::string> all;
    for (const auto &entry : fs::directory_iterator{folder}) all.insert(entry.path().filename().string());
    return all;
  }
  TemporaryFolder temporary;
  fs::path folder = temporary.path();
};

TEST_F(FileSet, IsWrittenWhole) {
  ASSERT_TRUE(write_set(folder / "c"));
  for (const char *name : {"a", "b", "c"}) EXPECT_EQ(*read_file(folder / name), "new");
  EXPECT_EQ(all_names(), (std::set<std::string>{"a", "b", "c"}));
}

TEST_F(FileSet, ReplacesNothingWhereOneFileCannotBeWritten) {
  fs::create_directory(folder / "d");
  fs::create_symlink("nowhere/x", folder / "l");
  for (const auto &[third, says] : {std::pair{"d", "/d: a folder of that name"}, std::pair{"l", "nowhere/.x."},
                                    std::pair{"missing/x", "missing/.x."}}) {
    const auto written = write_set(folder / third);
    ASSERT_FALSE(written) << third;
    EXPECT_NE(written.error().message().find(says), std::string::npos) << written.error().message();
    EXPECT_EQ(*read_file(folder / "a"), "old") << third;
    EXPECT_EQ(all_names(), (std::set<std::string>{"a", "b", "d", "l"})) << third;
  }
}

/// A mark of the file system under which root may not replace it either.
bool protect(const fs::path &file, bool on) {
  const Descriptor fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  int flags = 0;
  if (::ioctl(fd.get(), FS_IOC_GETFLAGS, &flags) != 0) return false;
  flags = on ? flags | FS_IMMUTABLE_FL : flags & ~FS_IMMUTABLE_FL;
  return ::ioctl(fd.get(), FS_IOC_SETFLAGS, &flags) == 0;
}

TEST_F(FileSet, GivesTheNamesBackWhereTheLastCannotHaveIts) {
  ASSERT_TRUE(write_file_atomically(folder / "c", "old"));
  fs::remove(folder / "b");
  if (!protect(folder / "c", true)) GTEST_SKIP() << "no file can be protected here";
  const auto written = write_set(folder / "c");
  EXPECT_TRUE(protect(folder / "c", false));
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message().find("to " + (folder / "c").string()), std::string::npos);
  EXPECT_EQ(*read_file(folder / "a"), "old");
  EXPECT_EQ(all_names(), (std::set<std::string>{"a", "c"})) << "b was not there before";
}

TEST_F(FileSet, IsWholeWhereSeveralWriteItAtOnce) {
  constexpr std::size_t large = 1 << 20; // long enough to write that the others come in between
  std::vector<pid_t> writers;
  for (const char mark : {'x', 'y', 'z'}) {
    writers.push_back(::fork());
    if (writers.back() != 0) continue;
    bool written = true;
    for (int i = 0; i < 5; ++i) written &= bool{write_file_atomically(folder / "a", std::string(large, mark))};
    ::_exit(written ? 0 : 1);
  }
  for (const auto writer : writers) {
    int status = 0;
    ASSERT_EQ(::waitpid(writer, &status, 0), writer);
    EXPECT_EQ(status, 0) << "none is disturbed by another";
  }
  const auto bytes = *read_file(folder / "a");
  EXPECT_EQ(bytes, std::string(large, bytes.front()));
  EXPECT_EQ(all_names(), (std::set<std::string>{"a", "b"}));
}

TEST_F(FileSet, LeavesNoTemporaryWhereASignalEndsItsWriter) {
  const auto pipe = folder / "pipe"; // nobody reads it, so the writer waits with a and b under their temporary names
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const pid_t writer = ::fork();
  ASSERT_GE(writer, 0);
  if (writer == 0) {
    (void)std::signal(SIGTERM, [](int) {
      remove_temporaries();
      ::_exit(7);
    });
    (void)write_set(pipe);
    ::_exit(0);
  }
  int status = 0;
  while (!fs::exists(folder / (".b." + std::to_string(writer) + ".part"))) {
    ASSERT_EQ(::waitpid(writer, &status, WNOHANG), 0) << "it ended by itself";
    ::usleep(1000);
  }
  ASSERT_EQ(::kill(writer, SIGTERM), 0);
  ASSERT_EQ(::waitpid(writer, &status, 0), writer);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7);
  EXPECT_EQ(all_names(), (std::set<std::string>{"a", "b", "pipe"}));
  EXPECT_EQ(*read_file(folder / "a"), "old");
}

TEST_F(FileSet, OfAKilledWriterIsTidiedUpAndNothingElse) {
  const std::string gone = "4194305"; // beyond the highest number that a process can have
  const auto here = std::to_string(::getpid());
  // A container's processes have the same few numbers again and again, so ours says nothing about its writer.
  const std::set<std::string> abandoned{".a." + gone + ".part", ".a." + gone + "-12.part", ".a." + here + ".part",
                                        ".b.c." + gone + ".part"};
  std::set<std::string> kept{"a",
                             "b",
                             "a." + gone + ".part",
                             ".z." + gone + ".part",
                             ".a.part",
                             ".a.0.part",
                             ".a.-5.part",
                             ".a." + gone + "x.part",
                             ".a." + gone + "-.part",
                             ".a." + gone + "-0.part",
                             ".a." + gone + "-1-1.part",
                             ".a." + gone,
                             "." + gone + ".part",
                             ".a.99999999999999999999.part",
                             ".part",
                             "..part",
                             ".a..part"};
  for (const auto *names : {&abandoned, &std::as_const(kept)})
    for (const auto &name : *names) std::ofstream{folder / name} << "half";
  fs::create_directory(folder / (".d." + gone + ".part"));
  fs::create_symlink("a", folder / (".l." + gone + ".part"));
  kept.insert({".d." + gone + ".part", ".l." + gone + ".part"});
  remove_abandoned(folder, [](std::string_view name) { return name != "z"; });
  EXPECT_EQ(all_names(), kept);
  remove_abandoned(folder / "missing", [](std::string_view) { return true; });
}

/// As a writer in another container holds it: with a number that no process has here.
Descriptor written_elsewhere(const fs::path &file) {
  Descriptor fd{::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644)};
  EXPECT_EQ(::flock(fd.get(), LOCK_EX), 0);
  EXPECT_EQ(::write(fd.get(), "half", 4), 4);
  return fd;
}

TEST_F(FileSet, OfALiveWriterIsKeptWhateverTheNumberOfItsProcess) {
  const auto half = folder / ".a.4194305.part";
  auto writer = written_elsewhere(half);
  remove_abandoned(folder, [](std::string_view) { return true; });
  EXPECT_EQ(*read_file(half), "half");
  writer.reset(); // however it ended
  remove_abandoned(folder, [](std::string_view) { return true; });
  EXPECT_FALSE(fs::exists(half));
}

TEST_F(FileSet, IsWrittenBesideAWriterWhoseProcessHasTheSameNumberElsewhere) {
  const auto taken = ".a." + std::to_string(::getpid()) + ".part";
  const auto writer = written_elsewhere(folder / taken);
  ASSERT_TRUE(write_set(folder / "c"));
  EXPECT_EQ(*read_file(folder / "a"), "new");
  EXPECT_EQ(*read_file(folder / taken), "half");
  EXPECT_EQ(all_names(), (std::set<std::string>{"a", "b", "c", taken}));
}

TEST_F(FileSet, IsNotDisturbedByOneWhoTidiesUpAllTheTime) {
  const pid_t tidier = ::fork();
  ASSERT_GE(tidier, 0);
  if (tidier == 0) {
    ::alarm(60); // also without who waits for it
    for (;;) remove_abandoned(folder, [](std::string_view) { return true; });
  }
  bool written = true;
  for (int i = 0; i < 50; ++i) written &= bool{write_set(folder / "c")};
  ::kill(tidier, SIGKILL);
  EXPECT_EQ(::waitpid(tidier, nullptr, 0), tidier);
  EXPECT_TRUE(written);
  EXPECT_EQ(all_names(), (std::set<std::string>{"a", "b", "c"}));
}

} // namespace
} // namespace reqbench::base
