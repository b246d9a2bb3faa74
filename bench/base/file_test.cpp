#include "base/file.hpp"

#include "base/descriptor.hpp"
#include "base/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace reqbench::base {
namespace {

namespace fs = std::filesystem;

class File : public testing::Test {
protected:
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto &entry : fs::directory_iterator{folder}) all.push_back(entry.path().filename().string());
    return all;
  }
  TemporaryFolder temporary;
  fs::path folder = temporary.path();
};

TEST_F(File, WhatWasWrittenIsRead) {
  const std::string bytes = std::string{"a\0b\n", 4} + std::string(200'000, 'x');
  ASSERT_TRUE(write_file_atomically(folder / "x", bytes));
  EXPECT_EQ(*read_file(folder / "x"), bytes);
  EXPECT_EQ(names(), std::vector<std::string>{"x"});
}

TEST_F(File, ANewVersionReplacesTheOld) {
  ASSERT_TRUE(write_file_atomically(folder / "x", "a long first version"));
  ASSERT_TRUE(write_file_atomically(folder / "x", "second"));
  EXPECT_EQ(*read_file(folder / "x"), "second");
}

TEST_F(File, AFolderInTheWayIsNamedAndLeavesNoTemporary) {
  fs::create_directories(folder / "x" / "not_empty");
  const auto written = write_file_atomically(folder / "x", "bytes");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind(), ErrorKind::environment);
  EXPECT_NE(written.error().message().find("/x: a folder of that name stands there"), std::string::npos);
  EXPECT_EQ(names(), std::vector<std::string>{"x"});
}

TEST_F(File, AFailedWriteLeavesTheOldVersionAndNoTemporary) {
  ASSERT_TRUE(write_file_atomically(folder / "x", "old"));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  // A file size limit fails the write like a full disk does, after a first part was accepted.
  auto *const old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 4096;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = write_file_atomically(folder / "x", std::string(10'000, 'n'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  (void)std::signal(SIGXFSZ, old_handler);
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message().find("File too large"), std::string::npos) << written.error().message();
  EXPECT_EQ(*read_file(folder / "x"), "old");
  EXPECT_EQ(names(), std::vector<std::string>{"x"});
}

TEST_F(File, AMissingFolderIsNamed) {
  const auto written = write_file_atomically(folder / "nowhere" / "x", "bytes");
  ASSERT_FALSE(written);
  EXPECT_NE(
      written.error().message().find("nowhere/.x." + std::to_string(::getpid()) + ".part: No such file or directory"),
      std::string::npos);
}

TEST_F(File, ReadingFailsWithTheKindAskedFor) {
  const auto absent = read_file(folder / "absent", ErrorKind::damaged);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().kind(), ErrorKind::damaged);
  EXPECT_NE(absent.error().message().find("absent: No such file or directory"), std::string::npos);
  EXPECT_NE(read_file(folder).error().message().find("Is a directory"), std::string::npos);
}

TEST_F(File, WhatIsNotARegularFileIsNotRead) {
  const auto pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const auto &endless : {pipe, fs::path{"/dev/zero"}}) { // a read of the pipe would wait for a writer
    const auto read = read_file(endless, ErrorKind::damaged);
    ASSERT_FALSE(read) << endless;
    EXPECT_EQ(read.error().kind(), ErrorKind::damaged);
    EXPECT_NE(read.error().message().find("not a regular file"), std::string::npos) << read.error().message();
  }
}

TEST_F(File, AFileThatIsTooLongIsRefusedAndNotHeldInMemory) {
  ASSERT_TRUE(write_file_atomically(folder / "x", ""));
  fs::resize_file(folder / "x", 8 * largest_file); // takes no room on the disk
  const auto read = read_file(folder / "x");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message().find("longer than 256 MiB"), std::string::npos) << read.error().message();
}

