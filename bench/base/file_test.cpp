#include "base/file.hpp"

#include "base/descriptor.hpp"
#include "base/free_descriptors.hpp"
#include "base/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
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

TEST_F(File, ThatCannotBeOpenedForWantOfDescriptorsIsNotSaidToBeDamaged) {
  ASSERT_TRUE(write_file_atomically(folder / "x", "whole"));
  const auto error = [&] {
    const FreeDescriptors none{0};
    return read_file(folder / "x", ErrorKind::damaged).error();
  }();
  EXPECT_EQ(error.kind(), ErrorKind::environment);
  EXPECT_EQ(error.message(),
            "opening " + (folder / "x").string() + ": Too many open files; raise the limit of open files (ulimit -n)");
  EXPECT_EQ(read_file(folder / "y", ErrorKind::damaged).error().kind(), ErrorKind::damaged) << "it is missing";
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
  const auto socket = folder / "socket";
  ASSERT_EQ(::mknod(socket.c_str(), S_IFSOCK | 0600, 0), 0);
  for (const auto &endless : {pipe, socket, fs::path{"/dev/zero"}}) { // a read of the pipe would wait for a writer
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
