// Writing fails: at the Nth write for every N, and for real, at a limit of the file size.
#include "result/run_directory.hpp"

#include "base/free_descriptors.hpp"
#include "base/temporary_folder.hpp"
#include "result/made_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>

#include <csignal>

namespace reqbench::result {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// The first write_run(), `trials` trials, the last write_run(); stops at the first error.
base::Status run_of(const fs::path &folder, int trials, WriteFile write) {
  auto writer = RunWriter::create(folder, std::move(write));
  if (!writer) return writer.error();
  auto run = made_run_record();
  run.trials_written.reset();
  if (auto written = writer->write_run(run); !written) return written;
  for (int number = 1; number <= trials; ++number)
    if (auto written = writer->write_trial(made_trial_of_run(number)); !written) return written;
  run.trials_written = trials;
  return writer->write_run(run);
}

TEST(RunWriter, LosesNoFinishedTrialWhicheverWriteFails) {
  constexpr int trials = 3, writes = 1 + 1 + 2 * trials + 1; // probe, run.json, series and trial, run.json
  for (int failing = 1; failing <= writes; ++failing) {
    base::TemporaryFolder root;
    int write = 0;
    fs::path refused;
    const auto status = run_of(root.path() / "run", trials, [&](const fs::path &path, std::string_view bytes) {
      if (++write != failing) return base::write_file_atomically(path, bytes);
      refused = path;
      return base::Status{base::Error{base::ErrorKind::environment, "writing " + path.string() + ": disk full"}};
    });
    ASSERT_FALSE(status) << failing;
    EXPECT_EQ(status.error().kind(), base::ErrorKind::environment) << failing;
    EXPECT_THAT(status.error().message(), HasSubstr(refused.string())) << failing;
    if (failing <= 2) continue; // nothing was measured yet
    const auto run = read_run(root.path() / "run");
    ASSERT_TRUE(run) << failing << ": " << run.error().message();
    EXPECT_TRUE(run->damaged.empty()) << failing;
    EXPECT_EQ(run->trials.size(), static_cast<std::size_t>((failing - 3) / 2)) << failing;
  }
}

TEST(RunWriter, SaysBeforeAnythingIsMeasuredThatTheFolderCannotBeWritten) {
  base::TemporaryFolder root;
  const auto writer = RunWriter::create(root.path() / "run", [](const fs::path &path, std::string_view) {
    return base::Status{base::Error{base::ErrorKind::environment, "writing " + path.string() + ": disk full"}};
  });
  ASSERT_FALSE(writer);
  EXPECT_THAT(writer.error().message(), HasSubstr("nothing was measured"));
}

TEST(RunWriter, SaysThatAFolderCannotBeMade) {
  const auto writer = RunWriter::create("/proc/nowhere/run");
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().kind(), base::ErrorKind::environment);
  EXPECT_THAT(writer.error().message(), HasSubstr("/proc/nowhere/run"));
}

/// Files of this process can grow to `bytes` and no further, as on a full disk.
class FileSizeLimit {
public:
  explicit FileSizeLimit(rlim_t bytes) : before_handler_{std::signal(SIGXFSZ, SIG_IGN)} {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit &) = delete;
  FileSizeLimit &operator=(const FileSizeLimit &) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, before_handler_);
  }

private:
  void (*before_handler_)(int);
  rlimit before_{};
};

TEST(RunWriter, LeavesNoTornFileOnAFullDisk) {
  base::TemporaryFolder root;
  const auto folder = root.path() / "run";
  auto writer = RunWriter::create(folder);
  auto record = made_run_record();
  record.trials_written.reset(); // it is not at its end
  ASSERT_TRUE(writer->write_run(record) && writer->write_trial(made_trial_of_run(1)));
  {
    const FileSizeLimit full{1024};
    const auto written = writer->write_trial(made_trial_of_run(2));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind(), base::ErrorKind::environment);
    EXPECT_THAT(written.error().message(), HasSubstr((folder / "trials").string()));
    EXPECT_FALSE(RunWriter::create(root.path() / "other"));
  }
  const auto run = read_run(folder);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->trials.size(), 1u);
  EXPECT_TRUE(run->damaged.empty());
  for (const auto &entry : fs::directory_iterator{folder / "trials"})
    EXPECT_NE(entry.path().extension(), ".part") << entry.path();
}

#ifdef __SANITIZE_ADDRESS__
constexpr int fewest = 4; // the checks of virtual calls open a pipe
#else
constexpr int fewest = 0;
#endif

TEST(ReadRun, OfTooFewDescriptorsSaysThatAndNotThatTheRunIsDamaged) {
  base::TemporaryFolder root;
  ASSERT_TRUE(run_of(root.path() / "run", 6, base::write_file_atomically));
  for (int free = fewest; free <= 64; ++free) {
    const auto run = [&] {
      const base::FreeDescriptors few{free};
      return read_run(root.path() / "run");
    }();
    if (run) {
      EXPECT_EQ(run->damaged, std::vector<std::string>{}) << free;
      EXPECT_EQ(run->trials.size(), 6u) << free;
      continue;
    }
    EXPECT_EQ(run.error().kind(), base::ErrorKind::environment) << free;
    EXPECT_THAT(run.error().message(), HasSubstr("ulimit -n")) << free;
  }
  EXPECT_TRUE(read_run(root.path() / "run"));
}

} // namespace
} // namespace reqbench::result