TEST_F(File, AFileBehindALinkIsReplacedAndTheLinkStays) {
  fs::create_directories(folder / "deep");
  fs::create_symlink("deep/second", folder / "first");
  fs::create_symlink("file", folder / "deep/second");
  for (const char *bytes : {"made", "replaced"}) {
    ASSERT_TRUE(write_file_atomically(folder / "first", bytes));
    EXPECT_EQ(*read_file(folder / "deep/file"), bytes);
  }
  EXPECT_TRUE(fs::is_symlink(folder / "first"));
  EXPECT_TRUE(fs::is_symlink(folder / "deep/second"));
  fs::create_symlink("round", folder / "round");
  EXPECT_FALSE(write_file_atomically(folder / "round", "x"));
}

TEST_F(File, ADeviceOrAPipeIsWrittenIntoAndStaysWhatItIs) {
  const auto pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const Descriptor reader{::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  fs::create_symlink("pipe", folder / "link");
  ASSERT_TRUE(write_file_atomically(folder / "link", "bytes"));
  char buffer[16];
  EXPECT_EQ(::read(reader.get(), buffer, sizeof buffer), 5);
  EXPECT_TRUE(fs::is_fifo(pipe));
  ASSERT_TRUE(write_file_atomically("/proc/self/fd/" + std::to_string(reader.get()), "more"));
  EXPECT_EQ(::read(reader.get(), buffer, sizeof buffer), 4);
  ASSERT_TRUE(write_file_atomically("/dev/fd/" + std::to_string(reader.get()), "again"));
  EXPECT_EQ(::read(reader.get(), buffer, sizeof buffer), 5);
  EXPECT_TRUE(write_file_atomically("/dev/null", "bytes"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

class FileSet : public File {
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
    const auto all = names();
    return {all.begin(), all.end()};
  }
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
  while (!fs::exists(folder / (".b." + std::to_string(writer) + ".part"))) ::usleep(1000);
  ASSERT_EQ(::kill(writer, SIGTERM), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(writer, &status, 0), writer);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7);
  EXPECT_EQ(all_names(), (std::set<std::string>{"a", "b", "pipe"}));
  EXPECT_EQ(*read_file(folder / "a"), "old");
}

class ProjectRoot : public File {
protected:
  void TearDown() override { ::unsetenv("REQBENCH_ROOT"); }
};

TEST_F(ProjectRoot, IsFoundAboveTheBinaryOrTheWorkingFolder) {
  fs::create_directories(folder / "servers");
  fs::create_directories(folder / "bench/workload/catalog");
  fs::create_directories(folder / "deep/below");
  ::setenv("REQBENCH_ROOT", folder.c_str(), 1);
  EXPECT_EQ(*project_root(), folder);
  ::unsetenv("REQBENCH_ROOT");
  const auto before = fs::current_path();
  fs::current_path(folder / "deep/below");
  const auto found = project_root();
  fs::current_path(before);
  ASSERT_TRUE(found);
  // This test's own binary may lie inside a checkout, which then comes first.
  EXPECT_TRUE(fs::is_directory(*found / "bench/workload/catalog")) << *found;
}

TEST_F(ProjectRoot, ANamedFolderThatIsNoCheckoutIsRefused) {
  ::setenv("REQBENCH_ROOT", folder.c_str(), 1);
  const auto found = project_root();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), ErrorKind::usage);
  EXPECT_NE(found.error().message().find("REQBENCH_ROOT names " + folder.string()), std::string::npos);
}

TEST(Descriptor, ClosesOnceAndMovesItsFile) {
  Descriptor first{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
  ASSERT_TRUE(first);
  const int fd = first.get();
  Descriptor second{std::move(first)};
  EXPECT_EQ(second.get(), fd);
  {
    Descriptor third;
    third = std::move(second);
    EXPECT_EQ(::fcntl(fd, F_GETFD), FD_CLOEXEC);
  }
  EXPECT_EQ(::fcntl(fd, F_GETFD), -1);
  Descriptor kept{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
  const int released = kept.release();
  EXPECT_FALSE(kept);
  EXPECT_EQ(::close(released), 0);
}

} // namespace
} // namespace reqbench::base
